import ClientTestSupport
import DescopeCore
import DescopeFlows
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct FlowClientTests {
    private static let waiting = ScriptedTransport.Answer.json(
        #"{"executionId":"e","stepId":"0","status":"waiting","action":"screen","screen":{"id":"s","state":{"a":1}}}"#
    )

    @Test("a start sends the flow's id, options and input")
    func start() async throws {
        let transport = ScriptedTransport(Self.waiting, Self.waiting)
        let flow = try client(transport).flow
        let step = try await flow.start("sign-up-or-in")
        #expect((step.executionId.reveal(), step.stepId) == ("e", "0"))
        #expect((step.status, step.action) == (.waiting, .screen))
        #expect(step.screen == ["id": "s", "state": ["a": 1]])
        #expect(step.signIn == nil)
        #expect(step.error == nil)

        _ = try await flow.start(
            "sign-up-or-in",
            options: FlowOptions(
                redirectURL: "https://a.example",
                tenant: "acme",
                locale: "en",
                others: ["preview": true]
            ),
            input: ["email": "ada@example.com", "age": 36],
            interactionId: "i"
        )
        #expect(transport.sent.map(\.method) == [.post, .post])
        #expect(transport.sent.map(\.path) == ["/v1/flow/start", "/v1/flow/start"])
        #expect(transport.sent.map { $0.headers["authorization"] } == ["Bearer P2test", "Bearer P2test"])
        #expect(
            transport.sent.map(\.bodyJSON) == [
                ["flowId": "sign-up-or-in", "isCustomScreen": false],
                [
                    "flowId": "sign-up-or-in", "isCustomScreen": false, "interactionId": "i",
                    "options": ["redirectUrl": "https://a.example", "tenant": "acme", "locale": "en", "preview": true],
                    "input": ["email": "ada@example.com", "age": 36],
                ],
            ]
        )
    }

    @Test("a step sends its id, the button and the input; secrets are sent and never printed")
    func next() async throws {
        let transport = ScriptedTransport(
            .json(
                #"""
                {"executionId":"e","stepId":"2","stepName":"END","status":"completed","action":"none","output":{"a":1},
                 "authInfo":{"sessionJwt":"S1","refreshJwt":"R1","firstSeen":true}}
                """#
            )
        )
        let input: FlowInput = ["password": Secret("hush-hush"), "remember": true]
        #expect("\(input)" == "password, remember")
        let step = try await client(transport).flow.next(
            executionId: "e",
            stepId: "1",
            interactionId: "submit",
            input: input,
            version: 3
        )
        #expect(step.status == .completed)
        #expect(step.signIn?.sessionJwt.reveal() == "S1")
        #expect(step.signIn?.refreshJwt?.reveal() == "R1")
        #expect(step.output == ["a": 1])
        #expect(!prints(step).contains("S1"))
        let request = try #require(transport.sent.first)
        #expect((request.method, request.path) == (.post, "/v1/flow/next"))
        #expect(
            request.bodyJSON == [
                "executionId": "e", "stepId": "1", "interactionId": "submit", "version": 3, "isCustomScreen": false,
                "input": ["password": "hush-hush", "remember": true],
            ]
        )
    }

    @Test("encoding an input refuses its secrets")
    func encodesInput() throws {
        let input: FlowInput = ["password": Secret("hush-hush")]
        let error = #expect(throws: EncodingError.self) { try JSONEncoder().encode(["input": input]) }
        guard case .invalidValue(_, let context) = error else {
            Issue.record("expected invalidValue, found \(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["input"])
        #expect(context.debugDescription.contains("reveal()"))
        #expect(try JSONEncoder().encode(["remember": true] as FlowInput) == Data(#"{"remember":true}"#.utf8))
    }

    @Test("an input takes any value that JSON can hold, and leaves out nil")
    func input() async throws {
        let missing: String? = nil
        var input: FlowInput = [
            "tags": ["a", "b"], "age": 36.5, "address": ["city": "Oslo"] as [String: String], "list": [String](),
            "null": JSONValue.null, "missing": missing, "removed": 1,
        ]
        input["removed"] = nil
        input["alsoMissing"] = missing
        let transport = ScriptedTransport(Self.waiting)
        _ = try await client(transport).flow.start("f", input: input)
        #expect(
            transport.sent.first?.bodyJSON?["input"] == [
                "tags": ["a", "b"], "age": 36.5, "address": ["city": "Oslo"], "list": [], "null": nil,
            ]
        )
        let error = try await refusal { _ = try await $0.flow.start("f", input: ["age": Double.infinity]) }
        #expect(error.message.hasPrefix("input.age: "))
    }

    @Test("an option by name does not replace a property")
    func options() async throws {
        let transport = ScriptedTransport(Self.waiting)
        let options = FlowOptions(tenant: "acme", others: ["tenant": "other", "client": ["a": 1]])
        _ = try await client(transport).flow.start("f", options: options)
        #expect(transport.sent.first?.bodyJSON?["options"] == ["tenant": "acme", "client": ["a": 1]])
    }

    @Test("the tokens may come as cookies")
    func cookies() async throws {
        var headers = APIHeaders()
        headers.append("Set-Cookie", "DS=S1; Path=/")
        headers.append("Set-Cookie", "DSR=R1; Path=/")
        let transport = ScriptedTransport(
            .json(
                #"{"executionId":"e","status":"completed","authInfo":{"sessionJwt":"","firstSeen":true}}"#,
                headers: headers
            )
        )
        let step = try await client(transport).flow.start("f")
        #expect(step.signIn?.sessionJwt.reveal() == "S1")
        #expect(step.signIn?.refreshJwt?.reveal() == "R1")
    }

    @Test("unknown members, statuses and actions are accepted")
    func lenient() async throws {
        let transport = ScriptedTransport(
            .json(
                #"""
                {"executionId":"e","stepId":"1","status":"dreaming","action":"sing","authInfo":{},"webauthn":null,"new":[],
                 "redirect":{"url":"https://idp.example/?state=x"},"error":{"code":"E061102","message":"no"}}
                """#
            )
        )
        let step = try await client(transport).flow.start("f")
        #expect((step.status.rawValue, step.action.rawValue) == ("dreaming", "sing"))
        #expect(step.signIn == nil)
        #expect(step.webauthn == nil)
        #expect(step.redirectURL?.reveal() == "https://idp.example/?state=x")
        #expect((step.error?.code, step.error?.message) == ("E061102", "no"))
    }

    @Test(
        "a flow that signs no one in has no session, and keeps its output",
        arguments: [
            "null", "{}", #"{"sessionJwt":"","refreshJwt":""}"#, #"{"sessionJwt":null}"#, #"{"user":{}}"#, "[]", "7",
        ]
    )
    func noSignIn(_ authInfo: String) async throws {
        let body = #"{"executionId":"e","status":"completed","authInfo":\#(authInfo),"output":{"a":1}}"#
        let step = try await client(ScriptedTransport(.json(body))).flow.start("f")
        #expect(step.signIn == nil)
        #expect(step.output == ["a": 1])
    }

    @Test(
        "a response that is not a step is refused",
        arguments: [
            "{}", "[]", "", #"{"executionId":"e"}"#, #"{"executionId":"","status":"waiting"}"#,
            #"{"executionId":"e","stepId":7,"status":"waiting"}"#,
            #"{"executionId":"e","status":"completed","authInfo":{"sessionJwt":7}}"#,
            #"{"executionId":"e","status":"completed","authInfo":{"sessionJwt":"s","refreshJwt":7}}"#,
        ]
    )
    func refusedResponse(_ body: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            try await client(ScriptedTransport(.json(body))).flow.start("f")
        }
        #expect(error?.code == .unexpectedResponse)
    }
}
