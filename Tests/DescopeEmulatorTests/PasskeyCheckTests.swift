import DescopeCore
import DescopeCrypto
import DescopeEmulator
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Passkeys that others have made and used; `Fixtures/README.md` says where they come from.
@Suite struct PasskeyCheckTests {
    struct Case: JSONModel, CustomTestStringConvertible {
        struct Part: JSONModel {
            var challenge = ""
            var answer = ""
            var accepted = false

            static let members = Members(Self()) {
                $0("challenge", \.challenge)
                $0("answer", \.answer)
                $0("accepted", \.accepted, required: true)
            }
        }

        var name = ""
        var site = ""
        var origin = ""
        var requiresUserVerification = false
        var made = Part()
        var used = Part()

        static let members = Members(Self()) {
            $0("name", \.name)
            $0("site", \.site)
            $0("origin", \.origin)
            $0("requiresUserVerification", \.requiresUserVerification, required: true)
            $0("made", \.made)
            $0("used", \.used)
        }

        var testDescription: String { name }

        /// The other implementation takes attestation whether it was asked for or not.
        func check(_ part: Part, asksForAttestation: Bool = true) throws -> PasskeyCheck {
            PasskeyCheck(
                challenge: try #require(Base64URL.decode(part.challenge)),
                origin: origin,
                site: site,
                requiresUserVerification: requiresUserVerification,
                asksForAttestation: asksForAttestation
            )
        }

        func make() throws -> RegisteredPasskey { try check(made).newPasskey(PasskeyResponse(made.answer)) }

        func use(_ passkey: RegisteredPasskey) throws -> RegisteredPasskey {
            try check(used).used(passkey, PasskeyResponse(used.answer))
        }
    }

