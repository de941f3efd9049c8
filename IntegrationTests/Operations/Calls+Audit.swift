import Descope

extension Call {
    static let audit: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedAudit: [Unbounded] = []
}

extension Model {
    static let audit: [Model] = []
}
