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

/// A bound token, the key that it is bound to, and the request that it comes with. The clock stands at 2026-01-01.
private struct Bound {
    static let method = "GET"
    static let url = "https://api.example.com/orders"

    let clock = ManualClock()
    let prover: DPoPProver
    let store: InMemoryReplayStore
    let validator: DPoPValidator
    let jwt: Secret
    let token: DescopeToken

    init(_ algorithm: SignatureAlgorithm = .edDSA) async throws {
        prover = try DPoPProver(algorithm: algorithm, clock: clock)
        store = InMemoryReplayStore(clock: clock)
        validator = DPoPValidator(replayStore: store, clock: clock)
        let keys = try FakeKeys(algorithm: .edDSA)
        jwt = try TokenMinter(projectId: Setting.project, keys: keys, clock: clock).session(claims: prover.binding)
        token = try await TokenValidator(projectId: Setting.project, keys: keys, clock: clock).validate(jwt)
    }

    func proof(_ claims: [String: JSONValue?] = [:], header: [String: JSONValue?] = [:]) throws -> String {
        try prover.proof(Self.method, Self.url, for: jwt, claims: claims, header: header).reveal()
    }

    /// Two texts as they are, signed as they should be.
    func signed(header: String? = nil, claims: String? = nil) throws -> String {
        let parts = try proof().split(separator: ".").map(String.init)
        let signed = [
            header.map { Base64URL.encode($0.utf8) } ?? parts[0], claims.map { Base64URL.encode($0.utf8) } ?? parts[1],
        ]
        .joined(separator: ".")
        return try signed + "." + Base64URL.encode(prover.signingKey.signature(for: Array(signed.utf8)))
    }

    func validate(_ proofs: [String], method: String = Self.method, url: String = Self.url) async throws {
        try await validator.validate(DPoPRequest(proofs: proofs, method: method, url: url), for: token, jwt: jwt)
    }
}

