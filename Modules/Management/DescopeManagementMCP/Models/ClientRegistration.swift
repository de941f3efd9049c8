public import DescopeCore

/// How clients register themselves (Dynamic Client Registration, RFC 7591).
public struct DynamicClientRegistration: JSONModel, Hashable {
    /// Whether they may.
    public var isEnabled: Bool?
    /// Whether a client that registers without scopes does not get the approved ones.
    public var disablesApprovedScopesAsDefault: Bool?
    /// The flow that users of such clients pass.
    public var flowId: String?

    /// Makes settings.
    public init(isEnabled: Bool? = nil, disablesApprovedScopesAsDefault: Bool? = nil, flowId: String? = nil) {
        self.isEnabled = isEnabled
        self.disablesApprovedScopesAsDefault = disablesApprovedScopesAsDefault
        self.flowId = flowId
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("disableApprovedScopesAsDefault", \.disablesApprovedScopesAsDefault)
        $0("flowId", \.flowId, needsText: true)
    }
}

/// Whether clients are known by a document at a URL of theirs, which is their client id (Client ID Metadata Document).
public struct CIMDSettings: JSONModel, Hashable {
    /// Whether they are.
    public var isEnabled: Bool?
    /// The domains that such URLs may have.
    public var domainPolicies: DomainPolicies?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - isEnabled: Whether clients are known by such documents.
    ///   - domainPolicies: The domains that their URLs may have.
    public init(isEnabled: Bool? = nil, domainPolicies: [DomainPolicy]? = nil) {
        self.isEnabled = isEnabled
        self.domainPolicies = domainPolicies.map { DomainPolicies($0) }
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("domainPolicies", \.domainPolicies)
    }

    /// The domains that URLs of clients may have.
    public struct DomainPolicies: JSONModel, Hashable {
        /// The policies.
        public var policies: [DomainPolicy] = []

        /// Makes a list of policies.
        public init(_ policies: [DomainPolicy]) { self.policies = policies }

        /// The members in JSON.
        public static let members = Members(Self([])) { $0("policies", \.policies) }
    }

    /// Whether URLs of clients may have a domain.
    public struct DomainPolicy: JSONModel, Hashable {
        /// The domain, or a pattern for several.
        public var domainPattern = ""
        /// Whether the policy is in effect.
        public var isEnabled: Bool?

        /// Makes a policy.
        public init(_ domainPattern: String, isEnabled: Bool? = nil) {
            self.domainPattern = domainPattern
            self.isEnabled = isEnabled
        }

        /// The members in JSON.
        public static let members = Members(Self("")) {
            $0("domainPattern", \.domainPattern, required: false, needsText: true)
            $0("enabled", \.isEnabled)
        }
    }
}
