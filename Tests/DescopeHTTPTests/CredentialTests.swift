import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct CredentialTests {
    @Test(
        "each call carries its credentials, joined by colons",
        arguments: [
            (APICredentials.none, nil, nil),
            (.none, "auth-key", nil),
            (.project, nil, "Bearer P2test"),
            (.project, "auth-key", "Bearer P2test:auth-key"),
            (.refreshJwt("a.b.c"), nil, "Bearer P2test:a.b.c"),
            (.refreshJwt("a.b.c"), "auth-key", "Bearer P2test:a.b.c:auth-key"),
            (.accessKey("K2x"), nil, "Bearer P2test:K2x"),
            (.accessKey("K2x"), "auth-key", "Bearer P2test:K2x:auth-key"),
            (.management, nil, "Bearer P2test:management-hush"),
            (.management, "auth-key", "Bearer P2test:management-hush"),
        ] as [(APICredentials, String?, String?)]
    )
    func header(_ credentials: APICredentials, _ authManagementKey: String?, _ header: String?) async throws {
        let transport = ScriptedTransport(.empty)
        let client = try client(transport) { $0.authManagementKey = authManagementKey?.asSecret }
        _ = try await client.send(act(credentials: credentials))
        #expect(transport.sent.map { $0.headers[values: "authorization"] } == [header.map { [$0] } ?? []])
    }

    @Test("a management call without its key fails before it is sent")
    func noManagementKey() async throws {
        let transport = ScriptedTransport()
        let client = try client(transport) { $0.managementKey = nil }
        let error = await #expect(throws: DescopeError.self) { try await client.send(act(credentials: .management)) }
        #expect(error?.code == .missingManagementKey)
        #expect(error?.kind == .configuration)
        #expect(error?.operation == "thing.act")
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "a credential that would break out of its place is refused by name, unsent and unprinted",
        arguments: ["", " ", "hush hush", "hush:hush", "hush\nX-Other: hush", "hush\r\n", "hush\u{0}", "hüsh"]
    )
    func malformed(_ text: String) async throws {
        let transport = ScriptedTransport()
        let client = try client(transport)
        for (credentials, name) in [
            (APICredentials.refreshJwt(Secret(text)), "refreshJwt"), (.accessKey(Secret(text)), "accessKey"),
        ] {
            let error = await #expect(throws: DescopeError.self) {
                try await client.send(act(credentials: credentials))
            }
            #expect(error?.code == (text.contains { $0 != " " } ? .malformedToken : .missingToken))
            #expect(error?.isUnauthenticated == true)
            #expect(error?.message.hasPrefix("\(name): ") == true)
            #expect(error.map { !prints($0).contains("hush") && !prints($0).contains("hüsh") } == true)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "a key set later that would break out of the header is not sent",
        arguments: ["", " ", "m\r\nX-Evil: 1", "a:b", "a b", "a\nb\n"]
    )
    func unfitKeys(_ key: String) async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock()).with {
            $0.managementKey = Secret(key)
            $0.authManagementKey = Secret(key)
        }
        for credentials in [APICredentials.management, .project] {
            let error = await #expect(throws: DescopeError.self) {
                try await client.send(Endpoint<NoContent>("test", .get, "/v1/test", credentials: credentials))
            }
            #expect(error?.code == .unusableArgument)
            #expect(error?.kind == .configuration)
            #expect(error?.httpStatus == 500)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test("a key set later goes out without the white space around it")
    func spacedKeys() async throws {
        let transport = ScriptedTransport(.empty, .empty)
        let client = try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock()).with {
            $0.managementKey = "management\n"
            $0.authManagementKey = " auth\r\n"
        }
        _ = try await client.send(act(credentials: .management))
        _ = try await client.send(act())
        #expect(
            transport.sent.map { $0.headers["authorization"] } == ["Bearer P2test:management", "Bearer P2test:auth"]
        )
    }
}
