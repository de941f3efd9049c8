import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeOutbound
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct OutboundClientTests {
    @Test("the request has the refresh token, and only the members that are set")
    func request() async throws {
        let transport = ScriptedTransport(
            .json(#"{"url":"https://a.example/1"}"#),
            .json(#"{"url":"https://a.example/2"}"#)
        )
        let outbound = try client(transport).outbound
        #expect(try await outbound.connect("calendar", refreshJwt: "R0").reveal() == "https://a.example/1")
        let options = OutboundConnectOptions(
            redirectURL: "https://app.example/back",
            scopes: ["read"],
            externalIdentifier: "work"
        )
        let url = try await outbound.connect(
            "calendar",
            refreshJwt: "R0",
            tenantId: "acme",
            isForWholeTenant: true,
            options: options
        )
        #expect(url.reveal() == "https://a.example/2")
        #expect(url.description == "<secret>")
        let sent = transport.sent
        #expect(sent.map(\.method) == [.post, .post])
        #expect(sent.map(\.path) == ["/v1/outbound/oauth/connect", "/v1/outbound/oauth/connect"])
        #expect(sent.map { $0.headers["authorization"] } == ["Bearer P2test:R0", "Bearer P2test:R0"])
        #expect(
            sent.map(\.bodyJSON) == [
                ["appId": "calendar"],
                [
                    "appId": "calendar", "tenantId": "acme", "tenantLevel": true,
                    "options": [
                        "redirectUrl": "https://app.example/back", "scopes": ["read"], "externalIdentifier": "work",
                    ],
                ],
            ]
        )
    }

    @Test("a connection of a whole tenant without one, and a redirect URL that is not absolute")
    func refused() async throws {
        let calls: [(name: String, call: (OutboundClient) async throws -> Void)] = [
            ("tenantId", { _ = try await $0.connect("a", refreshJwt: "R0", isForWholeTenant: true) }),
            ("redirectURL", { _ = try await $0.connect("a", refreshJwt: "R0", options: .init(redirectURL: "/back")) }),
        ]
        for (name, call) in calls {
            let error = try await refusal { try await call($0.outbound) }
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("a response without a URL is refused", arguments: ["{}", #"{"url":""}"#, #"{"url":null}"#])
    func noURL(_ response: String) async throws {
        let transport = ScriptedTransport(.json(response))
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport).outbound.connect("a", refreshJwt: "R0")
        }
        #expect(error?.code == .unexpectedResponse)
    }
}
