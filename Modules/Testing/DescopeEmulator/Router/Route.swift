import DescopeCore
import DescopeHTTP

/// One operation of the service: its path, its credentials, its members, and its handler.
struct Route: Sendable {
    /// The credentials that an operation requires.
    enum Credentials: Sendable {
        case none
        case project
        case refresh
        /// A refresh token is optional.
        case projectOrRefresh
        case accessKey
        case management
    }

    typealias Handler = @Sendable (inout EmulatorState, Call) throws(EmulatorRefusal) -> Reply

    let name: String
    let method: String
    let path: String
    let credentials: Credentials
    let query: [Member]
    let members: [Member]
    let handle: Handler
    private let segments: [Substring]

    init(
        _ name: String,
        _ method: APIMethod,
        _ path: String,
        _ credentials: Credentials,
        query: [Member] = [],
        _ members: [Member] = [],
        _ handle: @escaping Handler
    ) {
        self.name = name
        self.method = method.rawValue
        self.path = path
        segments = Self.split(path)
        self.credentials = credentials
        self.query = query
        self.members = members
        self.handle = handle
    }

    /// The values of the `{…}` segments, if the path matches this route.
    private func match(_ others: [Substring]) -> [String: String]? {
        guard others.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (pattern, segment) in zip(segments, others) {
            if pattern.first == "{" {
                values[String(pattern.dropFirst().dropLast())] = percentDecoded(segment)
            } else if pattern != segment {
                return nil
            }
        }
        return values
    }

    // Empty segments count: `//v1/auth/me` and `/v1/auth/me/` are other paths.
    private static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// All operations, by area.
    static let all: [Route] = [
        keys, license,
        otp, magicLinks, enchantedLinks, notp, passwords, totp, oauth, sso, passkeys,
        session, accessKeys, handovers, flows, outbound,
        testUsers, users, tenants, roles,
    ].flatMap(\.self)

    // Paths without parameters are looked up; only those with parameters are searched.
    private static let fixed = Dictionary(grouping: all.filter { !$0.path.contains("{") }, by: \.path)
    private static let patterns = all.filter { $0.path.contains("{") }

    /// The operations at a path, one for each verb, with the values of its `{…}` segments.
    static func at(_ path: String) -> [(Route, [String: String])] {
        if let routes = fixed[path] { return routes.map { ($0, [:]) } }
        let segments = split(path)
        return patterns.compactMap { route in route.match(segments).map { (route, $0) } }
    }
}

/// A checked request, as handlers receive it.
struct Call {
    let path: [String: String]
    let query: [String: String]
    let body: [String: JSONValue]
    /// The token in the request, for operations that take one.
    let token: String?

