package import DescopeCore

/// An operation of the service's API: its name, verb and path, the kind of its credentials, and whether it may be
/// retried.
///
/// Each module of this SDK lists its operations once:
///
/// ```swift
/// extension APIOperation {
///     static let signUp = APIOperation("otp.signUp", .post, "/v1/auth/otp/signup/{deliveryMethod}")
/// }
/// ```
public struct APIOperation: Hashable, Sendable {
    /// The name, as errors and middleware show it: `otp.signUp`.
    public let name: String

    /// The HTTP verb.
    public let method: APIMethod

    /// The path; parameters are in braces: `/v1/auth/otp/signup/{deliveryMethod}`.
    public let path: String

    /// The kind of credentials that a request carries.
    public let credentials: CredentialKind

    /// Whether a failed request may be retried.
    public let retryable: Retryability

    /// What a refusal by the service says about the user; ``/DescopeCore/DescopeError/httpStatus`` depends on it.
    public let refusal: RefusalMeaning

    /// Where a request is sent.
    package private(set) var route = APIRoute.service

    /// Describes an operation.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - method: The HTTP verb.
    ///   - path: The path, with parameters in braces.
    ///   - credentials: The kind of credentials that a request carries.
    ///   - retryable: Whether a failed request may be retried. By default `GET` may, any other only when the request
    ///     cannot have reached the service.
    ///   - refusal: What a refusal by the service says about the user.
    public init(
        _ name: String,
        _ method: APIMethod,
        _ path: String,
        _ credentials: CredentialKind = .project,
        _ retryable: Retryability? = nil,
        refusal: RefusalMeaning = .invalidInput
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.credentials = credentials
        self.retryable = retryable ?? (method == .get ? .always : .ifUnsent)
        self.refusal = refusal
    }

    /// Describes an operation of the management API, which takes the client's management key.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - method: The HTTP verb.
    ///   - path: The path, with parameters in braces.
    ///   - retryable: Whether a failed request may be retried; see ``init(_:_:_:_:_:refusal:)``.
    ///   - route: Where a request is sent.
    package init(
        management name: String,
        _ method: APIMethod,
        _ path: String,
        _ retryable: Retryability? = nil,
        route: APIRoute = .service
    ) {
        self.init(name, method, path, .managementKey, retryable)
        self.route = route
    }
}

extension APIOperation {
    /// Throws for an empty or blank argument, before anything is sent.
    ///
    /// - Parameters:
    ///   - text: The argument's value.
    ///   - name: The argument's name, as the error shows it.
    ///   - advice: What to pass instead.
    package func require(_ text: String, _ name: String, _ advice: String) throws(DescopeError) {
        try requireText(text, name, advice, during: self.name)
    }

    /// Makes an error about an argument of this operation.
    package func argument(_ name: String, _ message: String) -> DescopeError {
        DescopeError.argument(name, message).during(self.name)
    }
}

/// Where a request is sent.
package enum APIRoute: Hashable, Sendable {
    /// To the service.
    case service
    /// To the FGA cache when one is configured, and to the service when that fails.
    case fgaCache
}

/// Whether a failed request may be retried.
public enum Retryability: Hashable, Sendable {
    /// Idempotent: reads, or sets a value. Retried even when the request may have reached the service.
    case always
    /// Not idempotent: sends codes or links, creates. Retried only when the request cannot have reached the service.
    case ifUnsent
}

/// The kind of credentials that an operation takes. The set is open: the service may add kinds.
public struct CredentialKind: RawRepresentable, Hashable, Sendable {
    /// The kind's name; for tokens the name of the argument that holds them.
    public let rawValue: String

    /// Makes a kind from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// None: the request has no `Authorization` header.
    public static let none = Self(rawValue: "none")
    /// The project's id.
    public static let project = Self(rawValue: "project")
    /// The project's id and a user's refresh token.
    public static let refreshJwt = Self(rawValue: "refreshJwt")
    /// The project's id, and a user's refresh token when there is one.
    public static let optionalRefreshJwt = Self(rawValue: "optionalRefreshJwt")
    /// The project's id and an access key.
    public static let accessKey = Self(rawValue: "accessKey")
    /// The project's id and the client's management key.
    public static let managementKey = Self(rawValue: "managementKey")
    /// The project's id and a user's session token.
    public static let sessionJwt = Self(rawValue: "sessionJwt")
    /// The project's id and an access token that an application of the project obtained by OAuth.
    public static let appToken = Self(rawValue: "appToken")
}

/// The credentials that a request of an ``Endpoint`` carries. A request without the token that its kind needs is
/// refused with code ``/DescopeCore/DescopeError/Code/missingToken``, one without the management key with
/// ``/DescopeCore/DescopeError/Code/missingManagementKey``.
public struct APICredentials: Sendable {
    let kind: CredentialKind
    let token: Secret?

    init(_ kind: CredentialKind, _ token: Secret? = nil) {
        self.kind = kind
        self.token = token
    }

    /// None: the request has no `Authorization` header.
    public static let none = Self(.none)
    /// The project's id.
    public static let project = Self(.project)
    /// The project's id and the client's management key.
    public static let management = Self(.managementKey)
    /// The project's id and a user's refresh token.
    public static func refreshJwt(_ token: some SecretConvertible) -> Self { Self(.refreshJwt, token.asSecret) }
    /// The project's id and an access key.
    public static func accessKey(_ key: some SecretConvertible) -> Self { Self(.accessKey, key.asSecret) }
    /// The project's id and a token of another kind.
    public static func token(_ token: some SecretConvertible, as kind: CredentialKind) -> Self {
        Self(kind, token.asSecret)
    }
}
