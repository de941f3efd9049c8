public import DescopeCore

/// What a native app needs to ask the provider for a sign-in.
public struct OAuthNativeStart: JSONModel {
    /// The project's client id at the provider, when the service returns it.
    public package(set) var clientId: String?
    /// The state of this sign-in. Pass it to ``OAuthClient/finishNative(with:stateId:code:idToken:user:)``.
    public package(set) var stateId = Secret("")
    /// The nonce that the provider's id token has to contain, when there will be an id token.
    public package(set) var nonce: Secret?
    /// Whether the provider returns an id token instead of a code.
    public package(set) var implicit = false

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("clientId", \.clientId)
        $0("stateId", \.stateId, required: true)
        // An app that loses the nonce asks the provider for an id token that anyone may replay.
        $0("nonce", \.nonce, as: .strict)
        $0("implicit", \.implicit)
    }
}
