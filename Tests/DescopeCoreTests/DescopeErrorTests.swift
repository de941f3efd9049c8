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
        var refusal: RefusalMeaning?
        var hasRefreshJwt = false
        let answer: Int
    }

    /// What is not the service's own refusal of something that the user sent.
    private static let faults = [
        Fault(kind: .token, code: .missingToken, answer: 401),
        Fault(kind: .token, code: .tokenExpired, answer: 401),
        Fault(kind: .token, code: .tokenTooLarge, answer: 401),
        // A good token that does not suffice.
        Fault(kind: .token, code: .insufficientScope, refusal: .unauthenticated, answer: 403),
        Fault(kind: .token, code: .missingRefreshJwt, refusal: .invalidInput, answer: 401),
        Fault(kind: .token, code: .invalidProof, answer: 401),
        Fault(kind: .token, code: .tooManyProofs, refusal: .unauthenticated, answer: 429),
        Fault(kind: .token, code: .tooManyProofs, hasRefreshJwt: true, answer: 429),
        Fault(kind: .key, code: .unknownKey, answer: 401),
        Fault(kind: .key, code: .keysUnavailable, status: 401, answer: 503),
        Fault(kind: .key, code: .keysUnavailable, status: 429, answer: 503),
        Fault(kind: .key, code: .unsuitableKey, answer: 503),
        Fault(kind: .storage, code: .replayStoreFull, answer: 503),
        Fault(kind: .waiting, code: .signInTimedOut, answer: 408),
        Fault(kind: .waiting, code: .init(rawValue: "clockNotMoved"), refusal: .unauthenticated, answer: 500),
        Fault(kind: .waiting, answer: 500),
        Fault(kind: .argument, code: .unusableArgument, refusal: .unauthenticated, answer: 400),
        Fault(kind: .configuration, code: .invalidProjectId, answer: 500),
        Fault(kind: .configuration, code: .missingManagementKey, refusal: .invalidInput, answer: 500),
        Fault(kind: .configuration, code: .cryptoUnavailable, refusal: .unauthenticated, answer: 500),
        Fault(kind: .init(rawValue: "of tomorrow"), status: 401, answer: 503),

        Fault(kind: .transport, code: .cannotConnect, answer: 503),
        Fault(kind: .transport, code: .connectionLost, refusal: .undisclosed, answer: 503),
        Fault(kind: .transport, code: .timedOut, refusal: .unauthenticated, answer: 503),
        Fault(kind: .decoding, code: .unexpectedResponse, status: 200, refusal: .invalidInput, answer: 503),
        Fault(kind: .decoding, code: .unexpectedResponse, status: 200, refusal: .undisclosed, answer: 503),

        // The call was granted, and what it brought is refused here.
        Fault(kind: .token, code: .newTokenRefused, hasRefreshJwt: true, answer: 503),
        Fault(kind: .token, code: .newTokenRefused, answer: 503),
        Fault(kind: .key, code: .newTokenRefused, answer: 503),
        Fault(kind: .key, code: .unsuitableKey, hasRefreshJwt: true, answer: 503),
        Fault(kind: .token, code: .missingProof, hasRefreshJwt: true, answer: 401),
        Fault(kind: .token, code: .unboundToken, hasRefreshJwt: true, answer: 401),
    ]

    /// For each status and code the answers to the four meanings, worked by hand: unauthenticated, invalidInput,
    /// undisclosed, misconfiguration.
    private static let refusals: [(Int, DescopeError.Code?, [Int])] = [
        (400, .invalidArguments, [401, 400, 202, 500]),
        (401, .invalidArguments, [401, 400, 202, 500]),
        (403, .init(rawValue: "E999999"), [401, 400, 202, 500]),
        (404, .userNotFound, [401, 400, 202, 500]),
        (409, .userAlreadyExists, [401, 400, 202, 500]),
        (410, .invalidArguments, [401, 400, 202, 500]),
        (422, .invalidArguments, [401, 400, 202, 500]),
        (401, .wrongOTPCode, [401, 401, 202, 500]),
        (401, .tooManyOTPAttempts, [401, 401, 202, 500]),
        (400, .linkTokenExpired, [401, 401, 202, 500]),
        (401, .tokenInvalidatedByLogout, [401, 401, 202, 500]),
        (401, .passwordExpired, [403, 403, 202, 500]),
        (401, .enchantedLinkPending, [409, 409, 202, 500]),
        (401, .notpPending, [409, 409, 202, 500]),
        (400, .notpPending, [409, 409, 202, 500]),
        (500, .notpPending, [503, 503, 503, 503]),
        (429, .rateLimited, [429, 429, 429, 429]),
        (429, .init(rawValue: "E130999"), [429, 429, 429, 429]),
        (400, .rateLimited, [429, 429, 429, 429]),
        // Another server, a proxy, a wrong base URL, a wrong path below it.
        (301, .unexpectedStatus, [503, 503, 503, 503]),
        (302, .unexpectedStatus, [503, 503, 503, 503]),
        (307, .unexpectedStatus, [503, 503, 503, 503]),
        (302, .invalidArguments, [503, 503, 503, 503]),
        (400, .unexpectedStatus, [503, 503, 503, 503]),
        (401, .unexpectedStatus, [503, 503, 503, 503]),
        (403, .unexpectedStatus, [503, 503, 503, 503]),
        (404, .badRequest, [503, 503, 503, 503]),
        (405, .badRequest, [503, 503, 503, 503]),
        (402, .invalidArguments, [503, 503, 503, 503]),
        (407, .invalidArguments, [503, 503, 503, 503]),
        (400, nil, [503, 503, 503, 503]),
        (500, .badRequest, [503, 503, 503, 503]),
        (500, .wrongOTPCode, [503, 503, 503, 503]),
        (503, .unexpectedStatus, [503, 503, 503, 503]),
        (200, .unexpectedStatus, [503, 503, 503, 503]),
    ]

    @Test("the status to answer with, and with it whether the user has to sign in", arguments: faults)
    func answer(_ fault: Fault) {
        var error = DescopeError(fault.kind, code: fault.code, message: "No.", status: fault.status)
        error.refusal = fault.refusal
        if fault.hasRefreshJwt { error.refreshJwt = "r" }
        #expect(error.httpStatus == fault.answer)
        #expect(error.isUnauthenticated == (fault.answer == 401))
    }

    @Test("what a refusal is answered with depends on the call", arguments: refusals)
    func refused(_ status: Int, _ code: DescopeError.Code?, _ answers: [Int]) {
        let meanings: [RefusalMeaning] = [.unauthenticated, .invalidInput, .undisclosed, .misconfiguration]
        var error = DescopeError(.api, code: code, message: "No.", status: status)
        // Of no call: as of one that ends with a session.
        #expect(error.httpStatus == answers[0])
        for (meaning, answer) in zip(meanings, answers) {
            error.refusal = meaning
            #expect(error.httpStatus == answer, "\(meaning)")
            #expect(error.isUnauthenticated == (answer == 401), "\(meaning)")
        }
    }

    @Test("what a call says of its refusals does not print, and the first one that is named stays")
    func refusalOfCall() {
        let error = DescopeError(.api, code: .invalidArguments, message: "m", status: 400)
            .during("a.b", refusal: .invalidInput)
        #expect("\(error)" == "a.b: m [E011004, HTTP 400]")
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!dumped.contains("invalidInput"))
        #expect(error.during("c.d", refusal: .undisclosed).httpStatus == 400)
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
        #expect(error?.message.hasPrefix("loginId: expected a non-empty string") == true)
    }

    @Test("any other text argument is taken", arguments: ["a", " a ", "é", "\u{200B}"])
    func notBlank(_ text: String) throws {
        try requireText(text, "loginId", "Pass one.")
    }
}
