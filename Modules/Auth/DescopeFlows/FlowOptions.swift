public import DescopeCore

/// Options for a flow. Nil leaves a setting to the flow.
public struct FlowOptions: Hashable, Sendable {
    /// Where the user returns to from another site.
    public var redirectURL: String?
    /// The tenant to sign in to.
    public var tenant: String?
    /// The language of screens and messages: `en-GB`.
    public var locale: String?
    /// Options that have no property here, by the service's names. A property takes precedence.
    public var others: [String: JSONValue]

    /// Makes options; those left out are the flow's.
    public init(
        redirectURL: String? = nil,
        tenant: String? = nil,
        locale: String? = nil,
        others: [String: JSONValue] = [:]
    ) {
        self.redirectURL = redirectURL
        self.tenant = tenant
        self.locale = locale
        self.others = others
    }

    /// The options by the service's names.
    var members: [String: JSONValue] {
        let named = ["redirectUrl": redirectURL, "tenant": tenant, "locale": locale]
        return others.merging(named.compactMapValues { $0.map(JSONValue.string) }) { $1 }
    }
}
