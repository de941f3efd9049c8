package import DescopeCore
package import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A signed text in compact form (RFC 7515): its parts, decoded but not believed.
package struct JWS: Sendable {
    /// The longest text that is looked at: 16 KiB.
    package static let maximumBytes = 16 << 10

    package let algorithm: SignatureAlgorithm
    package let keyId: String?
    package let payload: [UInt8]
    package let signature: [UInt8]
    /// The bytes that were signed: the first two parts with the dot between them.
    package let signedBytes: ArraySlice<UInt8>

    /// Splits and decodes a text.
    package init(_ text: String) throws(DescopeError) {
        // Counted before it is copied: an oversized text costs nothing.
        guard text.utf8.count <= Self.maximumBytes else {
            throw malformed("expected at most \(Self.maximumBytes) bytes, found \(text.utf8.count)")
        }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw malformed(
                parts.count == 5
                    ? "expected a signed token, found an encrypted one"
                    : "expected three parts with dots between them, found \(parts.count)"
            )
        }
        guard let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw malformed("expected base64url without padding in each part, found something else") }

        (algorithm, keyId) = try Self.read(header: header)
        self.payload = payload
        self.signature = signature
        signedBytes = bytes[..<parts[1].endIndex]
    }

    private static func read(header: [UInt8]) throws(DescopeError) -> (SignatureAlgorithm, keyId: String?) {
        let members: JSONValue
        do { members = try JSONScanner.parse(header) } catch { throw malformed("its header cannot be read: \(error)") }
        guard members.objectValue != nil else { throw malformed("expected an object as header") }
        // What these ask for is not understood here, and must not be passed over.
        for name in ["crit", "b64", "enc", "zip"] where members[name] != nil {
            throw malformed("expected a plain signed token, found '\(name)' in its header")
        }
        if let type = members["cty"], type.stringValue?.lowercased() == "jwt" {
            throw malformed("expected claims, found a token nested in the token")
        }
        guard let name = members["alg"]?.stringValue else { throw malformed("expected an algorithm in its header") }
        let algorithm = SignatureAlgorithm(rawValue: name)
        guard SignatureAlgorithm.supported.contains(algorithm) else {
            throw DescopeError(
                .token,
                code: .unsupportedAlgorithm,
                message:
                    "token: expected one of \(SignatureAlgorithm.supported.map(\.rawValue).joined(separator: ", ")), found another algorithm. "
                    + "Unsigned tokens and those with a shared secret are never accepted."
            )
        }
        let keyId = members["kid"]?.stringValue
        guard (keyId?.utf8.count ?? 0) <= maximumKeyIdBytes else {
            throw malformed("expected a key id of at most \(maximumKeyIdBytes) bytes")
        }
        return (algorithm, keyId)
    }

    /// Whether the signature fits.
    package func isSigned(by key: VerificationKey) -> Bool {
        signature.withUnsafeBytes { signature in
            signedBytes.withUnsafeBytes { key.verifier.isValid(signature: signature, for: $0) }
        }
    }

    /// Signs claims: for tests and the emulator.
    package static func sign(
        _ claims: [String: JSONValue],
        keyId: String?,
        with key: SigningKey,
        header: [String: JSONValue] = [:]
    ) throws -> String {
        var members: [String: JSONValue] = ["alg": .string(key.algorithm.rawValue), "typ": "JWT"]
        if let keyId { members["kid"] = .string(keyId) }
        members.merge(header) { $1 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let signed = Base64URL.encode(try encoder.encode(members)) + "." + Base64URL.encode(try encoder.encode(claims))
        return try signed + "." + Base64URL.encode(key.signature(for: Array(signed.utf8)))
    }
}

func malformed(_ message: String) -> DescopeError {
    DescopeError(
        .token,
        code: .malformedToken,
        message: "token: \(message). Pass the token as the service gave it out."
    )
}