@Suite(.timeLimit(.minutes(5))) struct DPoPValidatorTests {
    @Test("a good proof, with each algorithm", arguments: SignatureAlgorithm.supported)
    func good(_ algorithm: SignatureAlgorithm) async throws {
        let it = try await Bound(algorithm)
        try await it.validate([it.proof()])
        try await it.validate([it.proof()])
        #expect(it.store.count == 2)
    }

    @Test("a proof of another implementation, with each algorithm", arguments: SignatureAlgorithm.supported)
    func joserfc(_ algorithm: SignatureAlgorithm) async throws {
        let fixture = try Fixtures.proof(algorithm)
        let proof = try #require(fixture["proof"]?.stringValue)
        let thumbprint = try #require(fixture["thumbprint"]?.stringValue)
        let validator = DPoPValidator(replayStore: InMemoryReplayStore(), clock: ManualClock())
        let request = DPoPRequest(proofs: [proof], method: "GET", url: "https://api.example.com/orders")
        let good = try validator.proof(in: request, presenting: "header.payload.signature", boundTo: thumbprint)
        try await validator.use(good, boundTo: thumbprint)
    }

    struct RFCExample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: DPoPRequest
        let jwt: Secret?
        let issuedAt: Double
    }

    private static let rfcHeader =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo"
        + "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"

    static let rfcExamples = [
        RFCExample(
            testDescription: "RFC 9449, 4.2",
            request: DPoPRequest(
                proofs: [
                    rfcHeader
                        + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUu"
                        + "Y29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7N"
                        + "VY-FNyJK70nfbV37xRZT3Lg"
                ],
                method: "POST",
                url: "https://server.example.com/token"
            ),
            jwt: nil,
            issuedAt: 1_562_262_616
        ),
        RFCExample(
            testDescription: "RFC 9449, 7.1",
            request: DPoPRequest(
                proofs: [
                    rfcHeader
                        + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxl"
                        + "Lm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTn"
                        + "k1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMx"
                        + "hAJpLjA"
                ],
                method: "GET",
                url: "https://resource.example.org/protectedresource"
            ),
            jwt: "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU",
            issuedAt: 1_562_262_618
        ),
    ]

    @Test("the examples of RFC 9449, at their time and at no other", arguments: rfcExamples)
    func rfc(_ example: RFCExample) async throws {
        let clock = ManualClock(now: Date(timeIntervalSince1970: example.issuedAt))
        let validator = DPoPValidator(replayStore: InMemoryReplayStore(clock: clock), clock: clock)
        let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        let proof = try validator.proof(in: example.request, presenting: example.jwt, boundTo: thumbprint)
        try await validator.use(proof, boundTo: thumbprint)
        await #expect { try await validator.use(proof, boundTo: thumbprint) } throws: {
            DescopeError.Code.replayedProof ~= $0
        }

        clock.advance(by: .seconds(60))
        for other in [nil, "another", example.jwt] as [Secret?] {
            let error = #expect(throws: DescopeError.self) {
                try validator.proof(in: example.request, presenting: other, boundTo: thumbprint)
            }
            #expect(error?.code == .invalidProof)
        }
        print("\(example.testDescription): 1 proof good at its time; refused: used again, 3 with another token or late")
    }

    // MARK: - Each check

    fileprivate struct Violation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String
        var code = DescopeError.Code.invalidProof
        let proofs: @Sendable (Bound) throws -> [String]

        init(
            _ what: String,
            says: String,
            code: DescopeError.Code = .invalidProof,
            proofs: @escaping @Sendable (Bound) throws -> [String]
        ) {
            testDescription = what
            self.says = says
            self.code = code
            self.proofs = proofs
        }

        /// A proof with claims or header members that are different; nil takes one away.
        static func claim(_ name: String, _ value: JSONValue?, says: String? = nil) -> Violation {
            Violation("\(name) \(shown(value))", says: says ?? "'\(name)'") { [try $0.proof([name: value])] }
        }

        static func header(_ name: String, _ value: JSONValue?, says: String? = nil) -> Violation {
            Violation("\(name) \(shown(value))", says: says ?? "'\(name)'") { [try $0.proof(header: [name: value])] }
        }

        static func jwk(_ what: String, _ changes: [String: JSONValue?]) -> Violation {
            Violation("jwk: \(what)", says: "in 'jwk', found one that cannot be used") {
                [try $0.proof(header: ["jwk": changing($0.prover.publicKey, changes)])]
            }
        }

        private static func shown(_ value: JSONValue?) -> String { value.map { "\($0)".prefix(60) + "" } ?? "missing" }
    }

    private static let now = Setting.now
    private static let numbers = (0..<64).map { UInt8($0) }
    /// A run that is too long.
    private static let marks = String(repeating: "\u{301}\u{323}", count: 16)

    fileprivate static let headers =
        [
            Violation("no header", says: "found none", code: .missingProof) { _ in [] },
            Violation("an empty header", says: "found none", code: .missingProof) { _ in [""] },
            Violation("a blank header", says: "found none", code: .missingProof) { _ in [" \t "] },
            Violation("two headers", says: "one DPoP header, found 2") { [try $0.proof(), try $0.proof()] },
            Violation("the same header twice", says: "one DPoP header, found 2") {
                Array(repeating: try $0.proof(), count: 2)
            },
            Violation("two proofs in one header", says: "one plain signed JWT") { [try $0.proof() + "," + $0.proof()] },
            Violation("6145 bytes", says: "at most 6144 bytes, found 6145") { _ in [String(repeating: "a", count: 6145)]
            },
            Violation("a word", says: "one plain signed JWT") { _ in ["proof"] },
            Violation("two parts", says: "one plain signed JWT") {
                [try $0.proof().split(separator: ".").prefix(2).joined(separator: ".")]
            },
            Violation("four parts", says: "one plain signed JWT") { [try $0.proof() + ".AAAA"] },
            Violation("encrypted", says: "one plain signed JWT") { [try $0.proof() + ".AAAA.AAAA"] },
            Violation("padding", says: "one plain signed JWT") { [try $0.proof() + "="] },
            Violation("space inside", says: "one plain signed JWT") { [try $0.proof().replacing(".", with: " .")] },
            Violation("the form with JSON", says: "one plain signed JWT") {
                let parts = try $0.proof().split(separator: ".")
                return [#"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#]
            },
            Violation("header that is no JSON", says: "one plain signed JWT") { [try $0.signed(header: "{")] },
            Violation("header with a member twice", says: "one plain signed JWT") {
                [try $0.signed(header: #"{"typ":"dpop+jwt","typ":"dpop+jwt","alg":"EdDSA","jwk":{}}"#)]
            },
            Violation("key with a member twice", says: "one plain signed JWT") {
                let x = $0.prover.publicKey["x"]?.stringValue ?? ""
                let jwk = #"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","x":"\#(x)"}"#
                return [try $0.signed(header: #"{"typ":"dpop+jwt","alg":"EdDSA","jwk":\#(jwk)}"#)]
            },
            .header("crit", ["exp"], says: "one plain signed JWT"),
            .header("b64", false, says: "one plain signed JWT"),
            .header("cty", "JWT", says: "one plain signed JWT"),

            .header("typ", nil), .header("typ", "JWT"), .header("typ", "DPoP+JWT"), .header("typ", "dpop+jwt "),
            .header("typ", "application/dpop+jwt"), .header("typ", "at+jwt"), .header("typ", 5),
            .header("typ", ["dpop+jwt"]), .header("typ", "dpop+jwt\u{301}"), .header("typ", "dpop+jw\u{FF54}"),
            .header("alg", "none"), .header("alg", "HS256"), .header("alg", "Ed448"), .header("alg", "EdDSA\u{301}"),
            .header("alg", "ES256K"), .header("alg", "eddsa"),
            .header("alg", nil, says: "one plain signed JWT"),
            .header("alg", "ES256", says: "in 'jwk' that fits the algorithm"),
            .header("alg", "RS256", says: "in 'jwk' that fits the algorithm"),
            .header("\u{E9}", 1, says: "one plain signed JWT"), .header("typ\u{301}", 1, says: "one plain signed JWT"),
            .header("x", .string(marks), says: "one plain signed JWT"),
            .header(marks, 1, says: "one plain signed JWT"),
            .header("alg", .string(marks), says: "one plain signed JWT"),
            .header("kid", "\u{E9}", says: "one plain signed JWT"),
            .jwk("its type in marks", ["kty": "OKP\u{301}"]), .jwk("a curve in marks", ["crv": "Ed25519\u{301}"]),
            .jwk("its use in marks", ["use": "sig\u{301}"]), .jwk("of a list", ["kty": ["OKP"]]),

            .header("jwk", nil), .header("jwk", "key"), .header("jwk", []), .header("jwk", [:]),
            .header("jwk", .some(.null)),
            .header("jwk", ["kty": "oct", "k": "c2VjcmV0"]),
            .jwk("no x", ["x": nil]), .jwk("of another curve", ["crv": "Ed448"]),
            .jwk("of another type", ["kty": "EC"]),
            .jwk("for encryption", ["use": "enc"]), .jwk("for encrypting keys", ["key_ops": ["wrapKey"]]),
            Violation("jwk: for another algorithm", says: "in 'alg'") {
                [try $0.proof(header: ["jwk": changing($0.prover.publicKey, ["alg": "ES256"])])]
            },
        ]
        + ["ed25519", "EdDSA\u{301}", 5, .null, ["EdDSA"]].map { name in
            Violation("jwk: for the algorithm \(String(describing: name))", says: "in 'alg'") {
                [try $0.proof(header: ["jwk": changing($0.prover.publicKey, ["alg": name])])]
            }
        }
        + ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].map { name in
            Violation.jwk("a private member, \(name)", [name: "AQAB"])
        }

    fileprivate static let claims = [
        .claim("x", .string(marks), says: "combining"), .claim(marks, 1, says: "plain ASCII"),
        .claim("htu", .string(marks), says: "combining"), .claim("jti", .string(marks), says: "combining"),
        .claim("htm", "GET\u{301}"), .claim("htm", "G\u{FF25}T"),
        .claim("htu", "https://api.example.com/orders\u{301}"), .claim("htu", "http\u{17F}://api.example.com/orders"),
        .claim("htu", "https:\u{301}//api.example.com/orders"), .claim("htu", "https://api.example.com/\u{301}orders"),

        .claim("jti", nil), .claim("jti", ""), .claim("jti", 5), .claim("jti", ["a"]),
        .claim("jti", .string(String(repeating: "j", count: 129))),
        .claim("jti", .string(String(repeating: "é", count: 64) + "j")),

        .claim("htm", nil), .claim("htm", "get"), .claim("htm", "POST"), .claim("htm", "GET "), .claim("htm", ["GET"]),

        .claim("htu", nil), .claim("htu", ""), .claim("htu", "/orders"), .claim("htu", "api.example.com/orders"),
        .claim("htu", "https://api.example.com"), .claim("htu", "https://api.example.com/orders/"),
        .claim("htu", "https://api.example.com/Orders"), .claim("htu", "https://api.example.com/%6Frders"),
        .claim("htu", "https://api.example.com/./orders"), .claim("htu", "https://api.example.com:80/orders"),
        .claim("htu", "http://api.example.com/orders"), .claim("htu", "https://example.com/orders"),
        .claim("htu", "https://api.example.com.evil.example/orders"), .claim("htu", "https://x@api.example.com/orders"),
        .claim("htu", ["https://api.example.com/orders"]), .claim("htu", " https://api.example.com/orders"),

        .claim("iat", nil), .claim("iat", .int(now - 60)), .claim("iat", .int(now + 5)), .claim("iat", 0),
        .claim("iat", .string("\(now)")), .claim("iat", .int(.max)), .claim("iat", .int(.min)),
        .claim("iat", .double(1e308)),
        .claim("iat", .some(.null)),
        .claim("exp", .int(now - 5)), .claim("exp", .string("\(now + 60)")), .claim("exp", .some(.null)),
        .claim("nbf", .int(now + 5)), .claim("nbf", .string("\(now)")), .claim("nbf", .some(.null)),

        .claim("ath", nil), .claim("ath", ""), .claim("ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"),
        .claim("ath", 5),
        Violation("ath padded", says: "'ath'") { [try $0.proof(["ath": .string(digest($0.jwt) + "=")])] },
        Violation("ath of the claims alone", says: "'ath'") {
            [try $0.proof(["ath": .string(digest(Secret(String($0.jwt.reveal().split(separator: ".")[1]))))])]
        },

        Violation("claims that are no JSON", says: "claims cannot be read") { [try $0.signed(claims: "{")] },
        Violation("claims that are no object", says: "expected an object") { [try $0.signed(claims: "[]")] },
        Violation("a claim twice", says: "claims cannot be read") {
            let claims = try #require(Base64URL.decode(String(try $0.proof().split(separator: ".")[1])))
            return [try $0.signed(claims: String(decoding: claims, as: UTF8.self).dropLast() + #","jti":"other"}"#)]
        },
    ]

    private static func digest(_ jwt: Secret) throws -> String {
        Base64URL.encode(try MessageDigest.hash(Array(jwt.reveal().utf8), using: .sha256))
    }

    fileprivate static let signatures = [
        Violation("another's key", says: "key that the token is bound to") {
            [try DPoPProver(algorithm: .edDSA, clock: $0.clock).proof(Bound.method, Bound.url, for: $0.jwt).reveal()]
        },
        Violation("another's key, and no signature: the key is looked at first", says: "key that the token is bound to")
        {
            let proof = try DPoPProver(algorithm: .edDSA, clock: $0.clock).proof(Bound.method, Bound.url, for: $0.jwt)
            return [proof.reveal().split(separator: ".").prefix(2).joined(separator: ".") + "."]
        },
        Violation("the right key, and another's signature", says: "a signature that fits its key") {
            let other = try DPoPProver(algorithm: .edDSA, clock: $0.clock)
            let header: [String: JSONValue?] = ["jwk": $0.prover.publicKey]
            return [try other.proof(Bound.method, Bound.url, for: $0.jwt, header: header).reveal()]
        },
        Violation("no signature", says: "a signature that fits its key") {
            [try $0.proof().split(separator: ".").prefix(2).joined(separator: ".") + "."]
        },
        Violation("other claims under the signature", says: "a signature that fits its key") {
            let (one, other) = (try $0.proof().split(separator: "."), try $0.proof(["jti": "x"]).split(separator: "."))
            return ["\(one[0]).\(other[1]).\(one[2])"]
        },
        Violation("a good token is no proof", says: "'typ'") { [$0.jwt.reveal()] },
    ]

    @Test("each check refuses, says of what, and uses nothing up", arguments: headers + claims + signatures)
    fileprivate func refused(_ violation: Violation) async throws {
        let it = try await Bound()
        let proofs = try violation.proofs(it)
        let error = try #require(await #expect(throws: DescopeError.self) { try await it.validate(proofs) })
        #expect(error.code == violation.code)
        #expect(error.kind == .token)
        #expect(error.message.hasPrefix("proof: expected") || error.message.hasPrefix("proof: its claims"))
        #expect(error.message.contains(violation.says), "\(error.message)")
        for proof in proofs { expectSilence(error, about: proof, except: ["dpop+jwt"]) }
        #expect(it.store.count == 0)
    }

    fileprivate struct Key: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let algorithm: SignatureAlgorithm
        let key: PublicKeyMaterial
        var says = "in 'jwk' that fits the algorithm"

        /// An RSA key of that size: it would take long to make a real one, and nobody comes to use it.
        static func rsa(_ bits: Int, says: String) -> Key {
            let modulus = [1 << UInt8((bits - 1) % 8)] + [UInt8](repeating: 0x55, count: (bits + 7) / 8 - 1)
            let key = PublicKeyMaterial.rsa(modulus: [0] + modulus, exponent: [1, 0, 1])
            return Key(testDescription: "RSA \(bits)", algorithm: .rs256, key: key, says: says)
        }
    }

    private static func ones(_ count: Int) -> [UInt8] { Array(repeating: 1, count: count) }

    @Test(
        "keys that cannot be used, even where the token is bound to them",
        arguments: [
            .rsa(1024, says: "that fits"), .rsa(2047, says: "that fits"),
            // Large, and used: nobody has signed with it.
            .rsa(4096, says: "a signature that fits its key"),
            .rsa(4097, says: "at most 4096 bits"), .rsa(16384, says: "at most 4096 bits"),
            Key(
                testDescription: "a point off its curve",
                algorithm: .es256,
                key: .elliptic(curve: .p256, x: ones(32), y: ones(32))
            ),
            Key(
                testDescription: "a coordinate that is too short",
                algorithm: .es384,
                key: .elliptic(curve: .p384, x: ones(47), y: ones(48))
            ),
            Key(
                testDescription: "P-256 for ES384",
                algorithm: .es384,
                key: .elliptic(curve: .p256, x: ones(32), y: ones(32))
            ),
            Key(testDescription: "Ed25519 of 31 bytes", algorithm: .edDSA, key: .edwards(x: ones(31))),
        ] as [Key]
    )
    fileprivate func unsuitable(_ row: Key) async throws {
        let it = try await Bound()
        let jwk = JSONValue.object(row.key.members.mapValues(JSONValue.string))
        let proof = try it.proof(header: ["jwk": jwk, "alg": .string(row.algorithm.rawValue)])
        let request = DPoPRequest(proofs: [proof], method: Bound.method, url: Bound.url)
        for bound in [try row.key.thumbprint(), nil] {
            let error = #expect(throws: DescopeError.self) {
                try it.validator.proof(in: request, presenting: it.jwt, boundTo: bound)
            }
            #expect(error?.code == .invalidProof)
            #expect(error?.message.contains(row.says) == true)
            if let error { expectSilence(error, about: proof) }
        }
    }

    @Test(
        "what is just within its bounds is good",
        arguments: [
            ["jti": "j"], ["jti": .string(String(repeating: "é", count: 64))],
            ["jti": .string(String(repeating: "j", count: 128))],
            ["iat": .int(now - 59)], ["iat": .double(Double(now) - 59.9)], ["iat": .double(Double(now) + 4.9)],
            ["iat": .int(now + 4)],
            ["exp": .int(now - 4), "nbf": .int(now + 4)], ["exp": .double(Double(now) + 0.5)],
            ["htu": "HTTPS://API.EXAMPLE.COM:443/orders?page=2#top"],
            ["nonce": "n", "iss": "client", "sub": [1, nil], "crit": ["x"], "e": "e\u{301}", "x": [["y": [:]]]],
        ] as [[String: JSONValue?]]
    )
    func withinBounds(_ claims: [String: JSONValue?]) async throws {
        let it = try await Bound()
        try await it.validate([it.proof(claims)])
    }

    @Test("a header is trimmed, and read up to 6144 bytes")
    func size() async throws {
        let it = try await Bound()
        try await it.validate([" \t" + it.proof() + "  \t"])
        func proof(_ letters: Int) throws -> String {
            try it.proof(["x": .string(String(repeating: "x", count: letters))])
        }
        // Four characters for three letters.
        let least = try proof(0).utf8.count
        let letters = (6144 - least) / 4 * 3
        let longest = try #require((letters - 3...letters + 3).map(proof).last { $0.utf8.count <= 6144 })
        #expect(longest.utf8.count > 6140)
        try await it.validate([longest + String(repeating: " ", count: 100)])
    }

    @Test("a key may say what it is for")
    func jwkMembers() async throws {
        let it = try await Bound()
        let members: [String: JSONValue?] = [
            "use": "sig", "key_ops": ["verify"], "alg": "EdDSA", "kid": "mine", "ext": true,
        ]
        try await it.validate([it.proof(header: ["jwk": changing(it.prover.publicKey, members), "kid": "mine"])])
    }

    @Test("Ed25519 and EdDSA are two names of one algorithm (RFC 9864)", arguments: ["Ed25519", "EdDSA", nil])
    func ed25519(_ name: String?) async throws {
        let it = try await Bound()
        for other in ["Ed25519", "EdDSA"] {
            let jwk = changing(it.prover.publicKey, ["alg": name.map(JSONValue.string)])
            try await it.validate([it.proof(header: ["alg": .string(other), "jwk": jwk])])
        }
    }

    @Test("a request with a method or URL of its own needs a proof for it")
    func request() async throws {
        let it = try await Bound()
        for (method, url) in [
            ("POST", Bound.url), ("get", Bound.url), ("GET", Bound.url + "/5"),
            ("GET", "http://api.example.com/orders"),
        ] {
            await #expect { try await it.validate([it.proof()], method: method, url: url) } throws: {
                DescopeError.Code.invalidProof ~= $0
            }
        }
        try await it.validate([it.proof()], url: Bound.url + "?page=2")
    }

    @Test(
        "a request whose URL is not absolute is the app's mistake",
        arguments: ["/orders", "", "api.example.com/orders"]
    )
    func relative(_ url: String) async throws {
        let it = try await Bound()
        for htu in [url, Bound.url] {
            let error = await #expect(throws: DescopeError.self) {
                try await it.validate([it.proof(["htu": .string(htu)])], url: url)
            }
            #expect(error?.kind == .argument)
            #expect(error?.message.hasPrefix("url: ") == true)
        }
        #expect(it.store.count == 0)
    }

    @Test("without a session token, 'ath' has to be absent")
    func withoutToken() async throws {
        let it = try await Bound()
        func check(_ proof: Secret) throws {
            let request = DPoPRequest(proofs: [proof], method: Bound.method, url: Bound.url)
            _ = try it.validator.proof(in: request, presenting: nil, boundTo: nil)
        }
        try check(it.prover.proof(Bound.method, Bound.url))
        for claims: [String: JSONValue?] in [[:], ["ath": .some(.null)], ["ath": ""]] {
            let error = #expect(throws: DescopeError.self) {
                try check(it.prover.proof(Bound.method, Bound.url, for: it.jwt, claims: claims))
            }
            #expect(error?.code == .invalidProof)
            #expect(error?.message.contains("'ath'") == true)
        }
    }

    @Test("no request counts as one without a proof, and an unbound token needs none")
    func noRequest() async throws {
        let it = try await Bound()
        let error = await #expect(throws: DescopeError.self) {
            try await it.validator.validate(nil, for: it.token, jwt: it.jwt)
        }
        #expect(error?.code == .missingProof)

        let keys = try FakeKeys(algorithm: .edDSA)
        let jwt = try TokenMinter(projectId: Setting.project, keys: keys).session()
        let token = try await TokenValidator(projectId: Setting.project, keys: keys).validate(jwt)
        let bad = DPoPRequest(proofs: ["bad", "worse"], method: "GET", url: "")
        for request in [nil, bad] { try await it.validator.validate(request, for: token, jwt: jwt) }
        #expect(it.store.count == 0)
    }

    // MARK: - Once

    @Test("a proof is good once, until it is too old anyway")
    func replay() async throws {
        let it = try await Bound()
        let proof = try it.proof()
        try await it.validate([proof])
        for (wait, code) in [
            (0, DescopeError.Code.replayedProof), (59, .replayedProof), (1, .invalidProof), (60, .invalidProof),
        ] {
            it.clock.advance(by: .seconds(wait))
            let error = await #expect(throws: DescopeError.self) { try await it.validate([proof]) }
            #expect(error?.code == code)
            #expect(error?.kind == .token)
            if let error { expectSilence(error, about: proof) }
        }
    }

    @Test("the newest proof that is taken is remembered until it is too old")
    func replayFromAhead() async throws {
        let it = try await Bound()
        let proof = try it.proof(["iat": .double(Double(Setting.now) + 4.9)])
        try await it.validate([proof])
        it.clock.advance(by: .milliseconds(64_800))
        await #expect { try await it.validate([proof]) } throws: { DescopeError.Code.replayedProof ~= $0 }
        it.clock.advance(by: .milliseconds(100))
        await #expect { try await it.validate([proof]) } throws: { DescopeError.Code.invalidProof ~= $0 }
    }

    @Test("another proof with the same id is the same proof; with another id it is not")
    func sameId() async throws {
        let it = try await Bound()
        try await it.validate([it.proof(["jti": "one"])])
        await #expect { try await it.validate([it.proof(["jti": "one", "iat": .int(Setting.now - 5)])]) } throws: {
            DescopeError.Code.replayedProof ~= $0
        }
        // Equal when looked at, but not to the byte.
        try await it.validate([it.proof(["jti": "\u{E9}"])])
        try await it.validate([it.proof(["jti": "e\u{301}"])])
    }

    @Test("a proof that was refused is not used up")
    func notBurned() async throws {
        let it = try await Bound()
        let proof = try it.proof()
        await #expect(throws: DescopeError.self) { try await it.validate([proof], method: "POST") }
        await #expect(throws: DescopeError.self) { try await it.validate([proof, proof]) }
        try await it.validate([proof])
    }

    @Test("two clients may use the same id")
    func twoClients() async throws {
        let (one, other) = (try await Bound(), try await Bound())
        let store = InMemoryReplayStore(clock: one.clock)
        for it in [one, other] {
            let request = DPoPRequest(proofs: [try it.proof(["jti": "1"])], method: Bound.method, url: Bound.url)
            let validator = DPoPValidator(replayStore: store, clock: one.clock)
            try await validator.validate(request, for: it.token, jwt: it.jwt)
            await #expect { try await validator.validate(request, for: it.token, jwt: it.jwt) } throws: {
                DescopeError.Code.replayedProof ~= $0
            }
        }
        #expect(store.count == 2)
    }

    @Test("of many uses at the same time one succeeds")
    func concurrent() async throws {
        let it = try await Bound()
        let proof = try it.proof()
        let outcomes = await withTaskGroup(of: DescopeError.Code?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do { try await it.validate([proof]) } catch { return (error as? DescopeError)?.code ?? .badRequest }
                    return nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count(where: { $0 == nil }) == 1)
        #expect(outcomes.count(where: { $0 == .replayedProof }) == 99)
    }

    // MARK: - The store

    struct Store: ReplayStore {
        let answer: @Sendable ([UInt8], [UInt8], Duration) throws -> Bool
        func insert(_ id: [UInt8], of key: [UInt8], for duration: Duration) async throws -> Bool {
            try answer(id, key, duration)
        }
    }

    private func validate(_ it: Bound, store: some ReplayStore) async throws {
        let request = DPoPRequest(proofs: [try it.proof(["jti": "hush-id"])], method: Bound.method, url: Bound.url)
        try await DPoPValidator(replayStore: store, clock: it.clock).validate(request, for: it.token, jwt: it.jwt)
    }

    @Test("a store is told digests of proof and key, and for how long")
    func told() async throws {
        let it = try await Bound()
        // SHA-256 of the thumbprint, a dot and the id.
        let digest = try MessageDigest.hash(Array((it.prover.thumbprint + ".hush-id").utf8), using: .sha256)
        let key = try MessageDigest.hash(Array(it.prover.thumbprint.utf8), using: .sha256)
        try await validate(it, store: Store { $0 == digest && $1 == key && $2 == .seconds(120) })
    }

    @Test("a store that fails refuses")
    func failing() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "hush-broken" }
        let it = try await Bound()
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await validate(it, store: Store { _, _, _ in throw Broken() })
            }
        )
        #expect(error.code == .replayStoreFailed)
        #expect(error.kind == .storage)
        #expect(error.underlying is Broken)
        #expect(error.message.hasPrefix("replay store: expected a result"))
        #expect(!"\(error)".contains("hush"))
    }

    @Test("a proof stays used when the wall clock is set ahead and back", arguments: [1, 60, 3600, 86_400] as [Double])
    func wallClock(_ jump: Double) async throws {
        let it = try await Bound()
        let proof = try it.proof()
        try await it.validate([proof])
        let start = it.clock.now
        it.clock.set(to: start + jump)
        // Others are used meanwhile, which is when old ones are forgotten.
        try await it.validate([it.proof(["jti": "other", "iat": .int(Setting.now + Int64(jump))])])
        it.clock.set(to: start)
        await #expect { try await it.validate([proof]) } throws: { DescopeError.Code.replayedProof ~= $0 }
    }

    @Test("the proofs of one key leave room for those of another, and its sender is told to slow down")
    func oneKeysRoom() async throws {
        let (one, other) = (try await Bound(), try await Bound())
        let validator = DPoPValidator(
            replayStore: InMemoryReplayStore(capacity: 20, clock: one.clock),
            clock: one.clock
        )
        func use(_ it: Bound, _ number: Int) async throws {
            let proof = try it.proof(["jti": .string("\(number)")])
            let request = DPoPRequest(proofs: [proof], method: Bound.method, url: Bound.url)
            try await validator.validate(request, for: it.token, jwt: it.jwt)
        }
        for number in 0..<20 {
            guard number >= 2 else {
                try await use(one, number)
                continue
            }
            let error = await #expect(throws: DescopeError.self) { try await use(one, number) }
            #expect((error?.kind, error?.code, error?.httpStatus) == (.token, .tooManyProofs, 429))
        }
        for number in 0..<2 { try await use(other, number) }
    }

    @Test("a full store refuses in its own words; a cancellation that is not the caller's is a failure like any other")
    func full() async throws {
        let it = try await Bound()
        let error = await #expect(throws: DescopeError.self) {
            try await validate(it, store: InMemoryReplayStore(capacity: 0, clock: it.clock))
        }
        #expect(error?.code == .replayStoreFull)
        let store = Store { _, _, _ in throw CancellationError() }
        let failed = await #expect(throws: DescopeError.self) { try await validate(it, store: store) }
        #expect(failed?.code == .replayStoreFailed)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await validate(it, store: store)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
