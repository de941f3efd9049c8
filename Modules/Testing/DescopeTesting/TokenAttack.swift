public import DescopeCore
import DescopeCrypto
import DescopeJWT

/// A token that no server may accept as a session token: forged without the project's key, or signed by the project but
/// not intended for this server, purpose or time.
///
/// For tests of your own server. It has to refuse each of ``allCases`` as session tokens, and each of
/// ``againstAccessTokens`` as access tokens.
///
/// ```swift
/// // One for all: an RSA key takes a tenth of a second to make, and there are more than a hundred attacks.
/// static let minter = Result { TokenMinter(projectId: "P2shop", keys: try FakeKeys()) }
///
/// @Test(arguments: TokenAttack.allCases)
/// func refused(_ attack: TokenAttack) async throws {
///     let jwt = try Self.minter.get().token(for: attack, claims: ["aud": "shop"])
///     #expect(try await shop.get("/orders", sessionJwt: jwt).status == 401)
/// }
/// ```
///
/// The last one of either list, ``wrongAudience``, is refused only when the server requires an audience.
public struct TokenAttack: Sendable {
    /// A short description of what is wrong with the token. Unique among all attacks.
    public let name: String

    /// The code of the error that a ``/DescopeJWT/TokenValidator`` throws for the token.
    public let code: DescopeError.Code

    /// Whether validation looks up a key before it refuses the token. Without a lookup no keys are fetched.
    public let needsKey: Bool

    /// Whether it is a valid access token, and an attack only on servers that accept it as a session token.
    let isAccessToken: Bool

    let forge: @Sendable (Forge) throws -> String

    private init(
        _ name: String,
        _ code: DescopeError.Code,
        needsKey: Bool = true,
        isAccessToken: Bool = false,
        forge: @escaping @Sendable (Forge) throws -> String
    ) {
        self.name = name
        self.code = code
        self.needsKey = needsKey
        self.isAccessToken = isAccessToken
        self.forge = forge
    }
}

extension TokenAttack: CustomStringConvertible {
    /// The attack's name.
    public var description: String { name }
}

extension TokenMinter {
    /// Makes a token for an attack on a server that accepts this minter's session tokens.
    ///
    /// - Parameters:
    ///   - attack: The attack.
    ///   - claims: Further claims that your server requires, such as the audience, so that nothing else is wrong with
    ///     the token.
    public func token(for attack: TokenAttack, claims: [String: JSONValue] = [:]) throws -> Secret {
        let claims = self.claims("DS", "U2test", .seconds(600), claims)
        return Secret(try attack.forge(Forge(minter: self, claims: claims)))
    }
}

// MARK: - The attacks

extension TokenAttack: CaseIterable {
    /// All attacks. Later versions may add more.
    public static let allCases: [TokenAttack] =
        unsigned + sharedSecrets + algorithms + keyIds + foreignKeys + damage + extensions + types + forms + times
        + meanings
        + [wrongAudience]

    /// The attacks that no server may accept as access tokens. It excludes an agent's access tokens, which
    /// `validateAccessToken` accepts when their audience is the server's.
    public static let againstAccessTokens: [TokenAttack] = allCases.filter { !$0.isAccessToken }

    /// A token for another audience. A server that requires no audience has to accept it.
    public static let wrongAudience = TokenAttack("another audience", .wrongAudience) {
        try $0.token(claims: ["aud": ["https://attacker.example", ""]])
    }

