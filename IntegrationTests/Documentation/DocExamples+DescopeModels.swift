import DescopeCore
import DescopeModels

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// The JSON response that a mobile app gets after a sign-in.
    struct SignedIn: Encodable {
        let sessionJwt: String
        let refreshJwt: String?
        let name: String
        let isNew: Bool

        init(_ response: SignInResponse) {
            sessionJwt = response.sessionJwt.reveal()
            refreshJwt = response.refreshJwt?.reveal()
            name = response.user?.name ?? response.user?.loginIds.first ?? ""
            isNew = response.firstSeen ?? false
        }
    }

    /// Requests a second factor, with the message in German.
    let options = LoginOptions(mfa: true, locale: "de")
    _ = options
}
