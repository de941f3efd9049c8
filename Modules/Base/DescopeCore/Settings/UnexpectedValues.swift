/// What a response had in it that was not as the API documents it, and that was read as absent: a number where a string
/// is expected, a null in a list, an element of a list without its required members.
///
/// It holds names alone, never a value of the response. See ``DescopeConfiguration/onUnexpectedValues``.
public struct UnexpectedValues: Hashable, Sendable {
    /// The operation's name, for example `users.search`.
    public let operation: String

    /// How many values there were.
    public let count: Int

    /// Where the first of them were, at most 16, as type and member: `UserProfile.email`.
    public let members: [String]

    package init(operation: String, count: Int, members: [String]) {
        self.operation = operation
        self.count = count
        self.members = members
    }
}
