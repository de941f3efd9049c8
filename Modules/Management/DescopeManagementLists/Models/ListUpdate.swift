public import DescopeCore

/// All values of a list, to replace the present ones.
public struct ListUpdate: JSONModel, Hashable {
    /// The id of the list that is updated.
    public var id = ""
    /// The name, which is unique in the project.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// What the list contains.
    public var content = ListContent(.texts)

    /// Makes the values of a list.
    public init(_ id: String, name: String, _ content: ListContent, description: String? = nil) {
        self.id = id
        self.name = name
        self.content = content
        self.description = description
    }

    /// Begins with all values that a list has now.
    public init(_ list: ManagedList) {
        self.init(list.id ?? "", name: list.name, list.content, description: list.description)
    }

    /// The members in JSON.
    public static let members = Members(Self("", name: "", ListContent(.texts))) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0(all: \.content)
    }
}
