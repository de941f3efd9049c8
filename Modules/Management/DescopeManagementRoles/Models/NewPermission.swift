public import DescopeCore

/// The values of a permission that is created.
public struct NewPermission: JSONModel, Hashable {
    /// The name, which is unique in the project.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?

    /// Makes the values of a new permission.
    public init(_ name: String, description: String? = nil) {
        self.name = name
        self.description = description
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("description", \.description)
    }
}
