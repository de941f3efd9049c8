public import DescopeCore

/// A flow of the project, without its contents.
public struct FlowMetadata: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name, which the console shows.
    public var name: String?
    /// A description, which the console shows.
    public var description: String?
    /// Whether the flow cannot be run.
    public var isDisabled = false

    /// Makes an empty flow.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("description", \.description)
        $0("disabled", \.isDisabled)
    }
}
