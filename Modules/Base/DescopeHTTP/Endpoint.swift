public import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A request to the service that this SDK has no method for.
///
/// ```swift
/// struct Tenant: Decodable { var id: String; var name: String }
/// let tenant = try await client.send(
///     Endpoint<Tenant>(
///         "tenant.load", .get, "/v1/mgmt/tenant", query: [APIQueryItem("id", "acme")], credentials: .management
///     )
/// )
/// ```
///
/// It is retried, redacted and reported like all other requests.
public struct Endpoint<Response: Decodable & Sendable>: Sendable {
    let request: OperationRequest

    /// Describes a request.
    ///
    /// - Parameters:
    ///   - name: The operation's name, as errors and middleware show it.
    ///   - method: The HTTP verb.
    ///   - path: The path. Interpolated values are percent-encoded, each as one segment.
    ///   - query: The query, not yet encoded.
    ///   - body: The body's members; those that are nil are left out.
    ///   - credentials: The credentials that the request carries.
    ///   - retryable: Whether a failed request may be retried. By default `GET` may, any other only when the request
    ///     cannot have reached the service.
    ///   - refusal: What a refusal by the service says about the user; ``/DescopeCore/DescopeError/httpStatus`` depends
    ///     on it.
    public init(
        _ name: String,
        _ method: APIMethod,
        _ path: EndpointPath,
        query: [APIQueryItem] = [],
        body: RequestBody? = nil,
        credentials: APICredentials = .project,
        retryable: Retryability? = nil,
        refusal: RefusalMeaning = .invalidInput
    ) {
        request = OperationRequest(
            operation: APIOperation(name, method, path.encoded, credentials.kind, retryable, refusal: refusal),
            path: path.encoded,
            pathValues: path.values,
            query: query,
            body: body,
            token: credentials.token
        )
    }
}

extension DescopeClient {
    /// Sends a request that this SDK has no method for, and returns its response.
    ///
    /// A ``/DescopeCore/JSONModel``, the SDK's or your own, a list of models and `JSONValue` are read leniently, as
    /// elsewhere in the SDK; any other type is decoded by `JSONDecoder`. Tokens in cookies are not looked for.
    ///
    /// - Throws: ``/DescopeCore/DescopeError``; `CancellationError` when the task is cancelled.
    @discardableResult
    public func send<Response>(_ endpoint: Endpoint<Response>) async throws -> Response {
        try await send(
            endpoint.request,
            returning: ResponseForm { response, _, oddities in
                if let nothing = NoContent() as? Response { return nothing }
                if let type = ownType(Response.self) {
                    let read = try type.init(json: response.body, noting: &oddities)
                    guard type.absent != nil || !read.isBlank, let value = read as? Response else {
                        throw JSONFailure("expected a value", at: response.body.count)
                    }
                    return value
                }
                return try JSONDecoder().decode(Response.self, from: Data(response.body))
            }
        )
    }
}

/// The type, when it is one that the SDK's engine reads: a model, any JSON value, or a list of models. All others,
/// among them those of the standard library, are left to `JSONDecoder`, which is strict about them.
private func ownType(_ type: Any.Type) -> (any JSONConvertible.Type)? {
    guard type is any JSONModel.Type || type == JSONValue.self || type is any ModelList.Type else { return nil }
    return type as? any JSONConvertible.Type
}

private protocol ModelList {}

extension Array: ModelList where Element: JSONModel {}

/// The response of an endpoint that returns nothing. Its body may be empty or contain anything but a web page.
public struct NoContent: Decodable, Sendable {
    /// Makes an empty response.
    public init() {}

    /// Ignores the body.
    public init(from decoder: any Decoder) {}
}

/// A path of the service: `"/v1/auth/otp/signup/\(method)"`. Interpolated values are percent-encoded, each as one
/// segment.
public struct EndpointPath: ExpressibleByStringInterpolation, Hashable, Sendable {
    /// The path, percent-encoded.
    public let encoded: String
    /// The interpolated values; they are not part of equality, because ``encoded`` contains them.
    let values: [String]

    /// Makes a path from a literal, which is not encoded further.
    public init(stringLiteral value: String) { (encoded, values) = (value, []) }

    /// Makes a path with interpolated values.
    public init(stringInterpolation: StringInterpolation) {
        (encoded, values) = (stringInterpolation.encoded, stringInterpolation.values)
    }

    /// Whether two paths are equal.
    public static func == (a: Self, b: Self) -> Bool { a.encoded == b.encoded }

    /// Hashes the path.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }

    /// Builds a path; see ``EndpointPath``.
    public struct StringInterpolation: StringInterpolationProtocol {
        var encoded = ""
        var values: [String] = []

        /// Makes an empty path.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Appends a part of the literal, which is not encoded further.
        public mutating func appendLiteral(_ literal: String) { encoded += literal }

        /// Appends a value as one segment. An empty value, `.` or `..` is refused when the request is sent.
        public mutating func appendInterpolation(_ value: String) {
            encoded += percentEncoded(value)
            values.append(value)
        }
    }
}
