public import DescopeCore

/// A permission of the project.
public struct Permission: JSONModel, Hashable {
    /// The id.
    public var id: String?
    /// The name.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// Whether the service defines the permission for every project.
    public var isSystemDefault = false

    /// Makes an empty permission.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id)
        $0("name", \.name, required: false)
        $0("description", \.description)
        $0("systemDefault", \.isSystemDefault)
    }
}
