public import DescopeCore
public import DescopeManagement

/// The conditions of a search for clients of an MCP server. A client has to match all of those that are set.
///
/// ```swift
/// MCPClientSearch { $0.tag = "beta" }
/// ```
public struct MCPClientSearch: JSONModel, Hashable {
    /// Only clients with this text in one of their values.
    public var text: String?
    /// Only clients with this name.
    public var name: String?
    /// Only the client with this OAuth client id.
    public var clientId: String?
    /// Only clients with this ``MCPClient/status``.
    public var status: String?
    /// Only clients that were registered in this way; the names are not documented.
    public var registrationMethod: String?
    /// Only clients with this tag.
    public var tag: String?
    /// How the clients are sorted.
    public var sort: [SortField]?

    /// Makes conditions; without any, all clients are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("text", \.text)
        $0("name", \.name, needsText: true)
        $0("clientId", \.clientId, needsText: true)
        $0("status", \.status, needsText: true)
        $0("registrationMethod", \.registrationMethod, needsText: true)
        $0("tag", \.tag, needsText: true)
        $0("sort", \.sort)
    }
}
