public import DescopeCore
public import DescopeModels

/// How a user is invited. Nil leaves a setting to the project.
public struct Invitation: JSONModel, Hashable {
    /// The page that the message's link leads to.
    public var url: String?
    /// Whether an email is sent.
    public var sendsEmail: Bool?
    /// Whether a text message is sent.
    public var sendsSMS: Bool?
    /// The message's template.
    public var templateId: String?
    /// Values for the template.
    public var templateOptions: [String: String]?
    /// The message's language, for example `de`.
    public var locale: String?

    /// Makes an invitation.
    public init(
        url: String? = nil,
        sendsEmail: Bool? = nil,
        sendsSMS: Bool? = nil,
        templateId: String? = nil,
        templateOptions: [String: String]? = nil,
        locale: String? = nil
    ) {
        self.url = url
        self.sendsEmail = sendsEmail
        self.sendsSMS = sendsSMS
        self.templateId = templateId
        self.templateOptions = templateOptions
        self.locale = locale
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("inviteUrl", \.url)
        $0("sendMail", \.sendsEmail)
        $0("sendSMS", \.sendsSMS)
        $0("templateId", \.templateId)
        $0("templateOptions", \.templateOptions)
        $0("locale", \.locale)
    }
}

/// A user who was invited.
public struct InvitedUser: JSONModel, Hashable {
    /// The user.
    public var user = UserProfile()
    /// Whether the invitation has created the user: false when the user was invited before. Nil when the service does
    /// not return it; it is from the service's published description.
    public var isNew: Bool?

    /// Makes an empty user.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("user", \.user, required: true)
        $0("created", \.isNew)
    }
}
