public import DescopeCore

/// The claims that a scope of OAuth adds to tokens.
public struct ScopeClaims: JSONModel, Hashable {
    /// The scope.
    public var scope = ""
    /// The claims, by name: fixed strings, or templates in double braces such as `{{user.name}}`.
    public var claims: [String: String] = [:]
    /// A description.
    public var description: String?

    /// Makes the claims of a scope.
    public init(_ scope: String, claims: [String: String], description: String? = nil) {
        self.scope = scope
        self.claims = claims
        self.description = description
    }

    /// The members in JSON.
    public static let members = Members(Self("", claims: [:])) {
        $0("scope", \.scope, required: false, needsText: true)
        $0("claims", \.claims)
        $0("description", \.description)
    }
}
