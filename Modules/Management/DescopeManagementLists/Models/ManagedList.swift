public import DescopeCore

/// A list of the project.
public struct ManagedList: JSONModel, Hashable {
    /// The id; nil for a list that is imported as a new one.
    public var id: String?
    /// The name, which is unique in the project.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// What the list contains.
    public var content = ListContent(.texts)

    /// Makes a list to import.
    ///
    /// - Parameters:
    ///   - id: The list's id; nil for a new one.
    ///   - name: The name.
    ///   - content: What the list contains.
    ///   - description: A description.
    public init(id: String? = nil, _ name: String, _ content: ListContent, description: String? = nil) {
        self.id = id
        self.name = name
        self.content = content
        self.description = description
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, needsText: true)
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description)
        $0(all: \.content)
    }
}
