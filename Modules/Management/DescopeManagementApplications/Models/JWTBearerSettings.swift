public import DescopeCore

/// With which JWTs an application obtains tokens (the JWT bearer grant of RFC 7523).
public struct JWTBearerSettings: JSONModel, Hashable {
    /// The issuers whose JWTs are accepted, by the claim `iss`.
    public var issuers: [String: Issuer]?
    /// The audience that a JWT has to have.
    public var audience: String?
    /// The scope of the tokens.
    public var scope: String?
    /// The custom claims of the tokens.
    public var customClaims: String?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - issuers: The issuers whose JWTs are accepted, by the claim `iss`.
    ///   - edit: Sets the other members.
    public init(_ issuers: [String: Issuer]? = nil, _ edit: (inout Self) -> Void = { _ in }) {
        self.issuers = issuers
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("issuers", \.issuers)
        $0("jwtBearerGrantTypeAudienceToUse", \.audience)
        $0("jwtBearerGrantTypeScopeToUse", \.scope)
        $0("jwtBearerGrantTypeCustomClaimsToUse", \.customClaims)
    }

    /// How the JWTs of an issuer are checked, and which user they stand for.
    public struct Issuer: JSONModel, Hashable {
        /// The URL of the issuer's keys.
        public var jwksURI: String?
        /// The algorithm of its signatures.
        public var signAlgorithm: String?
        /// The URL at which the issuer returns what it knows of a user.
        public var userInfoURI: String?
        /// The claim that has the user's id.
        public var externalIdFieldName: String?

        /// Makes an issuer.
        public init(
            jwksURI: String? = nil,
            signAlgorithm: String? = nil,
            userInfoURI: String? = nil,
            externalIdFieldName: String? = nil
        ) {
            self.jwksURI = jwksURI
            self.signAlgorithm = signAlgorithm
            self.userInfoURI = userInfoURI
            self.externalIdFieldName = externalIdFieldName
        }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("jwksUri", \.jwksURI)
            $0("signAlgorithm", \.signAlgorithm)
            $0("userInfoUri", \.userInfoURI)
            $0("externalIdFieldName", \.externalIdFieldName)
        }
    }
}

/// The audience of an application's tokens. The set is open: the service may add values.
public struct ApplicationAudience: JSONName {
    /// The service's name for the audience.
    public let rawValue: String

    /// Makes an audience from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The project's id.
    public static let projectId = Self(rawValue: "projectId")
    /// The application's client id.
    public static let clientId = Self(rawValue: "clientId")
}
