@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Running the project's flows step by step.
    public var flow: FlowClient { FlowClient(client: self) }
}
