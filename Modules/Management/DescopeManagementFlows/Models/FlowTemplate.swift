public import DescopeCore

/// A template that flows can be made from. Its contents are opaque.
public struct FlowTemplate: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name: String?
    /// A description.
    public var description: String?
    /// What the flow does.
    public var dsl: [String: JSONValue] = [:]
    /// The screens.
    public var screens: [JSONValue] = []
    /// The sign-in methods that the flow offers.
    public var methods: [String] = []
    /// Tags.
    public var tags: [String] = []
    /// Words that the template is found by.
    public var keywords: [String] = []
    /// When the template was last changed. The service does not document the unit.
    public var modifiedTime: String?
    /// What changes with each version of the template.
    public var etag: String?

    /// Makes an empty template.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("description", \.description)
        $0("dsl", \.dsl)
        $0("screens", \.screens)
        $0("methods", \.methods)
        $0("tags", \.tags)
        $0("keywords", \.keywords)
        $0("modifiedTime", \.modifiedTime)
        $0("etag", \.etag)
    }
}

/// A widget of the project: a flow that a page embeds, for example to manage users.
public struct FlowWidget: JSONModel, Hashable {
    /// The id.
    public var widgetId = ""
    /// The name.
    public var name: String?
    /// The type of widget.
    public var type: String?
    /// Whether the widget cannot be used.
    public var isDisabled = false

    /// Makes an empty widget.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("widgetId", \.widgetId, required: true)
        $0("name", \.name)
        $0("type", \.type)
        $0("disabled", \.isDisabled)
    }
}
