import DescopeCore
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct AuthenticatorAppTests {
    // RFC 6238, appendix B: the text 1234567890…, of 20, 32 and 64 bytes, in base32.
    private let sha1 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    private let sha256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
    private let sha512 =
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA"

    @Test("shows the code of its clock's moment")
    func code() throws {
        let clock = ManualClock(now: Date(timeIntervalSince1970: 1_111_111_109))
        let app = try AuthenticatorApp(key: sha1, clock: clock)
        #expect(try app.code().reveal() == "081804")
        clock.advance(by: .seconds(2))
        #expect(try app.code().reveal() == "050471")
        #expect(try app.code(stepsAway: -1).reveal() == "081804")
    }

    @Test("takes from a link what the link says")
    func link() throws {
        let clock = ManualClock(now: Date(timeIntervalSince1970: 59))
        for (query, code) in [
            ("secret=\(sha1)", "287082"),
            ("secret=\(sha1)&issuer=x&algorithm=SHA1&digits=8&period=30", "94287082"),
            ("digits=8&algorithm=SHA256&secret=\(sha256)", "46119246"),
            ("digits=8&algorithm=SHA512&secret=\(sha512)", "90693936"),
            // 59 s are the first step of a minute, which is the first of RFC 4226.
            ("secret=\(sha1)&period=60", "755224"),
        ] {
            let app = try AuthenticatorApp(provisioningURL: "otpauth://totp/P2test:ada?\(query)", clock: clock)
            #expect(try app.code().reveal() == code)
        }
    }

    @Test(
        "refuses what is no such link",
        arguments: [
            "", "https://example.com?secret=AAAA", "otpauth://hotp/a?secret=AAAA", "otpauth://totp/a",
            "otpauth://totp/a?secret=", "otpauth://totp/a?secret=0", "otpauth://totp/a?secret=AAAA&digits=5",
            "otpauth://totp/a?secret=AAAA&digits=x", "otpauth://totp/a?secret=AAAA&period=0",
            "otpauth://totp/a?secret=AAAA&algorithm=MD5",
        ]
    )
    func badLink(_ link: String) {
        let error = #expect(throws: DescopeError.self) {
            _ = try AuthenticatorApp(provisioningURL: link, clock: ManualClock())
        }
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("provisioningURL: ") == true)
    }

    @Test("refuses what is no key", arguments: ["", "=", "018", "A"])
    func badKey(_ key: String) {
        let error = #expect(throws: DescopeError.self) { _ = try AuthenticatorApp(key: key, clock: ManualClock()) }
        #expect(error?.message.hasPrefix("key: ") == true)
    }

    @Test("prints no key")
    func silent() throws {
        let app = try AuthenticatorApp(key: sha1, clock: ManualClock())
        var shown = "\(app)"
        dump(app, to: &shown)
        #expect(!shown.contains(sha1))
        #expect(!shown.contains("49"))
    }
}
