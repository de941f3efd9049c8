public import DescopeCore

/// The values of a list that is created.
public struct NewList: JSONModel, Hashable {
    /// The name, which is unique in the project.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// What the list contains.
    public var content = ListContent(.texts)

    /// Makes the values of a new list.
    public init(_ name: String, _ content: ListContent, description: String? = nil) {
        self.name = name
        self.content = content
        self.description = description
    }

    /// The members in JSON.
    public static let members = Members(Self("", ListContent(.texts))) {
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0(all: \.content)
    }
}
