import Descope

extension Call {
    static let flowSettings: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedFlows: [Unbounded] = []
}

extension Model {
    static let flows: [Model] = []
}
