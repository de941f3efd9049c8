/// Which templates the messages of a sign-in use. Nil is the project's own.
public struct NOTPTemplates: Encodable, Hashable, Sendable {
    /// For the message that the user sends.
    public var verifyTemplateId: String?
    /// For the answer to a sign-in that worked.
    public var successTemplateId: String?
    /// For the answer to one that did not.
    public var errorTemplateId: String?

    /// Says which templates to use.
    public init(verifyTemplateId: String? = nil, successTemplateId: String? = nil, errorTemplateId: String? = nil) {
        self.verifyTemplateId = verifyTemplateId
        self.successTemplateId = successTemplateId
        self.errorTemplateId = errorTemplateId
    }
}

/// How a user's new phone number is proven by a message from it.
public struct NOTPUpdateOptions: Hashable, Sendable {
    /// Makes the new number a login id too.
    public var addToLoginIDs: Bool
    /// When another user has that login id: keeps that user and merges this one into it, instead of the other way
    /// round. Matters only with ``addToLoginIDs``.
    public var onMergeUseExisting: Bool
    /// Values for the templates' placeholders.
    public var templateOptions: [String: String]?
    /// The messaging provider to use.
    public var providerId: String?
    /// The language of the messages: `en-GB`.
    public var locale: String?

    /// Says what is to be different from the project's settings.
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
}
