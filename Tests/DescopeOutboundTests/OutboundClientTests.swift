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

    @Test(
        "unusable arguments are refused by name, before anything is sent",
        arguments: [
            ("", "R0", nil, nil, nil, "appId"), ("a", "", nil, nil, nil, "refreshJwt"),
            ("a", "R0", " ", nil, nil, "tenantId"), ("a", "R0", nil, true, nil, "tenantId"),
            ("a", "R0", nil, nil, " ", "redirectURL"), ("a", "R0", nil, nil, "/back", "redirectURL"),
        ] as [(String, String, String?, Bool?, String?, String)]
    )
    func refused(
        _ appId: String,
        _ refreshJwt: String,
        _ tenantId: String?,
        _ whole: Bool?,
        _ redirectURL: String?,
        _ name: String
    ) async throws {
        let error = try await refusal {
            _ = try await $0.outbound.connect(
                appId,
                refreshJwt: refreshJwt,
                tenantId: tenantId,
                isForWholeTenant: whole,
                options: OutboundConnectOptions(redirectURL: redirectURL)
            )
        }
        #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
        #expect(error.message.hasPrefix("\(name): "))
        #expect(error.operation == "outbound.connect")
    }

    @Test("a response without a URL is refused", arguments: ["{}", #"{"url":""}"#, #"{"url":null}"#])
    func noURL(_ response: String) async throws {
        let transport = ScriptedTransport(.json(response))
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport).outbound.connect("a", refreshJwt: "R0")
        }
        #expect(error?.code == .unexpectedResponse)
    }

    @Test("a start that the service may have received is not retried")
    func retries() async {
        await expectNotRepeated(answer: .json(#"{"url":"https://a.example/1"}"#)) {
            _ = try await $0.outbound.connect("a", refreshJwt: "R0")
        }
    }
}
