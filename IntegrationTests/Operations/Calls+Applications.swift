import Descope

extension Call {
    static let applications: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedApplications: [Unbounded] = []
}

extension Model {
    static let applications: [Model] = []
}