    func text(_ name: String) -> String? { body[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// A query item; nil when it is empty.
    func asked(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A member that the route requires.
    func required(_ name: String) throws(EmulatorRefusal) -> String {
        guard let value = text(name) ?? asked(name) ?? path[name], !value.isEmpty else { throw .missing(name) }
        return value
    }

    func flag(_ name: String) -> Bool { body[name]?.boolValue ?? false }
}

/// A handler's response.
struct Reply {
    var body: JSONValue = .object([:])
    var cookies: [String] = []
}

extension EmulatorState {
    /// Finds the operation, checks credentials and members, and calls the handler.
    mutating func answer(_ request: APIRequest) throws -> APIResponse {
        let candidates = Route.at(request.path)
        guard !candidates.isEmpty else {
            return EmulatorRefusal(404, .badRequest, "no operation has this path").response()
        }
        guard let (route, path) = candidates.first(where: { $0.0.method == request.method.rawValue }) else {
            return EmulatorRefusal(405, .badRequest, "the operation has another verb").response()
        }
        counts[route.name, default: 0] += 1
        let fault = faults[route.name]?.first
        if fault != nil { faults[route.name]?.removeFirst() }
        switch fault {
        case .response(let response): return response
        case .cannotConnect: throw DescopeError.emulated(.cannotConnect, "no connection could be made")
        case .connectionLost: throw DescopeError.emulated(.connectionLost, "the connection broke")
        case .answerLost:
            _ = answer(request, route, path)
            throw DescopeError.emulated(.connectionLost, "the connection broke before the response")
        case nil: return answer(request, route, path)
        }
    }

    private mutating func answer(_ request: APIRequest, _ route: Route, _ path: [String: String]) -> APIResponse {
        do {
            let call = try call(request, route, path)
            let reply = try route.handle(&self, call)
            var headers = APIHeaders()
            for cookie in reply.cookies { headers.append("set-cookie", cookie) }
            return .json(reply.body, headers: headers)
        } catch {
            return error.response()
        }
    }

    private func call(_ request: APIRequest, _ route: Route, _ path: [String: String]) throws(EmulatorRefusal) -> Call {
        let token = try credentials(request.headers["authorization"], route.credentials)
        let query = Dictionary(grouping: request.query, by: \.name).mapValues { $0.map(\.value) }
        try route.query.check(query: query)
        var body: [String: JSONValue] = [:]
        if let bytes = request.body, !bytes.isEmpty {
            guard let members = (try? JSONReader.parse(bytes, from: .service))?.objectValue else {
                throw EmulatorRefusal(400, .badRequest, "the body is not a JSON object")
            }
            body = members
        }
        try route.members.check(body)
        // Lists contain words, so their values are joined by spaces.
        return Call(path: path, query: query.mapValues { $0.joined(separator: " ") }, body: body, token: token)
    }

    /// Checks `Bearer {project}[:{token}][:{key}]` and returns the token.
    private func credentials(_ header: String?, _ wanted: Route.Credentials) throws(EmulatorRefusal) -> String? {
        if case .none = wanted { return nil }
        guard let header, header.hasPrefix("Bearer ") else {
            throw .unauthorized("a bearer of the project's id is required")
        }
        var parts = header.dropFirst("Bearer ".count).split(separator: ":", omittingEmptySubsequences: false).map(
            String.init
        )
        guard parts.removeFirst() == projectId else { throw .unauthorized("the project is unknown") }

        if case .management = wanted {
            guard !parts.allSatisfy(\.isEmpty) else { throw .unauthorized("the management key is missing") }
            guard parts.count == 1, isSame(parts[0], managementKey) else {
                throw .unauthorized("the management key is wrong")
            }
            return nil
        }
        // Clients differ in whether they send the auth management key after an access key.
        let isBareAccessKey = if case .accessKey = wanted { parts.count == 1 } else { false }
        if let key = settings.authManagementKey, !isBareAccessKey {
            // When a token is required, a single part is the token.
            let needsToken =
                switch wanted {
                case .refresh, .accessKey: true
                default: false
                }
            guard parts.count > (needsToken ? 1 : 0), let last = parts.popLast(), !last.isEmpty else {
                throw .unauthorized("the auth management key is missing")
            }
            guard isSame(last, key) else { throw .unauthorized("the auth management key is wrong") }
        }
        switch wanted {
        case .project:
            guard parts.isEmpty else { throw .unauthorized("no token belongs here") }
        case .refresh:
            guard parts.count == 1, !parts[0].isEmpty else { throw .unauthorized("a refresh token is required") }
        case .accessKey:
            guard parts.count == 1, !parts[0].isEmpty else {
                throw EmulatorRefusal(401, .missingAccessKey, "an access key is required")
            }
        default:
            guard parts.count <= 1 else { throw .unauthorized("at most a refresh token belongs here") }
        }
        return parts.first
    }
}

extension DescopeError {
    fileprivate static func emulated(_ code: Code, _ found: String) -> DescopeError {
        DescopeError(.transport, code: code, message: "emulated fault: \(found).")
    }
}

func percentDecoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        let digits =
            byte == UInt8(ascii: "%") ? rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue } : []
        if digits.count == 2 {
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