    // Also with a valid signature, so that they are not refused only because the signature is missing.
    private static let unsigned: [TokenAttack] = {
        let spellings = (0..<16).map { bits in
            String("none".enumerated().map { Character(bits >> $0 & 1 == 0 ? "\($1)" : $1.uppercased()) })
        }
        return (spellings + [" none", "none ", "null", ""]).flatMap { name in
            [
                TokenAttack("algorithm '\(name)', no signature", .unsupportedAlgorithm, needsKey: false) {
                    try $0.token(header: ["alg": .string(name)], by: .nobody)
                },
                TokenAttack("algorithm '\(name)', signed", .unsupportedAlgorithm, needsKey: false) {
                    try $0.token(header: ["alg": .string(name)])
                },
            ]
        } + [
            TokenAttack("algorithm 'none', written with an escape", .unsupportedAlgorithm, needsKey: false) {
                let header = $0.text(["kid": .string($0.minter.keys.keyId)])
                return try $0.token(
                    header: #"{"alg":"n\u006fne",\#(header.dropFirst())"#,
                    payload: $0.text($0.claims),
                    by: .nobody
                )
            }
        ]
    }()

    private static let sharedSecrets: [TokenAttack] = {
        func attack(
            _ secret: String,
            _ digest: DigestAlgorithm = .sha256,
            _ bytes: @escaping @Sendable (Forge) throws -> [UInt8]
        ) -> TokenAttack {
            let algorithm = "HS\(digest.byteCount * 8)"
            return TokenAttack("\(algorithm) with \(secret)", .unsupportedAlgorithm, needsKey: false) {
                try $0.token(header: ["alg": .string(algorithm)], by: .secret(bytes($0), digest))
            }
        }
        return [
            attack("the public key in PEM") { Array($0.publicPEM.utf8) },
            attack("the public key in PEM", .sha384) { Array($0.publicPEM.utf8) },
            attack("the public key in PEM", .sha512) { Array($0.publicPEM.utf8) },
            attack("the public key in PEM, its last line not ended") { Array($0.publicPEM.utf8.dropLast()) },
            attack("the public key in DER") { $0.publicDER },
            attack("the public key's number") { $0.publicNumber },
            attack("the public key's number as its JWK has it") { Array(Base64URL.encode($0.publicNumber).utf8) },
            attack("the public key's JWK") { Array($0.text($0.minter.keys.publicKey.objectValue ?? [:]).utf8) },
            attack("an empty secret") { _ in [] },
            attack("the project id") { Array($0.minter.projectId.utf8) },
        ]
    }()

