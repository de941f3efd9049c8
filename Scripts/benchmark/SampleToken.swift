import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A session token of about 1.2 KB with tenants, roles and custom claims, and the data to validate it.
struct SampleToken {
    let projectId: String
    let token: Secret
    let publicKey: JSONValue

    /// Generates a key, and a token signed with it.
    init(_ algorithm: SignatureAlgorithm = .rs256) throws {
        projectId = Self.projectId
        let keys = try FakeKeys(keyId: "SK2bench000000000000000000001", algorithm: algorithm)
        token = try Self.mint(userId: "U2bench0000000000000000000001", keys: keys)
        publicKey = keys.publicKey
    }

    /// Reads a file with the output of ``text``.
    init(file path: String) throws {
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: URL(filePath: path)))
        projectId = json["projectId"]?.stringValue ?? ""
        token = Secret(json["token"]?.stringValue ?? "")
        publicKey = json["publicKey"] ?? .null
    }

    /// The token and its key as JSON. The token is useless otherwise: its private key is not stored.
    var text: String {
        get throws {
            let json: JSONValue = [
                "projectId": .string(projectId), "token": .string(token.reveal()), "publicKey": publicKey,
            ]
            return String(decoding: try JSONEncoder().encode(json), as: UTF8.self)
        }
    }

    /// The key, prepared by a cryptography library.
    func key(_ crypto: some CryptoProvider = PlatformCrypto()) throws -> VerificationKey {
        try VerificationKey(JWK(json: String(decoding: JSONEncoder().encode(publicKey), as: UTF8.self)), crypto: crypto)
    }

    /// One of the token's three parts.
    func part(_ index: Int) -> String { String(token.reveal().split(separator: ".")[index]) }

    static let projectId = "P2bench0000000000000000000001"

    static func mint(userId: String, keys: FakeKeys, claims: [String: JSONValue] = claims) throws -> Secret {
        try TokenMinter(projectId: projectId, keys: keys)
            .session(userId: userId, lifetime: .seconds(86_400), claims: claims)
    }

    /// The claims of a user of many tenants, with eight permissions in each.
    static func claims(tenants count: Int) -> [String: JSONValue] {
        let permissions = (0..<8).map { JSONValue.string("documents.area\($0).read") }
        let tenants = (0..<count).map {
            ("T2tenant000000000000000000000\($0)", ["permissions": .array(permissions)] as JSONValue)
        }
        return claims.merging(["tenants": .object(Dictionary(tenants) { $1 })]) { $1 }
    }

    static let claims: [String: JSONValue] = [
        "iss": .string("https://api.descope.com/\(projectId)"), "rexp": "2030-01-01T00:00:00Z",
        "aud": [.string(projectId)], "amr": ["email", "mfa"], "permissions": ["read", "write", "admin"],
        "roles": ["editor", "viewer"],
        "tenants": [
            "acme": ["roles": ["editor", "owner"], "permissions": ["a.read", "a.write"]],
            "globex": ["roles": ["viewer"], "permissions": ["a.read"]], "initech": [:],
        ],
        "email": "ada@example.com", "name": "Ada Lovelace", "plan": "enterprise", "seats": 25, "beta": true,
        "nsec": ["limits": ["api": 1000, "burst": 50], "flags": ["x", "y", "z"]],
    ]
}
