import Descope

extension Call {
    static let project: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedProject: [Unbounded] = []
}

extension Model {
    static let project: [Model] = []
}
