public import DescopeCore
package import DescopeHTTP

/// How a user signs in. Nil leaves a matter to the project's settings.
public struct LoginOptions: JSONModel, Hashable {
    /// Asks for one more proof of a user who is signed in already. Needs the user's refresh token.
    public var stepup: Bool?
    /// Adds a second factor to a session. Needs the user's refresh token.
    public var mfa: Bool?
    /// Claims to put into the session token. Trust them no more than where they came from.
    public var customClaims: [String: JSONValue]?
    /// Ends the user's other sessions.
    public var revokeOtherSessions: Bool?
    /// Which kinds of session to end, when the others are ended.
    public var revokeOtherSessionsTypes: [String]?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The tenant to sign in to, in projects that isolate the users of tenants.
    public var tenantId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Says what is to be different from the project's settings.
    public init(
        stepup: Bool? = nil,
        mfa: Bool? = nil,
        customClaims: [String: JSONValue]? = nil,
        revokeOtherSessions: Bool? = nil,
        revokeOtherSessionsTypes: [String]? = nil,
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        tenantId: String? = nil,
        locale: String? = nil
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
    }

    /// The members in JSON.
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
    }

    /// The refresh token to send: step-up and MFA need one, and without them it may come along.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt``.
    package func checked(_ refreshJwt: Secret?, for operation: APIOperation) throws(DescopeError) -> Secret? {
        guard refreshJwt == nil, stepup == true || mfa == true else { return refreshJwt }
        // As for any call: that no refresh token came is a matter of who sent the request.
        throw DescopeError(
            .token,
            code: .missingRefreshJwt,
            message: "refreshJwt: expected the user's refresh token, which stepup and mfa need, found none. "
                + "The user has to sign in.",
            operation: operation.name
        )
    }

    /// Refuses step-up and MFA, for calls that carry no refresh token and so cannot add a factor.
    package func checkFirstFactor(for operation: APIOperation) throws(DescopeError) {
        guard stepup == true || mfa == true else { return }
        throw operation.argument(
            "options",
            "expected neither stepup nor mfa, which this operation cannot add, found one of them. Use another way to "
                + "sign in."
        )
    }
}

/// How a new user signs up. Nil leaves a matter to the project's settings.
public struct SignUpOptions: JSONModel, Hashable {
    /// Claims to put into the session token. Trust them no more than where they came from.
    public var customClaims: [String: JSONValue]?
    /// Ends the user's other sessions, when it turns out to be a user who exists.
    public var revokeOtherSessions: Bool?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The tenant to sign up to, in projects that isolate the users of tenants.
    public var tenantId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Says what is to be different from the project's settings.
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

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("customClaims", \.customClaims)
        $0("revokeOtherSessions", \.revokeOtherSessions)
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("tenantId", \.tenantId)
        $0("locale", \.locale)
    }
}

/// How a user's new e-mail address or phone number is proven.
public struct UpdateOptions: JSONModel, Hashable {
    /// Makes the new address a login id too.
    public var addToLoginIDs: Bool
    /// When another user has that login id: keeps that user and merges this one into it, instead of the other way
    /// round. Matters only with ``addToLoginIDs``.
    public var onMergeUseExisting: Bool
    /// Keeps the factors that the session has proven before. For one-time codes only.
    public var mfa: Bool?
    /// The message template to use.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The messaging provider to use.
    public var providerId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Says what is to be different from the project's settings.
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

    /// The members in JSON.
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
    /// Refuses a login id that is empty or only white space.
    package func requireLoginId(_ loginId: String) throws(DescopeError) {
        try require(loginId, "loginId", "Pass the user's email address, phone number or other login id.")
    }
}
