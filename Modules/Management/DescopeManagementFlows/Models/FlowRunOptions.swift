public import DescopeCore
public import DescopeModels

/// Options for the run of a management flow. Nil leaves a setting to the flow.
///
/// ```swift
/// FlowRunOptions(input: ["email": "ada@example.com"], tenantId: "acme")
/// ```
public struct FlowRunOptions: JSONModel {
    /// Values that the flow starts with.
    public var input: FlowInput?
    /// Whether the flow's draft is run, and not its published version.
    public var isPreview: Bool?
    /// The tenant that the flow runs for.
    public var tenantId: String?

    /// Makes options.
    public init(input: FlowInput? = nil, isPreview: Bool? = nil, tenantId: String? = nil) {
        self.input = input
        self.isPreview = isPreview
        self.tenantId = tenantId
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("input", \.input)
        $0("preview", \.isPreview)
        $0("tenant", \.tenantId, needsText: true)
    }
}
