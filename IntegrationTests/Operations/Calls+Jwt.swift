import Descope

extension Call {
    static let jwt: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedJwt: [Unbounded] = []
}

extension Model {
    static let jwt: [Model] = []
}
