/// How a reset message differs from the project's settings. Nil leaves a matter to them.
public struct PasswordResetOptions: Hashable, Sendable {
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
}

/// What becomes of a user's other sessions when the password is replaced.
public struct PasswordReplaceOptions: Hashable, Sendable {
    /// Ends the user's other sessions.
    public var revokeOtherSessions: Bool?
    /// Which kinds of session to end, when the others are ended.
    public var revokeOtherSessionsTypes: [String]?

    /// Says what is to be different from the project's settings.
    public init(revokeOtherSessions: Bool? = nil, revokeOtherSessionsTypes: [String]? = nil) {
        self.revokeOtherSessions = revokeOtherSessions
        self.revokeOtherSessionsTypes = revokeOtherSessionsTypes
    }
}
