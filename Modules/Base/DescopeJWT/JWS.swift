package import DescopeCore
package import DescopeCrypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads a JWS in compact serialization (RFC 7515) in place. Its decoded parts are untrusted until the signature is
/// checked.
package enum JWS {
    /// The maximum length of the header: 4 KiB, enough for a proof's RSA key. The header is read before the signature
    /// is checked, so this limit does not depend on the maximum length of tokens.
    package static let maximumHeaderBytes = 4 << 10

    /// The decoded header.
    package struct Header: Sendable {
        package let algorithm: SignatureAlgorithm
        package let keyId: String?
        /// The media type (`typ`); null when it is present but not a string.
        let type: JSONValue?
        /// The embedded key (`jwk`), if it is an object.
        let key: JWKMembers?

        /// Reads the header. It is untrusted: names and values are compared by bytes, and never used as dictionary
        /// keys.
        package init(encoded: UnsafeBufferPointer<UInt8>) throws(DescopeError) {
            guard let json = Base64URL.decode(encoded) else { throw JWS.notBase64URL }
            let members: Members
            do { members = try Members(json) } catch { throw malformed("its header cannot be read: \(error)") }
            if let name = members.notUnderstood {
                throw malformed("expected a plain signed token, found '\(name)' in its header")
            }
            if let type = members.contentType?.stringValue, isMediaType(type, oneOf: ["jwt", "application/jwt"]) {
                throw malformed("expected claims, found a nested token")
            }
            guard let name = members.algorithm?.stringValue else {
                throw malformed("expected an algorithm in its header")
            }
            guard let algorithm = SignatureAlgorithm.supported(named: name) else {
                let names = SignatureAlgorithm.supported.map(\.rawValue).joined(separator: ", ")
                throw DescopeError(
                    .token,
                    code: .unsupportedAlgorithm,
                    message: "token: expected one of \(names), found another algorithm. "
                        + "Unsigned tokens and those with a shared secret are never accepted."
                )
            }
            self.algorithm = algorithm
            keyId = members.keyId?.stringValue
            guard keyId.map(isKeyId) ?? true else {
                throw malformed("expected a key id of at most \(maximumKeyIdBytes) ASCII characters")
            }
            type = members.type
            key = members.key
        }

        /// The members that are read.
        private struct Members {
            var algorithm: JSONValue?
            var keyId: JSONValue?
            var type: JSONValue?
            var contentType: JSONValue?
            var key: JWKMembers?
            /// A member that requires processing that is not supported, and must not be ignored.
            var notUnderstood: String?

            init(_ json: [UInt8]) throws(JSONFailure) {
                try JSONReader.scan(json, from: .anybody) { reader throws(JSONFailure) in
                    try reader.forEachMember { reader, name throws(JSONFailure) in
                        try read(name, &reader)
                    }
                    try reader.end()
                }
            }

            private mutating func read(
                _ name: JSONReader.Name,
                _ reader: inout JSONReader
            ) throws(JSONFailure) {
                switch name.word {
                case word("alg"): algorithm = try reader.scalar()
                case word("kid"): keyId = try reader.scalar()
                case word("typ"): type = try reader.scalar()
                case word("cty"): contentType = try reader.scalar()
                case word("jwk"): key = try JWKMembers.read(&reader)
                case word("crit"), word("b64"), word("enc"), word("zip"):
                    notUnderstood = name.text
                    try reader.skipValue()
                default: try reader.skipValue()
                }
            }
        }
    }

    /// The encoded header; throws when it is missing or too long.
    package static func encodedHeader(of text: UnsafeBufferPointer<UInt8>) throws(DescopeError) -> UnsafeBufferPointer<
        UInt8
    > {
        guard let start = text.baseAddress, let dot = memchr(start, CInt(UInt8(ascii: ".")), text.count) else {
            throw wrongParts(text)
        }
        let count = UnsafeRawPointer(dot) - UnsafeRawPointer(start)
        guard count <= maximumHeaderBytes else {
            throw malformed("expected a header of at most \(maximumHeaderBytes) bytes, found \(count)")
        }
        return UnsafeBufferPointer(start: start, count: count)
    }

    /// The decoded header of a token; throws unless all three parts are well-formed.
    static func header(ofWellFormed text: UnsafeBufferPointer<UInt8>) throws(DescopeError) -> Header {
        guard !isJSON(text) else { throw wrongParts(text) }
        let encoded = try encodedHeader(of: text)
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw wrongParts(text) }
        for part in parts.dropFirst() where Base64URL.decode(UnsafeBufferPointer(rebasing: part)) == nil {
            throw notBase64URL
        }
        return try Header(encoded: encoded)
    }

    /// The payload of a JWS that `key` has signed with its own algorithm.
    package static func payload(of text: String, signedBy key: VerificationKey) throws(DescopeError) -> [UInt8] {
        try withBytes(of: text) { bytes throws(DescopeError) in
            let header = try header(ofWellFormed: bytes)
            guard header.algorithm == key.algorithm else { throw otherAlgorithm(header.algorithm, than: key) }
            return try payload(of: bytes, signedBy: key)
        }
    }

    /// The decoded payload; throws unless the signature is valid.
    package static func payload(
        of text: UnsafeBufferPointer<UInt8>,
        signedBy key: VerificationKey
    ) throws(DescopeError) -> [UInt8] {
        let payloadStart = try encodedHeader(of: text).count + 1
        let rest = UnsafeBufferPointer(rebasing: text[payloadStart...])
        var read: Int?
        let payload = [UInt8](unsafeUninitializedCapacity: Base64URL.decodedCapacity(rest.count)) { output, count in
            guard let prefix = Base64URL.decodePrefix(of: rest, into: UnsafeMutableRawBufferPointer(output)) else {
                return
            }
            (read, count) = prefix
        }
        guard let read, read < rest.count, rest[read] == UInt8(ascii: ".") else {
            throw text.count(where: { $0 == UInt8(ascii: ".") }) == 2 ? notBase64URL : wrongParts(text)
        }
        let signed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[..<(payloadStart + read)])
        let encodedSignature = UnsafeBufferPointer(rebasing: rest[(read + 1)...])
        let isValid = withUnsafeTemporaryAllocation(
            byteCount: Base64URL.decodedCapacity(encodedSignature.count),
            alignment: 8
        ) { signature -> Bool? in
            guard let prefix = Base64URL.decodePrefix(of: encodedSignature, into: signature),
                prefix.read == encodedSignature.count
            else { return nil }
            return key.verifier.isValid(
                signature: UnsafeRawBufferPointer(rebasing: signature[..<prefix.written]),
                for: signed
            )
        }
        guard let isValid else { throw encodedSignature.contains(UInt8(ascii: ".")) ? wrongParts(text) : notBase64URL }
        guard isValid else {
            throw DescopeError(
                .token,
                code: .invalidSignature,
                message:
                    "token: expected a valid signature, found an invalid one. The token is forged or damaged.",
                underlying: isCutOff(encodedSignature.count, key)
                    ? malformed("expected a complete signature, found a truncated one") : nil
            )
        }
        return payload
    }

    /// Whether a signature of this length is too short for its key, because the token was truncated.
    private static func isCutOff(_ characters: Int, _ key: VerificationKey) -> Bool {
        guard let scheme = key.algorithm.scheme,
            let bytes = try? key.jwk.publicKey.signatureByteCount(for: scheme)
        else { return false }
        return characters < (bytes * 8 + 5) / 6
    }

    static func otherAlgorithm(_ found: SignatureAlgorithm, than key: VerificationKey) -> DescopeError {
        DescopeError(
            .token,
            code: .unsupportedAlgorithm,
            message: "token: expected the algorithm of its key, \(key.algorithm.rawValue), found \(found.rawValue)."
        )
    }

    private static func wrongParts(_ text: UnsafeBufferPointer<UInt8>) -> DescopeError {
        guard !isJSON(text) else { return malformed("expected a signed token in compact form, found a JSON object") }
        let count = text.count(where: { $0 == UInt8(ascii: ".") }) + 1
        return malformed(
            count == 5
                ? "expected a signed token, found an encrypted one"
                : "expected three parts with dots between them, found \(count)"
        )
    }

    /// Whether it may be the JSON serialization of RFC 7515 or RFC 7516.
    private static func isJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool { text.first == UInt8(ascii: "{") }

    fileprivate static var notBase64URL: DescopeError {
        malformed("expected base64url without padding in each part, found something else")
    }

    /// Signs claims, for tests and the emulator.
    ///
    /// - Parameter header: Members of the header that are added or replaced; nil removes a member.
    package static func sign(
        _ claims: [String: JSONValue],
        keyId: String?,
        with key: SigningKey,
        header: [String: JSONValue?] = [:]
    ) throws -> String {
        var members: [String: JSONValue] = ["alg": .string(key.algorithm.rawValue), "typ": "JWT"]
        if let keyId { members["kid"] = .string(keyId) }
        for (name, value) in header { members[name] = value }
        let signed = Base64URL.encode(members.json) + "." + Base64URL.encode(claims.json)
        return try signed + "." + Base64URL.encode(key.signature(for: Array(signed.utf8)))
    }
}

/// Calls a function with the UTF-8 bytes of a string.
func withBytes<Value>(
    of text: String,
    _ read: (UnsafeBufferPointer<UInt8>) throws(DescopeError) -> Value
) throws(DescopeError) -> Value {
    var text = text
    let result = text.withUTF8 { bytes in Result { () throws(DescopeError) in try read(bytes) } }
    return try result.get()
}

/// A member's name as a number, in the form of ``JSONReader/Name/word``.
@inline(__always)
func word(_ name: StaticString) -> UInt64 {
    (0..<min(8, name.utf8CodeUnitCount)).reduce(0) { $0 | UInt64(name.utf8Start[$1]) << UInt64(8 * $1) }
}

/// Whether a media type is one of `known`, which have to be lowercase. Media types are case-insensitive (RFC 2045,
/// §5.1).
func isMediaType(_ type: String, oneOf known: [StaticString]) -> Bool {
    known.contains { type.hasSameBytes(ignoringCaseAs: $0) }
}

func malformed(_ message: String) -> DescopeError {
    DescopeError(
        .token,
        code: .malformedToken,
        message: "token: \(message). Pass the token as the service issued it."
    )
}
