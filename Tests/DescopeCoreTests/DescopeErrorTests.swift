import DescopeCore
import Testing

@Suite struct DescopeErrorTests {
    private struct Other: Error {}

    @Test("catching by code matches that code and no other")
    func catching() {
        func caught(_ error: any Error) -> String {
            do {
                throw error
            } catch DescopeError.Code.wrongOTPCode {
                return "wrong code"
            } catch DescopeError.Code.userNotFound {
                return "no user"
            } catch {
                return "other"
            }
        }
        #expect(caught(DescopeError(.api, code: .wrongOTPCode, message: "")) == "wrong code")
        #expect(caught(DescopeError(.api, code: .init(rawValue: "E062108"), message: "")) == "no user")
        #expect(caught(DescopeError(.api, code: .init(rawValue: "E999999"), message: "")) == "other")
        #expect(caught(DescopeError(.api, message: "")) == "other")
        #expect(caught(Other()) == "other")
    }

    @Test(
        "the description is one line: the call, the message, what is known of the answer",
        arguments: [
            (DescopeError(.argument, message: "loginId: expected one."), "loginId: expected one."),
            (
                DescopeError(.api, code: .wrongOTPCode, message: "Wrong.", operation: "otp.verify"),
                "otp.verify: Wrong. [E061102]"
            ),
            (
                DescopeError(
                    .api,
                    code: .rateLimited,
                    message: "Slow.",
                    operation: "a.b",
                    status: 429,
                    requestId: "r1",
                    retryAfter: .seconds(3)
                ),
                "a.b: Slow. [E130429, HTTP 429, request r1]"
            ),
            (DescopeError(.transport, message: "Late.", status: 504), "Late. [HTTP 504]"),
        ]
    )
    func description(_ error: DescopeError, _ text: String) {
        #expect("\(error)" == text)
    }

    struct Fault: Sendable {
        let kind: DescopeError.Kind
        var code: DescopeError.Code?
        var status: Int?
        var hasRefreshJwt = false
        let isSenders: Bool
    }

    @Test(
        "whose fault it is: the sender's, or a check that could not be made",
        arguments: [
            Fault(kind: .token, code: .missingToken, isSenders: true),
            Fault(kind: .token, code: .tokenExpired, isSenders: true),
            Fault(kind: .token, code: .invalidProof, isSenders: true),
            Fault(kind: .key, code: .unknownKey, isSenders: true),
            Fault(kind: .api, code: .tokenInvalidatedByLogout, status: 401, isSenders: true),
            Fault(kind: .api, code: .invalidArguments, status: 400, isSenders: true),
            Fault(kind: .api, code: .invalidArguments, status: 403, isSenders: true),

            Fault(kind: .key, code: .keysUnavailable, status: 401, isSenders: false),
            Fault(kind: .storage, code: .replayStoreFull, isSenders: false),
            Fault(kind: .transport, code: .timedOut, isSenders: false),
            Fault(kind: .api, code: .rateLimited, status: 429, isSenders: false),
            Fault(kind: .api, code: .unexpectedStatus, status: 403, isSenders: false),
            Fault(kind: .api, code: .badRequest, status: 500, isSenders: false),
            Fault(kind: .argument, code: .unusableArgument, isSenders: false),
            Fault(kind: .configuration, code: .invalidProjectId, isSenders: false),

            Fault(kind: .decoding, code: .unexpectedResponse, status: 200, isSenders: false),

            // The refresh was granted, and what it brought is refused here.
            Fault(kind: .token, code: .newTokenRefused, hasRefreshJwt: true, isSenders: false),
            Fault(kind: .token, code: .newTokenRefused, isSenders: false),
            Fault(kind: .key, code: .unsuitableKey, hasRefreshJwt: true, isSenders: false),
            Fault(kind: .token, code: .missingProof, hasRefreshJwt: true, isSenders: true),
            Fault(kind: .token, code: .unboundToken, hasRefreshJwt: true, isSenders: true),
        ]
    )
    func fault(_ fault: Fault) {
        var error = DescopeError(fault.kind, code: fault.code, message: "No.", status: fault.status)
        if fault.hasRefreshJwt { error.refreshJwt = "r" }
        #expect(error.isUnauthenticated == fault.isSenders)
    }

    @Test("what lies below an error does not print with it")
    func underlying() {
        struct Talkative: Error, CustomStringConvertible { let description = "token hush-hush" }
        let error = DescopeError(.transport, code: .connectionLost, message: "Lost.", underlying: Talkative())
        #expect(!"\(error)".contains("hush"))
        #expect(error.underlying is Talkative)
    }

    @Test("an error keeps the call that it names already")
    func during() {
        let error = DescopeError(.api, message: "m").during("a.b")
        #expect(error.operation == "a.b")
        #expect(error.during("c.d").operation == "a.b")
    }

    @Test("the rate limit shows in the status or in the code")
    func rateLimit() {
        #expect(DescopeError(.api, message: "", status: 429).isRateLimited)
        #expect(DescopeError(.api, code: .rateLimited, message: "").isRateLimited)
        #expect(!DescopeError(.api, code: .badRequest, message: "", status: 400).isRateLimited)
    }

    @Test("a text argument must not be blank", arguments: ["", " ", "\t\r\n", "\u{B}\u{C}"])
    func blank(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try requireText(text, "loginId", "Pass one.") }
        #expect(error?.kind == .argument)
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("loginId: expected a non-empty text") == true)
    }

    @Test("any other text argument is taken", arguments: ["a", " a ", "é", "\u{200B}"])
    func notBlank(_ text: String) throws {
        try requireText(text, "loginId", "Pass one.")
    }
}
