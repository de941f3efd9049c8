public import DescopeCore
package import DescopeHTTP

/// Options for a sign-in. Where an option is nil, the project's settings apply.
public struct LoginOptions: JSONModel, Hashable {
    /// Requests another verification from a user who is already signed in (step-up). Requires the user's refresh token.
    public var stepup: Bool?
    /// Adds a second factor to a session. Requires the user's refresh token.
    public var mfa: Bool?
    /// Claims to add to the session token. They are only as trustworthy as their source.
    public var customClaims: [String: JSONValue]?
    /// Ends the user's other sessions.
    public var revokeOtherSessions: Bool?
    /// The kinds of sessions to end, when other sessions are ended.
    public var revokeOtherSessionsTypes: [String]?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The tenant to sign in to, in projects that isolate the users of tenants.
    public var tenantId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?
    /// The SSO application that the user signs in to.
    public var ssoAppId: String?

    /// Makes options that override the project's settings.
    public init(
        stepup: Bool? = nil,
        mfa: Bool? = nil,
        customClaims: [String: JSONValue]? = nil,
        revokeOtherSessions: Bool? = nil,
        revokeOtherSessionsTypes: [String]? = nil,
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        tenantId: String? = nil,
        locale: String? = nil,
        ssoAppId: String? = nil
    ) {
        self.stepup = stepup
        self.mfa = mfa
        self.customClaims = customClaims
        self.revokeOtherSessions = revokeOtherSessions
        self.revokeOtherSessionsTypes = revokeOtherSessionsTypes
        self.templateId = templateId
        self.templateOptions = templateOptions
        self.tenantId = tenantId
        self.locale = locale
        self.ssoAppId = ssoAppId
    }

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("stepup", \.stepup)
        $0("mfa", \.mfa)
        $0("customClaims", \.customClaims)
        $0("revokeOtherSessions", \.revokeOtherSessions)
        $0("revokeOtherSessionsTypes", \.revokeOtherSessionsTypes)
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("tenantId", \.tenantId)
        $0("locale", \.locale)
        $0("ssoAppId", \.ssoAppId)
    }

    /// Returns the refresh token to send. Step-up and MFA require one; otherwise it is optional.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt``.
    package func checked(_ refreshJwt: Secret?, for operation: APIOperation) throws(DescopeError) -> Secret? {
        guard refreshJwt == nil, stepup == true || mfa == true else { return refreshJwt }
        // Of kind `token`, as for every operation: a missing refresh token is an error of the client that sent the
        // request.
        throw DescopeError(
            .token,
            code: .missingRefreshJwt,
            message: "refreshJwt: expected the user's refresh token, which stepup and mfa require, found none. "
                + "The user has to sign in.",
            operation: operation.name
        )
    }

    /// Throws for step-up and MFA, in operations that send no refresh token and so cannot add a factor.
    package func checkFirstFactor(for operation: APIOperation) throws(DescopeError) {
        guard stepup == true || mfa == true else { return }
        throw operation.argument(
            "options",
            "expected neither stepup nor mfa, which this operation cannot add, found one of them. Use another way to "
                + "sign in."
        )
    }
}

/// Options for a sign-up. Where an option is nil, the project's settings apply.
public struct SignUpOptions: JSONModel, Hashable {
    /// Claims to add to the session token. They are only as trustworthy as their source.
    public var customClaims: [String: JSONValue]?
    /// Ends the user's other sessions, if the user already exists.
    public var revokeOtherSessions: Bool?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The tenant to sign up to, in projects that isolate the users of tenants.
    public var tenantId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Makes options that override the project's settings.
    public init(
        customClaims: [String: JSONValue]? = nil,
        revokeOtherSessions: Bool? = nil,
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        tenantId: String? = nil,
        locale: String? = nil
    ) {
        self.customClaims = customClaims
        self.revokeOtherSessions = revokeOtherSessions
        self.templateId = templateId
        self.templateOptions = templateOptions
        self.tenantId = tenantId
        self.locale = locale
    }

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("customClaims", \.customClaims)
        $0("revokeOtherSessions", \.revokeOtherSessions)
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("tenantId", \.tenantId)
        $0("locale", \.locale)
    }
}

/// Options for verifying a user's new email address or phone number.
public struct UpdateOptions: JSONModel, Hashable {
    /// Whether the new address also becomes a login id.
    public var addToLoginIDs: Bool
    /// Whether, if another user already has that login id, this user is merged into the other one instead of the
    /// reverse. Only used with ``addToLoginIDs``.
    public var onMergeUseExisting: Bool
    /// Whether the session keeps the factors that it already has. Only for one-time codes.
    public var mfa: Bool?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The messaging provider to use.
    public var providerId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Makes options that override the project's settings.
    public init(
        addToLoginIDs: Bool = false,
        onMergeUseExisting: Bool = false,
        mfa: Bool? = nil,
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        providerId: String? = nil,
        locale: String? = nil
    ) {
        self.addToLoginIDs = addToLoginIDs
        self.onMergeUseExisting = onMergeUseExisting
        self.mfa = mfa
        self.templateId = templateId
        self.templateOptions = templateOptions
        self.providerId = providerId
        self.locale = locale
    }

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("addToLoginIDs", \.addToLoginIDs)
        $0("onMergeUseExisting", \.onMergeUseExisting)
        $0("mfa", \.mfa)
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("providerId", \.providerId)
        $0("locale", \.locale)
    }
}

extension APIOperation {
    /// Throws for a login id that is empty or only white space.
    package func requireLoginId(_ loginId: String) throws(DescopeError) {
        try require(loginId, "loginId", "Pass the user's email address, phone number or other login id.")
    }
}