    private static let algorithms: [TokenAttack] = [
        TokenAttack("an algorithm near the key's", .unsupportedAlgorithm) {
            let key = try $0.attacker($0.otherAlgorithm(isNear: true))
            return try $0.token(header: ["alg": .string(key.algorithm.rawValue)], by: .key(key))
        },
        TokenAttack("an algorithm of another kind of key", .unsupportedAlgorithm) {
            let key = try $0.attacker($0.otherAlgorithm(isNear: false))
            return try $0.token(header: ["alg": .string(key.algorithm.rawValue)], by: .key(key))
        },
        TokenAttack("the key's algorithm with changed letter case", .unsupportedAlgorithm, needsKey: false) {
            let name = $0.project.algorithm.rawValue
            return try $0.token(header: [
                "alg": .string(name == name.uppercased() ? name.lowercased() : name.uppercased())
            ])
        },
        TokenAttack("an unknown algorithm", .unsupportedAlgorithm, needsKey: false) {
            try $0.token(header: ["alg": "ROT13"])
        },
        TokenAttack("no algorithm", .malformedToken, needsKey: false) { try $0.token(header: ["alg": nil]) },
        TokenAttack("a list of algorithms", .malformedToken, needsKey: false) {
            try $0.token(header: ["alg": [.string($0.project.algorithm.rawValue), "none"]])
        },
        TokenAttack("two algorithms", .malformedToken, needsKey: false) {
            try $0.token(header: #"{"alg":"none",\#($0.text($0.header).dropFirst())"#, payload: $0.text($0.claims))
        },
    ]

    private static let keyIds: [TokenAttack] = {
        func unknown(_ name: String, _ keyId: @escaping @Sendable (String) -> String) -> TokenAttack {
            TokenAttack("key id: \(name)", .unknownKey) {
                try $0.token(header: ["kid": .string(keyId($0.minter.keys.keyId))], by: .key($0.attacker()))
            }
        }
        return [
            TokenAttack("key id: none", .malformedToken, needsKey: false) { try $0.token(header: ["kid": nil]) },
            TokenAttack("key id: empty", .malformedToken, needsKey: false) { try $0.token(header: ["kid": ""]) },
            TokenAttack("key id: a number", .malformedToken, needsKey: false) { try $0.token(header: ["kid": 0]) },
            TokenAttack("key id: a list", .malformedToken, needsKey: false) {
                try $0.token(header: ["kid": [.string($0.minter.keys.keyId)]])
            },
            TokenAttack("key id: two", .malformedToken, needsKey: false) {
                try $0.token(
                    header: #"{"kid":"SK2attacker",\#($0.text($0.header).dropFirst())"#,
                    payload: $0.text($0.claims)
                )
            },
            TokenAttack("key id: 10 KB", .malformedToken, needsKey: false) {
                let keyId = String(repeating: "k", count: 10 << 10)
                return try $0.token(header: ["kid": .string(keyId)], by: .key($0.attacker()))
            },
            unknown("unknown") { _ in "SK2attacker" },
            unknown("the project's and a zero") { $0 + "\u{0}" },
            unknown("the project's and a space") { $0 + " " },
            unknown("any") { _ in "*" },
            unknown("a path to a file") { _ in "../../../../../../dev/null" },
            unknown("a path in a URL") { _ in "..%2f..%2f..%2fattacker" },
            unknown("a URL") { _ in "https://attacker.example/jwks.json" },
            unknown("SQL") { _ in "' UNION SELECT 'attacker' --" },
            unknown("a command") { _ in "$(curl attacker.example)`id`|id" },
            TokenAttack("key id: an empty file as the shared secret", .unsupportedAlgorithm, needsKey: false) {
                try $0.token(header: ["alg": "HS256", "kid": "../../../../../../dev/null"], by: .secret([]))
            },
        ]
    }()

    private static let foreignKeys: [TokenAttack] = [
        TokenAttack("another key under the project's key id", .invalidSignature) {
            try $0.token(by: .key($0.attacker()))
        },
        TokenAttack("another key in 'jwk', under the project's key id", .invalidSignature) {
            let key = try $0.attacker()
            return try $0.token(header: ["jwk": $0.jwk(key, keyId: $0.minter.keys.keyId)], by: .key(key))
        },
        TokenAttack("another key in 'jwk', under an id of its own", .unknownKey) {
            let key = try $0.attacker()
            return try $0.token(
                header: ["jwk": $0.jwk(key, keyId: "SK2attacker"), "kid": "SK2attacker"],
                by: .key(key)
            )
        },
        TokenAttack("another key behind 'jku'", .invalidSignature) {
            try $0.token(header: ["jku": "https://attacker.example/jwks.json"], by: .key($0.attacker()))
        },
        TokenAttack("another key behind 'x5u'", .invalidSignature) {
            try $0.token(header: ["x5u": "https://attacker.example/certificate.pem"], by: .key($0.attacker()))
        },
    ]

    private static let damage: [TokenAttack] = {
        func attack(
            _ name: String,
            _ code: DescopeError.Code = .invalidSignature,
            _ change: @escaping @Sendable (inout [String], Forge) throws -> Void
        ) -> TokenAttack {
            TokenAttack(name, code) {
                var parts = try $0.parts()
                try change(&parts, $0)
                return parts.joined(separator: ".")
            }
        }
        func signature(_ name: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) -> TokenAttack {
            attack(name) { parts, _ in parts[2] = Base64URL.encode(change(Base64URL.decode(parts[2]) ?? [])) }
        }
        return [
            attack("the claims changed") { parts, forge in
                parts[1] = try forge.token(claims: ["sub": "U2somebodyElse"]).split(separator: ".").map(String.init)[1]
            },
            attack("the header changed") { parts, forge in
                parts[0] = try forge.token(header: ["typ": "at+jwt"]).split(separator: ".").map(String.init)[0]
            },
            attack("another token's signature") { parts, forge in
                parts[2] = try forge.token(claims: ["sub": "U2somebodyElse"]).split(separator: ".").map(String.init)[2]
            },
            signature("one bit of the signature flipped") { $0.dropLast() + $0.suffix(1).map { $0 ^ 1 } },
            signature("no signature") { _ in [] },
            signature("the signature truncated") { $0.dropLast() },
            signature("the signature and a zero") { $0 + [0] },
            signature("a signature of zeros") { $0.map { _ in 0 } },
        ]
    }()

    private static let extensions: [TokenAttack] = [
        ("'crit'", ["crit": ["exp"]]), ("'crit', empty", ["crit": []]),
        ("'crit' of something unknown", ["crit": ["https://attacker.example"], "https://attacker.example": true]),
        ("'b64'", ["b64": false]), ("'b64' that is critical", ["b64": false, "crit": ["b64"]]),
        ("'zip'", ["zip": "DEF"]), ("'enc'", ["enc": "A256GCM"]),
        ("'cty' of a token", ["cty": "JWT"]), ("'cty' of a token in lowercase", ["cty": "jwt"]),
    ].map { (name: String, header: [String: JSONValue?]) in
        TokenAttack("header with \(name)", .malformedToken, needsKey: false) { try $0.token(header: header) }
    }

    private static let types: [TokenAttack] = [
        "logout+jwt", "secevent+jwt", "oauth-id-jag+jwt", "dpop+jwt", "application/logout+jwt",
    ].map { type in
        TokenAttack("type '\(type)'", .wrongTokenKind, needsKey: false) {
            try $0.token(header: ["typ": .string(type)])
        }
    }

    private static let forms: [TokenAttack] = {
        func attack(_ name: String, _ form: @escaping @Sendable ([String], Forge) throws -> String) -> TokenAttack {
            TokenAttack(name, .malformedToken, needsKey: false) { try form($0.parts(), $0) }
        }
        return [
            attack("a nested token") { parts, forge in
                try forge.token(
                    header: #"{"alg":"\#(forge.project.algorithm.rawValue)","cty":"JWT"}"#,
                    payload: parts.joined(separator: ".")
                )
            },
            TokenAttack("a token as the claims", .malformedToken) {
                try $0.token(header: $0.text($0.header), payload: $0.token())
            },
            attack("an encrypted token") { _, forge in
                let header = forge.text(["alg": "dir", "enc": "A256GCM", "kid": .string(forge.minter.keys.keyId)])
                return Base64URL.encode(header.utf8) + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
            },
            attack("a token in JSON") { parts, _ in
                #"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#
            },
            attack("two parts") { parts, _ in parts[0] + "." + parts[1] },
            attack("four parts") { parts, _ in (parts + [parts[2]]).joined(separator: ".") },
            attack("no claims") { parts, _ in parts[0] + "." + parts[2] },
            attack("padding") { parts, _ in parts.joined(separator: ".") + "=" },
            attack("a line break") { parts, _ in parts[0] + ".\n" + parts[1] + "." + parts[2] },
            attack("combining characters without end, as a name in the header") { parts, forge in
                let marks = String(repeating: "\u{301}", count: 2_000) + String(repeating: "\u{323}", count: 2_000)
                let header = forge.text([marks: 1]).dropFirst()
                return Base64URL.encode(Array("{\"alg\":\"\(forge.project.algorithm.rawValue)\",\(header)".utf8))
                    + ".\(parts[1]).\(parts[2])"
            },
            // Longer than the default limit. A server with a higher limit accepts it, because its signature is valid.
            TokenAttack("more than 64 KB", .tokenTooLarge, needsKey: false) {
                try $0.token(claims: ["x": .string(String(repeating: "x", count: 64 << 10))])
            },
        ]
    }()

    private static let times: [TokenAttack] = {
        func attack(
            _ name: String,
            _ code: DescopeError.Code,
            _ claims: @escaping @Sendable (Int64) -> [String: JSONValue?]
        ) -> TokenAttack {
            TokenAttack(name, code) { try $0.token(claims: claims($0.now)) }
        }
        return [
            attack("expired an hour ago", .tokenExpired) { ["exp": .int($0 - 3600), "iat": .int($0 - 7200)] },
            attack("expired in 1970", .tokenExpired) { _ in ["exp": 0] },
            attack("valid in an hour", .tokenNotYetValid) { ["nbf": .int($0 + 3600)] },
            attack("issued in an hour", .tokenNotYetValid) { ["iat": .int($0 + 3600), "exp": .int($0 + 7200)] },
            attack("no expiry", .missingClaim) { _ in ["exp": nil] },
            attack("an expiry that is null", .malformedToken) { _ in ["exp": .some(.null)] },
            attack("an expiry that is a string", .malformedToken) { ["exp": .string("\($0 + 600)")] },
            attack("an expiry that is negative", .malformedToken) { _ in ["exp": -1] },
            attack("an expiry that is not a time", .malformedToken) { _ in ["exp": 1e308] },
            attack("an expiry in milliseconds", .malformedToken) { ["exp": .int(($0 + 600) * 1000)] },
        ]
    }()

    private static let meanings: [TokenAttack] = {
        func attack(
            _ name: String,
            _ code: DescopeError.Code,
            isAccessToken: Bool = false,
            _ claims: @escaping @Sendable (String) -> [String: JSONValue?]
        ) -> TokenAttack {
            TokenAttack(name, code, isAccessToken: isAccessToken) {
                try $0.token(claims: claims($0.minter.projectId))
            }
        }
        return [
            attack("another project's", .wrongIssuer) { _ in ["iss": "P2attacker"] },
            attack("another project's URL", .wrongIssuer) { _ in ["iss": "https://api.descope.com/P2attacker"] },
            attack("an issuer that begins like the project", .wrongIssuer) { ["iss": .string($0 + "x")] },
            attack("an issuer with the project elsewhere", .wrongIssuer) {
                ["iss": .string("https://attacker.example/P2attacker/\($0)")]
            },
            attack("an issuer with the project in a query", .wrongIssuer) {
                ["iss": .string("https://attacker.example/P2attacker?/\($0)")]
            },
            attack("an agent's access token for an MCP server", .wrongIssuer, isAccessToken: true) {
                ["iss": .string("https://api.descope.com/v1/apps/agentic/\($0)/MS2server")]
            },
            attack("an agent's access token, by its type", .wrongIssuer, isAccessToken: true) {
                [
                    "iss": .string("https://api.descope.com/v1/apps/agentic/\($0)/MS2server"), "drn": nil,
                    "token_type": "access_token", "scope": "openid", "azp": "UDClient",
                ]
            },
            attack("no issuer", .missingClaim) { _ in ["iss": nil] },
            attack("a list of issuers", .malformedToken) { ["iss": [.string($0)]] },
            attack("no subject", .missingClaim) { _ in ["sub": nil] },
            attack("an empty subject", .missingClaim) { _ in ["sub": ""] },
            attack("a refresh token", .wrongTokenKind) { _ in ["drn": "DSR"] },
            attack("a refresh token by its type", .wrongTokenKind) { _ in ["drn": nil, "token_type": "refresh_token"] },
            attack("an id token of OIDC", .wrongTokenKind) { _ in ["drn": nil, "token_type": "id_token"] },
            attack("an id token of OIDC by its digest", .wrongTokenKind) { _ in ["drn": nil, "at_hash": "LDktKdoQak"] },
            TokenAttack("two subjects", .malformedToken) {
                try $0.token(
                    header: $0.text($0.header),
                    payload: #"{"sub":"U2admin",\#($0.text($0.claims).dropFirst())"#
                )
            },
            TokenAttack("claims in a list", .malformedToken) {
                try $0.token(header: $0.text($0.header), payload: "[\($0.text($0.claims))]")
            },
        ]
    }()
}
