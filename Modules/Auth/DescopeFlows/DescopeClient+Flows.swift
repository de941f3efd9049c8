@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Runs the project's flows step by step.
    public var flow: FlowClient { FlowClient(client: self) }
}
