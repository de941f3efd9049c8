import DescopeCore
import DescopeHTTP
import DescopeTesting

/// A client of a test's project over the given transport.
func client(
    _ transport: some HTTPTransport,
    clock: some DescopeClock = ManualClock(),
    random: some RandomSource = FixedRandom(),
    middleware: [any HTTPMiddleware] = [],
    _ edit: (inout DescopeConfiguration) throws -> Void = { _ in }
) throws -> DescopeClient {
    var configuration = try DescopeConfiguration(projectId: "P2test", managementKey: "management-hush")
    try edit(&configuration)
    return DescopeClient(configuration, transport: transport, middleware: middleware, clock: clock, random: random)
}

/// What the calls of these tests answer: one member that must be there, and some that need not.
struct Thing: Decodable, Equatable {
    var id: String
    var count: Int?
    var names: [String]
}

/// A call that answers a thing.
func thing(_ authorization: APICredentials = .project, retryable: Retryability? = nil) -> Endpoint<Thing> {
    Endpoint("thing.load", .get, "/v1/thing", authorization: authorization, retryable: retryable)
}

/// A call that answers nothing.
func act(
    _ path: EndpointPath = "/v1/act",
    query: [APIQueryItem] = [],
    body: RequestBody? = [:],
    authorization: APICredentials = .project
) -> Endpoint<NoContent> {
    Endpoint("thing.act", .post, path, query: query, body: body, authorization: authorization)
}

/// All that Swift prints of a value.
func prints(_ value: Any) -> String {
    var text = "\(value)" + String(reflecting: value)
    dump(value, to: &text)
    return text
}
