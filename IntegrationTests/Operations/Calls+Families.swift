import Descope

extension Call {
    static let families: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedFamilies: [Unbounded] = []
}

extension Model {
    static let families: [Model] = []
}
