import Descope

extension Call {
    static let users: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedUsers: [Unbounded] = []
}

extension Model {
    static let users: [Model] = []
}
