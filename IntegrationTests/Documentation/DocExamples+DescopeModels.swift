import DescopeCore
import DescopeModels

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// What a mobile app gets after a sign-in, as JSON.
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

    /// Asks for a second factor, in the user's language.
    let options = LoginOptions(mfa: true, locale: "de")
    _ = options
}
