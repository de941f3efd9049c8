public import DescopeCore

/// A flow in the older form, with its screens beside it. Both are opaque: keep all of them.
public struct FlowWithScreens: JSONModel, Hashable {
    /// The flow; its members `id`, `name` and `dsl` are always there.
    public var flow: [String: JSONValue] = [:]
    /// The screens.
    public var screens: [JSONValue] = []

    /// Makes a flow.
    public init(flow: [String: JSONValue], screens: [JSONValue]) {
        self.flow = flow
        self.screens = screens
    }

    /// The members in JSON.
    public static let members = Members(Self(flow: [:], screens: [])) {
        $0("flow", \.flow, required: true)
        $0("screens", \.screens)
    }
}
