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

    init(id: String, count: Int? = nil, names: [String]) { (self.id, self.count, self.names) = (id, count, names) }

    private enum CodingKeys: String, CodingKey {
        case id, count, names
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        count = try container.decodeIfPresent(Int.self, forKey: .count)
        names = try container.decodeIfPresent([String].self, forKey: .names) ?? []
    }
}

/// A call that answers a thing.
func thing(_ credentials: APICredentials = .project, retryable: Retryability? = nil) -> Endpoint<Thing> {
    Endpoint("thing.load", .get, "/v1/thing", credentials: credentials, retryable: retryable)
}

/// A call that answers nothing.
func act(
    _ path: EndpointPath = "/v1/act",
    query: [APIQueryItem] = [],
    body: RequestBody? = [:],
    credentials: APICredentials = .project
) -> Endpoint<NoContent> {
    Endpoint("thing.act", .post, path, query: query, body: body, credentials: credentials)
}

/// All that Swift prints of a value.
func prints(_ value: Any) -> String {
    var text = "\(value)" + String(reflecting: value)
    dump(value, to: &text)
    return text
}
