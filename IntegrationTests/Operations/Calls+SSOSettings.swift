import Descope

extension Call {
    static let ssoSettings: [Call] = []

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedSsoSettings: [Unbounded] = []
}

extension Model {
    static let ssoSettings: [Model] = []
}
