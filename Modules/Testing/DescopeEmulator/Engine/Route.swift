import DescopeCore
import DescopeHTTP

/// One emulated operation: the API's description says what a request contains, the handler what follows from it.
package struct Route: Sendable {
    typealias Handler = @Sendable (EmulatorState, Call) throws -> Response

    /// The name that tests use.
    package let name: String
    package let shape: OperationShape
    /// Whether it only keeps and returns what it is given.
    package fileprivate(set) var isStored = false
    /// The action of its audit records, for operations that have them.
    let audit: String?
    private(set) var handle: Handler

    /// - Parameters:
    ///   - id: The operation's id in the API's description. Nil: the name, or the name after `management.`.
    ///   - credentials: The credentials, where the description does not know them or is stricter than the service.
    init(
        _ name: String,
        _ id: String? = nil,
        credentials: OperationShape.Credentials? = nil,
        audit: String? = nil,
        _ handle: @escaping Handler
    ) {
        self.name = name
        var shape = OperationShape.named(id ?? name)
        if let credentials { shape.credentials = credentials }
        self.shape = shape
        self.audit = audit
        self.handle = handle
    }

    /// An operation whose response is empty.
    static func command(
        _ name: String,
        _ id: String? = nil,
        audit: String? = nil,
        _ work: @escaping @Sendable (EmulatorState, Call) throws -> Void
    ) -> Route {
        Route(name, id, audit: audit) { state, call in
            try work(state, call)
            return Response()
        }
    }

    /// The same operation, marked as one that only keeps and returns what it is given.
    var stored: Route {
        var route = self
        route.isStored = true
        return route
    }

    /// The same operation, marked as one that has consequences.
    var stateful: Route {
        var route = self
        route.isStored = false
        return route
    }

    /// The same operation, with responses that have all members of the API's description, and no others.
    var completed: Route {
        var route = self
        route.handle = { [shape, handle] state, call in
            var response = try handle(state, call)
            response.body = shape.completed(response.body)
            return response
        }
        return route
    }

    /// All emulated operations, by area.
    package static let all: [Route] = [
        project, otp, magicLinks, enchantedLinks, notp, passwords, totp, oauth, sso, passkeys,
        session, accessKeys, handovers, flows, outbound, testUsers, users, tenants, roles, audit,
        engines, jwtTemplates, lists, mcp, resources, scopeClaimMapping,
        ssoLinks, groups, passwordSettings, accessKeyManagement, managementKeys, descopers,
        managementTokens, families, analytics, flowManagement, appearance, projects,
        ssoSettings, ssoApplications, inboundApplications, outboundTokens, outboundScim,
        authz, fga, fgaBackups,
    ].flatMap(\.self)

    private static let byId = Dictionary(all.map { ($0.shape.id, $0) }) { first, _ in first }

    /// The emulated operation for a request, and the values of its path's parameters.
    static func find(_ request: APIRequest) throws(EmulatorRefusal) -> (route: Route, path: [String: String]) {
        let matches = OperationRouter.all.operations(at: request.path)
        guard !matches.isEmpty else { throw EmulatorRefusal(404, .badRequest, "no operation has this path") }
        guard let match = matches.first(where: { $0.operation.method == request.method.rawValue }) else {
            throw EmulatorRefusal(405, .badRequest, "the operation has another verb")
        }
        guard let route = byId[match.operation.id] else {
            throw EmulatorRefusal(
                404,
                .badRequest,
                "the service has the operation \(match.operation.id), but the emulator does not have it yet"
            )
        }
        return (route, match.path)
    }
}

extension OperationShape {
    /// The operation with an id, which may be without `management.`.
    static func named(_ id: String) -> OperationShape {
        guard let shape = all[id] ?? all["management.\(id)"] else {
            fatalError("no operation \(id)")  // trap: a mistake in a constant table, which every test notices
        }
        return shape
    }
}

/// A checked request, as handlers receive it.
struct Call: Sendable {
    let path: [String: String]
    let query: [String: [String]]
    let body: [String: JSONValue]
    /// The sign-in options.
    var options: JSONValue
    /// The token in the request, for operations that take one. Of a management request, the id of its management key.
    var token: String?
    /// The refresh token in the request's cookie.
    var cookieToken: String?

    init(path: [String: String], query: [String: [String]], body: [String: JSONValue]) {
        self.path = path
        self.query = query
        self.body = body
        options = body["loginOptions"] ?? .null
    }

    func text(_ name: String) -> String? { body[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// A list of strings, empty when it is absent.
    func texts(_ name: String) -> [String] { body[name]?.stringsValue ?? [] }

    /// An object, empty when it is absent.
    func object(_ name: String) -> [String: JSONValue] { body[name]?.objectValue ?? [:] }

    func flag(_ name: String) -> Bool { body[name]?.boolValue ?? false }

    func number(_ name: String) -> Int? {
        body[name]?.intValue.flatMap { Int(exactly: $0) } ?? asked(name).flatMap { Int($0) }
    }

    /// The id of the management key in a management request, or `management` for the project's own one.
    var actor: String { token ?? "management" }

    /// A query item; nil when it is empty. Lists contain words, so their values are joined by spaces.
    func asked(_ name: String) -> String? {
        query[name].map { $0.joined(separator: " ") }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A Boolean query item.
    func askedFlag(_ name: String) -> Bool { asked(name) == "true" }

    /// A member, query item or parameter of the path; nil when it is empty.
    func given(_ name: String) -> String? {
        text(name) ?? asked(name) ?? path[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A member that the operation requires, under either of two names.
    func required(_ name: String, or other: String? = nil) throws(EmulatorRefusal) -> String {
        guard let value = given(name) ?? other.flatMap(given) else { throw .missing(name) }
        return value
    }

    /// Refuses PKCE, which is not emulated: ignored, it would let a wrong verifier pass.
    func requireNoProofKey() throws(EmulatorRefusal) {
        for (name, value) in [
            ("loginOptions.pkceChallenge", options["pkceChallenge"]), ("pkceChallenge", body["pkceChallenge"]),
            ("pkceVerifier", body["pkceVerifier"]),
        ] where value ?? "" != "" {
            throw .invalid("\(name) is not emulated")
        }
    }

    /// The same request with other sign-in options.
    func withOptions(_ options: [String: JSONValue]) -> Call {
        var call = self
        call.options = .object(options)
        return call
    }
}

/// A handler's response.
struct Response: Sendable {
    var body: JSONValue = .object([:])
    var cookies: [String] = []

    mutating func merge(_ members: [String: JSONValue]) {
        body = .object((body.objectValue ?? [:]).merging(members) { $1 })
    }
}

/// Decodes `%` and two digits; anything else stays as it is.
func percentDecoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        if byte == UInt8(ascii: "%"), digits.count == 2, let high = digits.first, let low = digits.last {
            bytes.append(UInt8(high << 4 | low))
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