    /// Empty when the file cannot be read; `complete` says so.
    static let cases: [Case] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let data = (try? Data(contentsOf: folder.appending(path: "passkeys.json"))) ?? Data()
        return (try? [Case](json: [UInt8](data))) ?? []
    }()

    /// What the other implementation accepts and ours refuses, and the word that says why.
    static let stricter = [
        "W3C: Packed Attestation with ES256 Credential": "no other kind is supported",  // It has a certificate.
        "W3C: ES256 Credential with \"crossOrigin\": true in clientDataJSON": "framed",
        "W3C: ES256 Credential with \"topOrigin\" in clientDataJSON": "framed",
        "fido2: in another site's frame": "framed",
        "fido2: eligible only when made": "eligibility",
    ]

    @Test("the cases are all there")
    func complete() {
        #expect(Self.cases.count == 53)
        #expect(Self.cases.filter { $0.used.accepted }.count == 31)
        #expect(Set(Self.stricter.keys).isSubset(of: Self.cases.map(\.name)))
    }

    @Test("what another implementation accepts or refuses", arguments: cases)
    func verdict(_ it: Case) throws {
        if let why = Self.stricter[it.name] {
            #expect(it.used.accepted)
            #expect { try it.use(it.make()) } throws: { "\($0)".contains(why) }
            return
        }
        guard it.made.accepted else {
            #expect(throws: EmulatorRefusal.self) { try it.make() }
            return
        }
        let passkey = try it.make()
        guard it.used.accepted else {
            #expect(throws: EmulatorRefusal.self) { try it.use(passkey) }
            return
        }
        #expect(try it.use(passkey).id == passkey.id)
    }

    @Test("a use is for its own challenge, origin, site and passkey", arguments: cases.filter(\.used.accepted))
    func elsewhere(_ it: Case) throws {
        guard Self.stricter[it.name] == nil else { return }
        let passkey = try it.make()
        let challenge = try #require(Base64URL.decode(it.used.challenge))
        func refused(_ check: PasskeyCheck, _ why: String) throws {
            let answer = try PasskeyResponse(it.used.answer)
            #expect { try check.used(passkey, answer) } throws: { "\($0)".contains(why) }
        }
        func check(_ challenge: [UInt8], _ origin: String, _ site: String) -> PasskeyCheck {
            PasskeyCheck(
                challenge: challenge,
                origin: origin,
                site: site,
                requiresUserVerification: false,
                asksForAttestation: false
            )
        }
        try refused(check(challenge.reversed(), it.origin, it.site), "challenge")
        try refused(check([], it.origin, it.site), "challenge")
        try refused(check(challenge, it.origin + ".attacker.example", it.site), "origin")
        try refused(check(challenge, it.origin, "attacker.example"), "site")
        let other = try #require(Self.cases.first { $0.name != it.name && $0.used.accepted }).make()
        let answer = try PasskeyResponse(it.used.answer)
        #expect(throws: EmulatorRefusal.self) { try check(challenge, it.origin, it.site).used(other, answer) }
    }

    @Test("a signature with any byte changed is refused", arguments: ["ES256", "EdDSA", "RS256"])
    func damagedSignature(_ kind: String) throws {
        let it = try #require(Self.cases.first { $0.name == "fido2: \(kind)" })
        let passkey = try it.make()
        #expect(passkey.algorithm.rawValue == kind)
        let answer = try JSONReader.parse(Array(it.used.answer.utf8))
        let signature = try #require(Base64URL.decode(answer["response"]?["signature"]?.stringValue ?? ""))
        for index in signature.indices {
            var damaged = signature
            damaged[index] ^= 1
            var parts = answer["response"]?.objectValue ?? [:]
            parts["signature"] = .string(Base64URL.encode(damaged))
            var changed = answer.objectValue ?? [:]
            changed["response"] = .object(parts)
            let text = String(decoding: changed.json, as: UTF8.self)
            let check = try it.check(it.used)
            let refused = try PasskeyResponse(text)
            #expect { try check.used(passkey, refused) } throws: { "\($0)".contains("signature") }
        }
    }

    @Test(
        "where nobody asked for attestation, only that is taken which a browser does not take away",
        arguments: [
            ("W3C: ES256 Credential with Self Attestation", "not requested"),
            ("W3C: Packed Attestation with ES256 Credential", "not requested"),
            // These name no model of an authenticator.
            ("fido2: self attestation, EdDSA", nil), ("fido2: self attestation, RS256", nil),
            ("fido2: self attestation, another key's", "signature is wrong"),
        ] as [(String, String?)]
    )
    func unasked(_ name: String, _ why: String?) throws {
        let it = try #require(Self.cases.first { $0.name == name })
        let (check, answer) = (try it.check(it.made, asksForAttestation: false), try PasskeyResponse(it.made.answer))
        guard let why else {
            #expect(try check.newPasskey(answer).id == answer.id)
            return
        }
        #expect { try check.newPasskey(answer) } throws: { "\($0)".contains(why) }
    }

    @Test(
        "an attestation object with a byte less, more or changed is refused or the same passkey",
        arguments: [("fido2: extensions", false), ("W3C: ES256 Credential with Self Attestation", true)]
    )
    func damagedAttestation(_ name: String, _ isSigned: Bool) throws {
        let it = try #require(Self.cases.first { $0.name == name })
        let answer = try JSONReader.parse(Array(it.made.answer.utf8))
        let attestation = try #require(Base64URL.decode(answer["response"]?["attestationObject"]?.stringValue ?? ""))
        func make(_ bytes: [UInt8]) throws -> RegisteredPasskey {
            var parts = answer["response"]?.objectValue ?? [:]
            parts["attestationObject"] = .string(Base64URL.encode(bytes))
            var changed = answer.objectValue ?? [:]
            changed["response"] = .object(parts)
            let text = String(decoding: changed.json, as: UTF8.self)
            return try it.check(it.made).newPasskey(PasskeyResponse(text))
        }
        let id = try make(attestation).id
        for count in 0..<attestation.count {
            #expect(throws: EmulatorRefusal.self) { try make(Array(attestation.prefix(count))) }
        }
        #expect(throws: EmulatorRefusal.self) { try make(attestation + [0]) }
        for index in attestation.indices {
            for bit in 0..<8 as Range<UInt8> {
                var changed = attestation
                changed[index] ^= 1 << bit
                // The model, the counter and what extensions say may be anything; what is taken is this passkey.
                // Of what is signed nothing may change.
                if let passkey = try? make(changed) { #expect(!isSigned && passkey.id == id) }
            }
        }
    }
}
