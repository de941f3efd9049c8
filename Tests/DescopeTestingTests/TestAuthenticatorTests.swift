import DescopeCore
import DescopeCrypto
import DescopeTesting
import Testing

@Suite struct TestAuthenticatorTests {
    static let origin = "https://app.example.com"

    private func creation(
        rp: String = "app.example.com",
        user: String = "dXNlcg",
        more: String = "",
        algorithm: Int = -7
    ) -> String {
        """
        {"publicKey":{"challenge":"Y2hhbGxlbmdl","rp":{"id":"\(rp)","name":"App"},\
        "user":{"id":"\(user)","name":"ada","displayName":"Ada"},\
        "pubKeyCredParams":[{"type":"public-key","alg":\(algorithm)}]\(more)}}
        """
    }

    private func use(rp: String = "app.example.com", more: String = "") -> String {
        #"{"publicKey":{"challenge":"Y2hhbGxlbmdl","rpId":"\#(rp)"\#(more)}}"#
    }

    private func part(_ answer: Secret, _ name: String) throws -> [UInt8] {
        let parts = try JSONReader.parse(Array(answer.reveal().utf8))["response"]
        return try #require(Base64URL.decode(parts?[name]?.stringValue ?? ""))
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The name of the browser's error.
    private func refusal(_ work: () throws -> Secret) -> String? {
        do { _ = try work() } catch { return (error as? TestAuthenticator.Refusal)?.name ?? "\(error)" }
        return nil
    }

    /// Where the parts of an attestation object lie, for an id of 32 bytes: as in the first test vector of W3C Web
    /// Authentication Level 3.
    private struct Made {
        let head: [UInt8], siteDigest: [UInt8], flags: UInt8, count: [UInt8], id: [UInt8], x: [UInt8], y: [UInt8]

        init(_ bytes: [UInt8]) throws {
            try #require(bytes.count == 0x1E + 0xA4 + 0)
            head = Array(bytes[..<30])
            let data = Array(bytes[30...])
            siteDigest = Array(data[..<32])
            (flags, count) = (data[32], Array(data[33..<37]))
            #expect(Array(data[53..<55]) == [0, 32])
            id = Array(data[55..<87])
            #expect(Array(data[87..<97]) == [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20])
            x = Array(data[97..<129])
            #expect(Array(data[129..<132]) == [0x22, 0x58, 0x20])
            y = Array(data[132...])
        }
    }

    @Test("a passkey is made and used as the standard says")
    func bytes() throws {
        let authenticator = TestAuthenticator()
        let answer = try authenticator.create(creation(), origin: Self.origin)
        #expect(
            text(try part(answer, "clientDataJSON"))
                == #"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://app.example.com","crossOrigin":false}"#
        )
        let made = try Made(part(answer, "attestationObject"))
        // {"fmt": "none", "attStmt": {}, "authData": 164 bytes}
        let head = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4"
        #expect(made.head.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == head)
        let digest = try MessageDigest.hash(Array("app.example.com".utf8), using: .sha256)
        #expect(made.siteDigest == digest)
        #expect(made.flags == 0x45)
        #expect(made.count == [0, 0, 0, 1])
        let json = try JSONReader.parse(Array(answer.reveal().utf8))
        #expect(json["id"] == .string(Base64URL.encode(made.id)))
        #expect(json["rawId"] == json["id"])
        #expect(json["type"] == "public-key")

        let verifier = try PlatformCrypto().verifier(
            for: .elliptic(curve: .p256, x: made.x, y: made.y),
            algorithm: .es256
        )
        for count in 2...3 as ClosedRange<UInt8> {
            let used = try authenticator.get(use(), origin: Self.origin)
            let (client, data) = (try part(used, "clientDataJSON"), try part(used, "authenticatorData"))
            #expect(
                text(client)
                    == #"{"type":"webauthn.get","challenge":"Y2hhbGxlbmdl","origin":"https://app.example.com","crossOrigin":false}"#
            )
            #expect(data == digest + [0x05, 0, 0, 0, count])
            #expect(try part(used, "userHandle") == Array("user".utf8))
            let signature = try #require(ECDSASignature.raw(fromDER: part(used, "signature"), on: .p256))
            let signed = data + (try MessageDigest.hash(client, using: .sha256))
            #expect(verifier.isValid(signature: signature, for: signed))
        }
        let passkey = try #require(authenticator.passkeys.first)
        #expect(authenticator.passkeys.count == 1)
        #expect(passkey.relyingPartyId == "app.example.com")
        #expect(passkey.userName == "ada")
        #expect(passkey.credentialId == Base64URL.encode(made.id))
        #expect(passkey.signCount == 3)
    }

    @Test("a new passkey signs for itself where attestation is asked for directly, and says nothing for less")
    func attestation() throws {
        let direct = try TestAuthenticator().create(creation(more: #","attestation":"direct""#), origin: Self.origin)
        let bytes = try part(direct, "attestationObject")
        // {"fmt": "packed", "attStmt": {"alg": -7, "sig": …}, "authData": 164 bytes}, as in the standard's test vector
        // "ES256 Credential with Self Attestation".
        let head = "a363666d74667061636b65646761747453746d74a263616c67266373696758"
        #expect(bytes.prefix(31).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == head)
        let end = 32 + Int(bytes[31])
        try #require(bytes.count == end + 11 + 164)
        let signature = try #require(ECDSASignature.raw(fromDER: Array(bytes[32..<end]), on: .p256))
        #expect(Array(bytes[end..<(end + 11)]) == [0x68] + Array("authData".utf8) + [0x58, 0xA4])
        let data = Array(bytes[(end + 11)...])
        let verifier = try PlatformCrypto().verifier(
            for: .elliptic(curve: .p256, x: Array(data[97..<129]), y: Array(data[132...])),
            algorithm: .es256
        )
        let signed = data + (try MessageDigest.hash(part(direct, "clientDataJSON"), using: .sha256))
        #expect(verifier.isValid(signature: signature, for: signed))
        for wish in ["none", "indirect"] {
            let answer = try TestAuthenticator().create(
                creation(more: #","attestation":"\#(wish)""#),
                origin: Self.origin
            )
            #expect(try Made(part(answer, "attestationObject")).flags == 0x45)
        }
    }

    @Test("a synced authenticator counts nothing and says that it is one; one that knows nobody says so")
    func kinds() throws {
        for (authenticator, flags) in [
            (TestAuthenticator(isSynced: true), 0x5D), (TestAuthenticator(verifiesUser: false), 0x41),
            (TestAuthenticator(verifiesUser: false, isSynced: true), 0x59),
        ] as [(TestAuthenticator, UInt8)] {
            let answer = try authenticator.create(creation(), origin: Self.origin)
            #expect(try Made(part(answer, "attestationObject")).flags == flags)
            let data = try part(authenticator.get(use(), origin: Self.origin), "authenticatorData")
            #expect(data[32] == flags & ~0x40)
            #expect(data[36] == (flags & 0x08 == 0 ? 2 : 0))
        }
    }

    @Test("a browser refuses what is not the page's own", arguments: ["other.example.com", "p.example.com", ""])
    func otherSite(_ rp: String) {
        let authenticator = TestAuthenticator()
        #expect(refusal { try authenticator.create(creation(rp: rp), origin: Self.origin) } == "SecurityError")
        #expect(refusal { try authenticator.get(use(rp: rp), origin: Self.origin) } == "SecurityError")
    }

    @Test("a page may use its domain's passkeys; no page is without https, but on localhost")
    func origins() throws {
        let authenticator = TestAuthenticator()
        _ = try authenticator.create(creation(rp: "example.com"), origin: Self.origin)
        _ = try authenticator.get(use(rp: "example.com"), origin: "https://shop.example.com:8443")
        _ = try authenticator.create(creation(rp: "localhost"), origin: "http://localhost:3000")
        for origin in ["http://app.example.com", "app.example.com", ""] {
            #expect(refusal { try authenticator.get(use(), origin: origin) } == "SecurityError")
        }
    }

    @Test("what it cannot do")
    func refusals() throws {
        let authenticator = TestAuthenticator()
        #expect(refusal { try authenticator.get(use(), origin: Self.origin) } == "NotAllowedError")
        #expect(
            refusal { try authenticator.create(creation(algorithm: -257), origin: Self.origin) } == "NotSupportedError"
        )
        _ = try authenticator.create(creation(), origin: Self.origin)
        let id = try #require(authenticator.passkeys.first?.credentialId)
        let named = #"[{"type":"public-key","id":"\#(id)"}]"#
        #expect(
            refusal {
                try authenticator.create(
                    creation(user: "b3RoZXI", more: #","excludeCredentials":\#(named)"#),
                    origin: Self.origin
                )
            } == "InvalidStateError"
        )
        _ = try authenticator.get(use(more: #","allowCredentials":\#(named)"#), origin: Self.origin)
        let others = #","allowCredentials":[{"type":"public-key","id":"AAAA"}]"#
        #expect(refusal { try authenticator.get(use(more: others), origin: Self.origin) } == "NotAllowedError")
        for text in ["", "[]", "{}", #"{"challenge":"not base64"}"#] {
            #expect(refusal { try authenticator.create(text, origin: Self.origin) } == "TypeError")
            #expect(refusal { try authenticator.get(text, origin: Self.origin) } == "TypeError")
        }
        let unverified = TestAuthenticator(verifiesUser: false)
        let required = #","authenticatorSelection":{"userVerification":"required"}"#
        #expect(refusal { try unverified.create(creation(more: required), origin: Self.origin) } == "NotAllowedError")
        for fault in Set(TestAuthenticator.Fault.allCases).subtracting(TestAuthenticator.Fault.inCreation) {
            #expect(refusal { try authenticator.create(creation(), origin: Self.origin, fault: fault) } == "TypeError")
        }
        let direct = creation(more: #","attestation":"direct""#)
        for fault in [TestAuthenticator.Fault.countNotGrowing, .otherUser] {
            #expect(refusal { try authenticator.create(direct, origin: Self.origin, fault: fault) } == "TypeError")
        }
    }

    @Test("a user has one passkey at a site, and another at another one")
    func replaced() throws {
        let authenticator = TestAuthenticator()
        for user in ["dXNlcg", "dXNlcg", "b3RoZXI"] {
            _ = try authenticator.create(creation(user: user), origin: Self.origin)
        }
        _ = try authenticator.create(creation(rp: "example.com"), origin: Self.origin)
        #expect(authenticator.passkeys.map(\.relyingPartyId) == ["app.example.com", "app.example.com", "example.com"])
        #expect(Set(authenticator.passkeys.map(\.credentialId)).count == 3)
    }

    @Test("it prints no answers and no keys")
    func silence() throws {
        let authenticator = TestAuthenticator()
        let answer = try authenticator.create(creation(), origin: Self.origin)
        var shown = "\(answer.description) \(authenticator)"
        dump(authenticator, to: &shown)
        #expect(!shown.contains("clientDataJSON"))
        #expect(!shown.contains("dXNlcg"))
    }
}
