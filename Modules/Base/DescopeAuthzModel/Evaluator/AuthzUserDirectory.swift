/// The users of a project, for relations whose right side is a query.
public protocol AuthzUserDirectory: Sendable {
    /// Whether a user matches a query.
    func isUser(_ id: String, matching query: AuthzUserQuery) -> Bool

    /// The ids of all users that match a query.
    func users(matching query: AuthzUserQuery) -> [String]
}
