import Descope

extension Call {
    static let lists: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedLists: [Unbounded] = []
}

extension Model {
    static let lists: [Model] = []
}
