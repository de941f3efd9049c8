public import DescopeCore

/// How a reset message differs from the project's settings. Nil leaves a setting to the project.
public struct PasswordResetOptions: JSONModel, Hashable {
    /// The message template.
    public var templateId: String?
    /// Values for the template's placeholders.
    public var templateOptions: [String: String]?
    /// The messaging provider.
    public var providerId: String?
    /// The language of the message: `en-GB`.
    public var locale: String?

    /// Makes options; those left out are the project's.
    public init(
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        providerId: String? = nil,
        locale: String? = nil
    ) {
        self.templateId = templateId
        self.templateOptions = templateOptions
        self.providerId = providerId
        self.locale = locale
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("providerId", \.providerId)
        $0("locale", \.locale)
    }
}

/// Whether replacing a password ends the user's other sessions. Nil leaves it to the project.
public struct PasswordReplaceOptions: JSONModel, Hashable {
    /// Ends the user's other sessions.
    public var revokeOtherSessions: Bool?
    /// The kinds of session to end, when ``revokeOtherSessions`` is true.
    public var revokeOtherSessionsTypes: [String]?

    /// Makes options; those left out are the project's.
    public init(revokeOtherSessions: Bool? = nil, revokeOtherSessionsTypes: [String]? = nil) {
        self.revokeOtherSessions = revokeOtherSessions
        self.revokeOtherSessionsTypes = revokeOtherSessionsTypes
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("revokeOtherSessions", \.revokeOtherSessions)
        $0("revokeOtherSessionsTypes", \.revokeOtherSessionsTypes)
    }
}
