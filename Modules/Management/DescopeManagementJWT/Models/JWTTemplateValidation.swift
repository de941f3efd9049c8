public import DescopeCore

/// What the service says about a template.
public struct JWTTemplateValidation: JSONModel, Hashable {
    /// Whether the template can be used; false when the service does not say.
    public var isValid = false
    /// What is wrong with the template.
    public var issues: [Issue] = []

    /// Makes an empty result.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("valid", \.isValid)
        $0("issues", \.issues)
    }

    /// Something that is wrong with a template.
    public struct Issue: JSONModel, Hashable {
        /// The value of the template that it is about.
        public var field: String?
        /// The service's code for it.
        public var code: String?
        /// What is wrong.
        public var message: String?
        /// What to do.
        public var hint: String?

        /// Makes an empty issue.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("field", \.field)
            $0("code", \.code)
            $0("message", \.message)
            $0("hint", \.hint)
        }
    }
}
