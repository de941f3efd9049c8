import Descope

extension Call {
    static let tenants: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedTenants: [Unbounded] = []
}

extension Model {
    static let tenants: [Model] = []
}
