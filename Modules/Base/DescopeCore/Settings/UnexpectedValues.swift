/// Values in a response that differ from the documented API and were read as absent: a number instead of a string, a
/// null in a list, or a list element without its required members.
///
/// It contains only names, never a value of the response. See ``DescopeConfiguration/onUnexpectedValues``.
public struct UnexpectedValues: Hashable, Sendable {
    /// The operation's name, for example `users.search`.
    public let operation: String

    /// The number of values.
    public let count: Int

    /// The places of the first values, at most 16, as type and member: `UserProfile.email`.
    public let members: [String]

    package init(operation: String, count: Int, members: [String]) {
        self.operation = operation
        self.count = count
        self.members = members
    }
}
