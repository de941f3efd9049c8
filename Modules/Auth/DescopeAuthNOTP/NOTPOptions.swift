public import DescopeCore

/// The templates of a sign-in's messages. Nil uses the project's own.
public struct NOTPTemplates: JSONModel, Hashable {
    /// The template of the message that the user sends.
    public var verifyTemplateId: String?
    /// The template of the message that the user gets when the sign-in has succeeded.
    public var successTemplateId: String?
    /// The template of the message that the user gets when the sign-in has failed.
    public var errorTemplateId: String?

    /// Creates a set of templates.
    public init(verifyTemplateId: String? = nil, successTemplateId: String? = nil, errorTemplateId: String? = nil) {
        self.verifyTemplateId = verifyTemplateId
        self.successTemplateId = successTemplateId
        self.errorTemplateId = errorTemplateId
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("verifyTemplateId", \.verifyTemplateId)
        $0("successTemplateId", \.successTemplateId)
        $0("errorTemplateId", \.errorTemplateId)
    }
}

/// How a user's new phone number is verified by a message from it.
public struct NOTPUpdateOptions: JSONModel, Hashable {
    /// Whether the new number becomes a login id too.
    public var addToLoginIDs: Bool
    /// Which user remains when another user already has that login id: with true the other one, with false this one.
    /// Without effect unless ``addToLoginIDs`` is true.
    public var onMergeUseExisting: Bool
    /// Values for the templates' placeholders.
    public var templateOptions: [String: String]?
    /// The messaging provider to use instead of the project's.
    public var providerId: String?
    /// The language of the messages, for example `en-GB`.
    public var locale: String?

    /// Creates options. Those that are nil leave the choice to the project's settings.
    public init(
        addToLoginIDs: Bool = false,
        onMergeUseExisting: Bool = false,
        templateOptions: [String: String]? = nil,
        providerId: String? = nil,
        locale: String? = nil
    ) {
        self.addToLoginIDs = addToLoginIDs
        self.onMergeUseExisting = onMergeUseExisting
        self.templateOptions = templateOptions
        self.providerId = providerId
        self.locale = locale
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("addToLoginIDs", \.addToLoginIDs)
        $0("onMergeUseExisting", \.onMergeUseExisting)
        $0("templateOptions", \.templateOptions)
        $0("providerId", \.providerId)
        $0("locale", \.locale)
    }
}
