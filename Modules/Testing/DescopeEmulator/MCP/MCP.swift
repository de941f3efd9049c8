import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// MCP servers.
    static let mcpServers = Self(
        kind: "mcpServers",
        audit: "McpServer",
        prefix: "MCP2",
        operations: [
            "mcp.createServer": .create, "mcp.loadServer": .load, "mcp.loadAllServers": .search(),
            "mcp.updateServer": .update, "mcp.deleteServer": .delete, "mcp.deleteServers": .deleteAll,
        ]
    )

    /// The clients of MCP servers.
    static let mcpClients = Self(
        kind: "mcpClients",
        audit: "McpServerClient",
        prefix: "MCC2",
        operations: [
            "mcp.createClient": .create, "mcp.loadClient": .load,
            "mcp.searchClients": .search(["registrationMethod": "registrationType", "tag": "tags"]),
            "mcp.updateClient": .update, "mcp.deleteClient": .delete, "mcp.deleteClients": .deleteAll,
            "mcp.getClientSecret": .loadSecret, "mcp.rotateClientSecret": .rotateSecret,
        ],
        unique: ["clientId"],
        indexed: ["mcpServerId"],
        owners: [("mcpServers", "mcpServerId")],
        secret: .returnedAgain,
        prepare: { _, members throws(EmulatorRefusal) in
            if members["clientId"] == nil { members["clientId"] = .string(try newId("")) }
            // The service's words are not documented.
            for (name, first) in ["registrationType": "manual", "status": "active"] where members[name] == nil {
                members[name] = .string(first)
            }
        }
    )
}

extension Route {
    static let mcp =
        stored(.mcpServers) + stored(.mcpClients) + [
            // RFC 7591: a client that registers itself.
            Route("mcp.registerClient", audit: "McpServerClientCreated") { state, call in
                guard call.path["projectId"] == state.projectId else {
                    throw EmulatorRefusal(404, .invalidArguments, "the project is unknown")
                }
                guard let server = state.stored(.mcpServers, call.path["mcpServerId"] ?? "") else {
                    throw EmulatorRefusal(404, .invalidArguments, "the MCP server is unknown")
                }
                guard server.members["dynamicRegistration"]?["enabled"] == true else {
                    throw EmulatorRefusal.invalid("the MCP server does not take registrations")
                }
                let metadata = try checkedMetadata(call.body[OperationShape.root] ?? [:])
                let (client, secret) = try state.create(
                    .mcpClients,
                    [
                        "name": metadata["client_name"] ?? "registered client", "mcpServerId": .string(server.ownId),
                        "approvedCallbackUrls": metadata["redirect_uris"] ?? [], "logo": metadata["logo_uri"] ?? "",
                        "scopes": .texts((metadata["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)),
                        "registrationType": "dynamic",
                    ]
                )
                var body = metadata
                body["client_id"] = client.members["clientId"]
                body["client_id_issued_at"] = .seconds(state.now)
                if metadata["token_endpoint_auth_method"] != "none", let secret {
                    body["client_secret"] = .string(secret.reveal())
                    body["client_secret_expires_at"] = 0
                }
                return Response(body: .object(body))
            }.stored
        ]

    /// The metadata of a client that are kept, or have no other value.
    private static func checkedMetadata(_ body: JSONValue) throws(EmulatorRefusal) -> [String: JSONValue] {
        let metadata = (body.objectValue ?? [:]).filter { $0.value != .null }
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "client_name", "logo_uri", "scope", "token_endpoint_auth_method":
                guard value.stringValue != nil else { throw .invalid("\(name) has the wrong type") }
            case "redirect_uris", "grant_types", "response_types":
                guard value.arrayValue?.count == value.stringsValue.count else {
                    throw .invalid("\(name) has the wrong type")
                }
            default: throw .invalid("\(name) is not emulated")
            }
        }
        let isCode = Set(metadata["grant_types"]?.stringsValue ?? []).isSubset(of: [
            "authorization_code", "refresh_token",
        ])
        guard isCode, metadata["response_types"] ?? ["code"] == ["code"] else {
            throw .invalid("grant_types and response_types: expected those of authorization codes")
        }
        guard metadata["redirect_uris"]?.stringsValue.isEmpty == false else { throw .missing("redirect_uris") }
        return metadata
    }
}
