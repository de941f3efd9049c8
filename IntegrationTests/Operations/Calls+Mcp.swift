import Descope

extension Call {
    static let mcp: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedMcp: [Unbounded] = []
}

extension Model {
    static let mcp: [Model] = []
}
