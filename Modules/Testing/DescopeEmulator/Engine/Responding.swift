import DescopeCore
import DescopeHTTP

/// A request that was read as far as that is possible without the project.
struct PreparedRequest: Sendable {
    let route: Route
    /// The checked members, or why they are refused.
    let call: Result<Call, EmulatorRefusal>
    fileprivate let bearer: Bearer

    init(_ request: APIRequest) throws(EmulatorRefusal) {
        let (route, path) = try Route.find(request)
        self.route = route
        bearer = Bearer(request.headers)
        do {
            let query = Dictionary(grouping: request.query, by: \.name).mapValues { $0.map(\.value) }
            let checked = Call(
                path: path,
                query: try route.shape.checked(query: query),
                body: try route.shape.checked(json: request.body)
            )
            try checked.requireNoProofKey()
            call = .success(checked)
        } catch { call = .failure(error) }
    }
}

/// The credentials of a request: `Authorization: Bearer {project}[:{token}][:{key}]`, and cookies.
private struct Bearer: Sendable {
    /// Nil without a bearer.
    let parts: [String]?
    private let cookies: [String]
    private let cookieName: String?

    init(_ headers: APIHeaders) {
        // By bytes: a token is long.
        let header = (headers["authorization"] ?? "").utf8
        let scheme = String(Substring(header.prefix { $0 != UInt8(ascii: " ") }))
        if scheme.lowercased() == "bearer", header.count > scheme.utf8.count {
            parts = header.dropFirst(scheme.utf8.count + 1)
                .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
        } else {
            parts = nil
        }
        cookies = headers[values: "cookie"]
        // Clients of projects with other names of cookies name theirs.
        cookieName = headers["x-descope-refresh-cookie-name"]
    }

    /// The refresh token in the cookies.
    func cookie(_ name: String) -> String? {
        let name = cookieName ?? name
        let pairs = cookies.joined(separator: ";").split(separator: ";").map { $0.drop { $0 == " " } }
        let value = pairs.first { $0.hasPrefix("\(name)=") }?.dropFirst(name.count + 1) ?? ""
        return value.isEmpty ? nil : String(value)
    }
}

extension EmulatorState {
    /// Checks the credentials, and calls the handler in a transaction.
    func respond(to request: PreparedRequest) -> Result<Response, EmulatorRefusal> {
        let route = request.route
        let result: Result<Response, EmulatorRefusal>
        do {
            let response = try transaction { state in
                var call: Call
                let (token, cookieToken) = try state.credentials(request.bearer, route.shape.credentials)
                call = try request.call.get()
                call.token = token
                call.cookieToken = cookieToken
                let response = try route.handle(state, call)
                try state.recordAudit(route, call)
                return response
            }
            result = .success(response)
        } catch let refusal as EmulatorRefusal {
            result = .failure(refusal)
        } catch {
            result = .failure(EmulatorRefusal(500, .badRequest, "the emulator failed: \(error)"))
        }
        do { try commit() } catch { return .failure(error) }
        return result
    }

    /// Checks the bearer, and returns the token in it, and the refresh token in a cookie. For a management key, the
    /// token is its id.
    private func credentials(
        _ bearer: Bearer,
        _ wanted: OperationShape.Credentials
    ) throws(EmulatorRefusal) -> (token: String?, cookieToken: String?) {
        guard project[ProjectRecord.onlyId]?.isDeleted != true else { throw .unauthorized("the project was deleted") }
        if case .none = wanted { return (nil, nil) }
        guard var parts = bearer.parts, !parts.isEmpty else {
            throw .unauthorized("a bearer of the project's id is required")
        }
        guard parts.removeFirst() == projectId else { throw .unauthorized("the project is unknown") }

        // A token that the project has signed; the operation checks what it is for.
        if wanted == .managementOrAppToken, parts.count == 1, parts.first.flatMap(claimsOfOwn) != nil {
            return (parts.first, nil)
        }
        if wanted == .management || wanted == .managementOrAppToken {
            guard !parts.allSatisfy(\.isEmpty) else { throw .unauthorized("the management key is missing") }
            guard parts.count == 1 else { throw .unauthorized("the management key is wrong") }
            return (try managementKeyId(parts[0]), nil)
        }
        let cookieToken = bearer.cookie(settings.cookies.refresh)
        // Clients differ in whether they send the auth management key after an access key.
        let isBareAccessKey = wanted == .accessKey && parts.count == 1
        if let key = settings.authManagementKey, !isBareAccessKey {
            // When a token is required, a single part is the token, unless the token is in a cookie.
            let needsToken = wanted == .accessKey || (wanted == .refresh && cookieToken == nil)
            guard parts.count > (needsToken ? 1 : 0), let last = parts.popLast(), !last.isEmpty else {
                throw .unauthorized("the auth management key is missing")
            }
            guard isSame(last, key) else { throw .unauthorized("the auth management key is wrong") }
        }
        let token = parts.first.flatMap { $0.isEmpty ? nil : $0 }
        switch wanted {
        case .project:
            guard parts.isEmpty else { throw .unauthorized("no token belongs here") }
        case .refresh:
            guard parts.count <= 1, token ?? cookieToken != nil else {
                throw .unauthorized("a refresh token is required")
            }
            return (token ?? cookieToken, cookieToken)
        case .accessKey:
            guard parts.count == 1, token != nil else {
                throw EmulatorRefusal(401, .missingAccessKey, "an access key is required")
            }
        default:
            guard parts.count <= 1 else { throw .unauthorized("at most a refresh token belongs here") }
        }
        // A browser sends the cookie with any request, so an operation that may have no token has to ask for it.
        return (token, cookieToken)
    }
}

extension EmulatorBackend {
    /// Handles a request, as the service would. It is read before the project is locked, and the response is written
    /// after it.
    func respond(to request: APIRequest) throws -> APIResponse {
        let prepared: PreparedRequest
        do { prepared = try PreparedRequest(request) } catch { return error.response() }
        let (fault, result) = handle(prepared)
        switch fault {
        case .response(let response): return response
        case .cannotConnect: throw DescopeError.emulated(.cannotConnect, "no connection could be made")
        case .connectionLost: throw DescopeError.emulated(.connectionLost, "the connection broke")
        case .answerLost:
            throw DescopeError.emulated(.connectionLost, "the connection broke before the response")
        case nil: break
        }
        switch result {
        case .success(let response):
            var headers = APIHeaders()
            for cookie in response.cookies { headers.append("set-cookie", cookie) }
            return .json(response.body, headers: headers)
        case .failure(let refusal): return refusal.response()
        case nil: return EmulatorRefusal(500, .badRequest, "the emulator failed").response()
        }
    }
}

extension EmulatorState {
    /// Counts a request, and takes the fault that a test has set up for it.
    func takeFault(_ operation: String) -> EmulatorFault? {
        counts[operation, default: 0] += 1
        guard var planned = faults[operation], let next = planned.first else { return nil }
        planned[0].times -= 1
        if next.times == 1 { planned.removeFirst() }
        faults[operation] = planned
        return next.fault
    }
}

extension DescopeError {
    fileprivate static func emulated(_ code: Code, _ found: String) -> DescopeError {
        DescopeError(.transport, code: code, message: "emulated fault: \(found).")
    }
}
