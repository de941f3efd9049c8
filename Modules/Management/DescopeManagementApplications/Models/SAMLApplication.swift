public import DescopeCore

/// What applies to an SSO application that uses SAML.
public struct SAMLApplication: JSONModel, Hashable {
    /// The settings, with which an update begins.
    public var settings = SAMLApplicationSettings()
    /// The certificate of Descope's signatures.
    public var idpCertificate: String?
    /// The URL of Descope's metadata.
    public var idpMetadataURL: String?
    /// Descope's entity id.
    public var idpEntityId: String?
    /// The URL to which the application sends users to sign in.
    public var idpSSOURL: String?
    /// The URL at which a sign-in begins that the application has not asked for.
    public var idpInitiatedURL: String?
    /// The URL to which the application sends users to log out.
    public var idpLogoutURL: String?

    /// Makes empty information.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0(all: \.settings)
        $0("idpCert", \.idpCertificate)
        $0("idpMetadataUrl", \.idpMetadataURL)
        $0("idpEntityId", \.idpEntityId)
        $0("idpSsoUrl", \.idpSSOURL)
        $0("idpInitiatedUrl", \.idpInitiatedURL)
        $0("idpLogoutUrl", \.idpLogoutURL)
    }
}

/// The settings of an SSO application that uses SAML. Nil leaves a setting to the service.
public struct SAMLApplicationSettings: JSONModel, Hashable {
    /// The page on which users sign in, which runs a flow.
    public var loginPageURL = ""
    /// Whether the service reads the application's metadata at ``metadataURL``, instead of ``entityId``, ``acsURL`` and
    /// ``certificate``.
    public var usesMetadata = false
    /// The URL of the application's metadata.
    public var metadataURL: String?
    /// The application's entity id.
    public var entityId: String?
    /// The URL to which assertions are sent.
    public var acsURL: String?
    /// The certificate of the application's signatures.
    public var certificate: String?
    /// The attributes of assertions.
    public var attributeMapping: [SSOApplicationAttributeMapping]?
    /// The groups of assertions.
    public var groupsMapping: [SSOApplicationGroupsMapping]?
    /// Further URLs to which assertions may be sent.
    public var acsAllowedCallbacks: [String]?
    /// The kind of the subject's name.
    public var subjectNameIdType: SubjectNameIdType?
    /// The format of the subject's name, for example `urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress`.
    public var subjectNameIdFormat: String?
    /// The relay state of sign-ins that have none.
    public var defaultRelayState: String?
    /// Whether users have to sign in again although they have a session.
    public var forcesAuthentication: Bool?
    /// The page to which users are sent after they have logged out.
    public var logoutRedirectURL: String?
    /// The page to which users are sent after an error.
    public var errorRedirectURL: String?
    /// The algorithm of signatures, for example `sha256`.
    public var defaultSignatureAlgorithm: String?

    /// Makes settings that the service reads from the application's metadata.
    ///
    /// - Parameters:
    ///   - loginPageURL: The page on which users sign in, which runs a flow.
    ///   - metadataURL: The URL of the application's metadata.
    ///   - edit: Sets further settings.
    public init(loginPageURL: String, metadataURL: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.loginPageURL = loginPageURL
        usesMetadata = true
        self.metadataURL = metadataURL
        edit(&self)
    }

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - loginPageURL: The page on which users sign in, which runs a flow.
    ///   - entityId: The application's entity id.
    ///   - acsURL: The URL to which assertions are sent.
    ///   - certificate: The certificate of the application's signatures.
    ///   - edit: Sets further settings.
    public init(
        loginPageURL: String,
        entityId: String,
        acsURL: String,
        certificate: String,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.loginPageURL = loginPageURL
        self.entityId = entityId
        self.acsURL = acsURL
        self.certificate = certificate
        edit(&self)
    }

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("loginPageUrl", \.loginPageURL, required: false, needsText: true)
        $0("useMetadataInfo", \.usesMetadata)
        $0("metadataUrl", \.metadataURL, needsText: true)
        $0("entityId", \.entityId, needsText: true)
        $0("acsUrl", \.acsURL, needsText: true)
        $0("certificate", \.certificate, needsText: true)
        $0("attributeMapping", \.attributeMapping)
        $0("groupsMapping", \.groupsMapping)
        $0("acsAllowedCallbacks", \.acsAllowedCallbacks)
        $0("subjectNameIdType", \.subjectNameIdType)
        $0("subjectNameIdFormat", \.subjectNameIdFormat)
        $0("defaultRelayState", \.defaultRelayState)
        $0("forceAuthentication", \.forcesAuthentication)
        $0("logoutRedirectUrl", \.logoutRedirectURL)
        $0("errorRedirectUrl", \.errorRedirectURL)
        $0("defaultSignatureAlgorithm", \.defaultSignatureAlgorithm)
    }

    /// The kind of the subject's name. The set is open: the service may add values.
    public struct SubjectNameIdType: JSONName {
        /// The service's name for the kind.
        public let rawValue: String

        /// Makes a kind from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The user's email address.
        public static let email = Self(rawValue: "email")
        /// The user's phone number.
        public static let phone = Self(rawValue: "phone")
    }
}

/// An attribute that an SSO application receives.
public struct SSOApplicationAttributeMapping: JSONModel, Hashable {
    /// The attribute's name.
    public var name = ""
    /// The attribute's type, for example `urn:oasis:names:tc:SAML:2.0:attrname-format:basic`.
    public var type = ""
    /// What it contains, for example `user.email`.
    public var value = ""

    /// Makes an attribute.
    public init(_ name: String, type: String, value: String) {
        self.name = name
        self.type = type
        self.value = value
    }

    /// The members in JSON.
    public static let members = Members(Self("", type: "", value: "")) {
        $0("name", \.name, required: false, needsText: true)
        $0("type", \.type, required: false)
        $0("value", \.value, required: false)
    }
}

/// A group that an SSO application receives for users with some roles.
public struct SSOApplicationGroupsMapping: JSONModel, Hashable {
    /// The name of the attribute that contains the group.
    public var name = ""
    /// The attribute's type, for example `urn:oasis:names:tc:SAML:2.0:attrname-format:basic`.
    public var type = ""
    /// How users are chosen, for example `roles`.
    public var filterType = ""
    /// The group.
    public var value = ""
    /// The roles whose users are in the group.
    public var roles: [MappedRole] = []

    /// Makes a group.
    public init(_ name: String, type: String, filterType: String, value: String, roles: [MappedRole]) {
        self.name = name
        self.type = type
        self.filterType = filterType
        self.value = value
        self.roles = roles
    }

    /// The members in JSON.
    public static let members = Members(Self("", type: "", filterType: "", value: "", roles: [])) {
        $0("name", \.name, required: false, needsText: true)
        $0("type", \.type, required: false)
        $0("filterType", \.filterType, required: false)
        $0("value", \.value, required: false)
        $0("roles", \.roles)
    }

    /// A role whose users are in a group.
    public struct MappedRole: JSONModel, Hashable {
        /// The role's id.
        public var id = ""
        /// The role's name.
        public var name = ""

        /// Makes a role.
        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }

        /// The members in JSON.
        public static let members = Members(Self(id: "", name: "")) {
            $0("id", \.id, required: true)
            $0("name", \.name, required: false)
        }
    }
}
