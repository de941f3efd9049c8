import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// What a call of an app's own says of its refusals.
@Suite struct RefusalMeaningTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let credentials: APICredentials
        var refusal: RefusalMeaning?
        /// The answers to refusals with status 400, 401, 403 and 404.
        let answers: [Int]
    }

    @Test(
        "by default it is the input that is refused, and with 401 or 403 whatever credentials came along",
        arguments: [
            Row(testDescription: "none", credentials: .none, answers: [400, 400, 400, 400]),
            Row(testDescription: "project", credentials: .project, answers: [400, 400, 400, 400]),
            Row(testDescription: "refresh token", credentials: .refreshJwt("a.b.c"), answers: [400, 401, 401, 400]),
            Row(testDescription: "access key", credentials: .accessKey("K"), answers: [400, 401, 401, 400]),
            Row(testDescription: "management", credentials: .management, answers: [400, 500, 500, 400]),

            Row(
                testDescription: "signs in",
                credentials: .project,
                refusal: .unauthenticated,
                answers: [401, 401, 401, 401]
            ),
            Row(
                testDescription: "signs in again",
                credentials: .refreshJwt("a.b.c"),
                refusal: .unauthenticated,
                answers: [401, 401, 401, 401]
            ),
            Row(
                testDescription: "silent",
                credentials: .project,
                refusal: .undisclosed,
                answers: [202, 202, 202, 202]
            ),
            Row(
                testDescription: "own",
                credentials: .project,
                refusal: .misconfiguration,
                answers: [500, 500, 500, 500]
            ),
        ]
    )
    func answers(_ row: Row) async throws {
        let endpoint =
            if let refusal = row.refusal {
                Endpoint<NoContent>("test", .post, "/v1/test", credentials: row.credentials, refusal: refusal)
            } else {
                Endpoint<NoContent>("test", .post, "/v1/test", credentials: row.credentials)
            }
        for (status, answer) in zip([400, 401, 403, 404], row.answers) {
            let client = try client(ScriptedTransport(.refusal(.invalidArguments, status: status)))
            let error = await #expect(throws: DescopeError.self) { try await client.send(endpoint) }
            #expect(error?.httpStatus == answer, "\(status)")
        }
    }

    @Test("middleware sees what the call says")
    func middleware() async throws {
        struct Answering: HTTPMiddleware {
            func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
                #expect(operation.refusal == .undisclosed)
                throw DescopeError(.api, code: .invalidArguments, message: "Mine.", status: 400)
            }
        }
        let endpoint = Endpoint<NoContent>("test", .post, "/v1/test", refusal: .undisclosed)
        let client = try client(ScriptedTransport(), middleware: [Answering()])
        let error = await #expect(throws: DescopeError.self) { try await client.send(endpoint) }
        #expect(error?.httpStatus == 202)
        #expect(APIOperation("test", .get, "/v1/test").refusal == .invalidInput)
    }
}
