import DescopeCore
import DescopeCrypto
import DescopeJWT

extension FuzzTarget {
    /// Token validation with real keys, whose private keys were deleted: only the tokens that they signed are accepted.
    /// An input is tried as a token, and in place of each part of the issued tokens.
    static let signature = FuzzTarget("signature") { input in
        let issued = try issued.get()
        guard let text = String(validating: input, as: UTF8.self) else { return false }
        for token in [text] + issued.tokens.flatMap({ changed($0, by: text) }) {
            for validator in [issued.validator(), issued.warmValidator] {
                var isAccepted = false
                do { isAccepted = try validator.validateIfKeyIsCached(token) != nil } catch {}
                try require(
                    isAccepted == issued.tokens.contains { isSame($0, token) },
                    "accepted are the tokens that were issued, and no others: \(token)"
                )
            }
        }
        return issued.tokens.contains { isSame($0, text) }
    }

    /// The token with one part replaced, for each part.
    private static func changed(_ token: String, by part: String) -> [String] {
        let parts = token.split(separator: ".").map(String.init)
        return parts.indices.map { index in
            var parts = parts
            parts[index] = part
            return parts.joined(separator: ".")
        }
    }

    private static let issued = Result { try IssuedTokens() }
}

/// Issued tokens, and the keys to validate them.
private struct IssuedTokens {
    let tokens: [String]
    /// A validator that has seen all of them.
    let warmValidator: TokenValidator
    private let keys: StaticKeys

    init() throws {
        let folder = "inputs/signature"
        let files = try FuzzTarget.signature.inputs()
        tokens = files.filter { $0.key.hasPrefix("issued-") }.sorted { $0.key < $1.key }
            .map { String(decoding: $0.value.dropLast(), as: UTF8.self) }
        try require(tokens.count > 3, "\(folder) has the tokens that were issued")
        keys = StaticKeys(Array(try JWKSet(json: FuzzTarget.contents(of: "inputs/keyset/issued.json")).keys.values))
        warmValidator = Self.validator(keys, cacheCapacity: 64)
        for token in tokens { _ = try warmValidator.validateIfKeyIsCached(token) }
    }

    func validator() -> TokenValidator { Self.validator(keys) }

    private static func validator(_ keys: StaticKeys, cacheCapacity: Int = 0) -> TokenValidator {
        TokenValidator(
            projectId: FixedClock.project,
            keys: keys,
            clock: FixedClock(),
            cacheCapacity: cacheCapacity
        )
    }
}
