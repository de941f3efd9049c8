import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What other implementations signed: see `Fixtures/README.md`.
enum Fixtures {
    static let project = "P2fixtures"

    static func keySet() throws -> JWKSet { try JWKSet(json: read("keys.json")) }

    /// The JWK with this key id, as PyJWT wrote it.
    static func jwk(_ keyId: String) throws -> JSONValue {
        let list = try JSONReader.parse(read("keys.json"))["keys"]?.arrayValue ?? []
        return try #require(list.first { $0["kid"]?.stringValue == keyId })
    }

    static func token(_ name: String) throws -> String {
        try #require(JSONReader.parse(read("tokens.json"))[name]?.stringValue)
    }

    /// By algorithm: a key, its thumbprint, and a proof signed with it, as joserfc wrote them.
    static func proof(_ algorithm: SignatureAlgorithm) throws -> JSONValue {
        try #require(JSONReader.parse(read("proofs.json"))[algorithm.rawValue])
    }

    static func names() throws -> Set<String> {
        Set(try #require(JSONReader.parse(read("tokens.json")).objectValue).keys)
    }

    /// A validator of the fixtures' project, with its keys at hand, at the time that they were made for.
    static func validator() throws -> TokenValidator {
        TokenValidator(projectId: project, keys: StaticKeys(Array(try keySet().keys.values)), clock: ManualClock())
    }

    static func read(_ name: String) throws -> [UInt8] {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(name)")))
    }
}
