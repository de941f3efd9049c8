import Descope

extension Call {
    static let accessKeys: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedAccessKeys: [Unbounded] = []
}

extension Model {
    static let accessKeys: [Model] = []
}
