import DescopeCore
import DescopeHTTP
import DescopeModels

extension ResponseForm<SignInResponse?> {
    /// The response to a new passkey: a session under `jwt` or in the body itself, its tokens there or in cookies, or
    /// no session. The body may be empty.
    static var update: Self {
        Self { response, names, oddities in
            let body = response.body.isEmpty ? Array("{}".utf8) : response.body
            let cookies = TokenCookies(of: response, names)
            if let signedIn = try Update(json: body, noting: &oddities).session?.with(cookies) { return signedIn }
            return try SignInResponse(json: body, noting: &oddities).with(cookies)
        }
    }
}

private struct Update: JSONModel {
    var session: SignInResponse?

    static let members = Members(Self()) { $0("jwt", \.session, as: .ifAny) }
}
