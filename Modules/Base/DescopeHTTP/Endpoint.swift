public import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One call of the service's API: all that the client needs to know of it.
///
/// Every method of this SDK builds one and hands it to ``DescopeClient/send(_:)``; so can an app, for a call that the
/// SDK lacks:
///
/// ```swift
/// struct Tenant: Decodable { var id: String; var name: String }
/// let tenant = try await client.send(
///     Endpoint<Tenant>(
///         "tenant.load", .get, "/v1/mgmt/tenant", query: [QueryItem("id", "acme")], authorization: .management
///     )
/// )
/// ```
public struct Endpoint<Response: Sendable>: Sendable {
    /// The call's name, whether it may be repeated, and what its refusal means.
    public var operation: APIOperation
    /// The HTTP verb.
    public var method: APIMethod
    /// The path.
    public var path: EndpointPath
    /// The query.
    public var query: [QueryItem]
    /// The body's members; nil sends no body.
    public var body: RequestBody?
    /// Whose credentials the request carries.
    public var authorization: Authorization

    let read: @Sendable (APIResponse, CookieNames) throws -> Response
}

extension Endpoint where Response: Decodable {
    /// Makes a call.
    ///
    /// - Parameters:
    ///   - name: The call's name, as errors and middleware show it.
    ///   - method: The HTTP verb.
    ///   - path: The path. Interpolated values are percent-encoded, each as one segment.
    ///   - query: The query, not yet encoded.
    ///   - body: The body's members; those that are nil are left out.
    ///   - authorization: Whose credentials the request carries.
    ///   - repeatable: Whether a failed request may be sent again. By default reading may, anything else only when the
    ///     first try cannot have reached the service.
    ///   - refusal: What a refusal by the service says about the user whose request led to the call;
    ///     ``/DescopeCore/DescopeError/httpStatus`` goes by it.
    public init(
        _ name: String,
        _ method: APIMethod,
        _ path: EndpointPath,
        query: [QueryItem] = [],
        body: RequestBody? = nil,
        authorization: Authorization = .project,
        repeatable: Repeatability? = nil,
        refusal: RefusalMeaning = .invalidInput
    ) {
        self.operation = APIOperation(
            name,
            repeatable: repeatable ?? (method == .get ? .always : .ifUnsent),
            refusal: refusal
        )
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.authorization = authorization
        read = { response, names in
            if let nothing = NoContent() as? Response { return nothing }
            let decoder = JSONDecoder()
            let cookies = TokenCookies(lines: response.headers[values: "set-cookie"], names: names)
            if let key = CodingUserInfoKey.tokenCookies { decoder.userInfo[key] = cookies }
            // Tokens may come as cookies alone, beside an empty body; otherwise an empty body is no answer.
            let body = response.body.isEmpty && cookies.session != nil ? Array("{}".utf8) : response.body
            return try decoder.decode(Response.self, from: Data(body))
        }
    }
}

extension Endpoint {
    /// The same call with its answer read by `read`, which knows it better than `JSONDecoder`.
    package func reading<Answer>(
        _ read: @escaping @Sendable (APIResponse, CookieNames) throws -> Answer
    ) -> Endpoint<Answer> {
        Endpoint<Answer>(
            operation: operation,
            method: method,
            path: path,
            query: query,
            body: body,
            authorization: authorization,
            read: read
        )
    }
}

extension Endpoint {
    /// What a refusal with that status says about the user: 401 and 403 are about the credentials that came along.
    func refusal(_ status: Int?) -> RefusalMeaning {
        guard operation.refusal == .invalidInput, status == 401 || status == 403 else { return operation.refusal }
        return switch authorization {
        case .refreshJwt, .accessKey: .unauthenticated
        case .management: .misconfiguration
        case .none, .project: .invalidInput
        }
    }
}

/// The answer of a call that answers nothing. Its body may be empty or hold anything but a web page.
public struct NoContent: Decodable, Sendable {
    /// Nothing.
    public init() {}

    /// Reads nothing.
    public init(from decoder: any Decoder) {}
}

/// A path of the service: `"/v1/auth/otp/signup/\(method)"`. Interpolated values are percent-encoded, each as one
/// segment.
public struct EndpointPath: ExpressibleByStringInterpolation, Hashable, Sendable {
    /// The path, percent-encoded.
    public let encoded: String

    /// Takes a path as it is written.
    public init(stringLiteral value: String) { encoded = value }

    /// Takes a path with values in it.
    public init(stringInterpolation: StringInterpolation) { encoded = stringInterpolation.encoded }

    /// Builds a path; see ``EndpointPath``.
    public struct StringInterpolation: StringInterpolationProtocol {
        var encoded = ""

        /// Begins an empty path.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds what is written in the source.
        public mutating func appendLiteral(_ literal: String) { encoded += literal }

        /// Adds a value as one segment. One that is empty, `.` or `..` is refused when the call is sent.
        public mutating func appendInterpolation(_ value: String) { encoded += percentEncoded(value) }
    }
}

/// Whose credentials a request carries.
public enum Authorization: Sendable {
    /// None at all.
    case none
    /// The project's id alone.
    case project
    /// The project and a user's refresh token.
    case refreshJwt(Secret)
    /// The project and an access key.
    case accessKey(Secret)
    /// The project and the client's management key.
    case management
}

extension Authorization {
    /// The project, and the user's refresh token when there is one.
    package static func project(_ refreshJwt: Secret?) -> Authorization { refreshJwt.map(refreshJwt(_:)) ?? .project }
}
