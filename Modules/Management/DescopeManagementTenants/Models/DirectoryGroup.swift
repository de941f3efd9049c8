public import DescopeCore

/// A group of users, as a tenant's identity provider has sent it.
public struct DirectoryGroup: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name, for display.
    public var displayName: String?
    /// The members; empty where a response leaves them out.
    public var users: [Member] = []
    /// How the service learned of the group.
    public var source: Source?
    /// The SSO configuration that the group belongs to; `default_ssoid` is the tenant's default one.
    public var ssoId: String?

    /// Makes an empty group.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("display", \.displayName)
        $0("members", \.users)
        $0("source", \.source)
        $0("ssoId", \.ssoId)
    }

    /// A user in a group.
    public struct Member: JSONModel, Hashable {
        /// One of the user's login ids.
        public var loginId: String?
        /// The user's id.
        public var userId: String?
        /// The user's name, for display.
        public var displayName: String?

        /// Makes an empty member.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("loginId", \.loginId)
            $0("userId", \.userId)
            $0("display", \.displayName)
        }
    }

    /// How the service learned of a group. The set is open: the service may add values.
    public struct Source: JSONName {
        /// The service's name for it.
        public let rawValue: String

        /// Takes the service's name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The identity provider has sent the group by SCIM.
        public static let scim = Self(rawValue: "scim")
        /// The group was among the attributes of a user who signed in with SSO.
        public static let jit = Self(rawValue: "jit")
    }
}
