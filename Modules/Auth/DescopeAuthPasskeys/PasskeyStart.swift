public import DescopeCore

/// The response to a start: what the browser has to do, and the id that the finish takes.
public struct PasskeyStart: JSONModel {
    /// The id of this start, for the finish. Give it to the user's browser only: where a passkey is created, anyone who
    /// has it and ``options`` can add a passkey of their own.
    public package(set) var transactionId = Secret("")

    /// The options for the browser's `navigator.credentials`, as JSON. Bytes in it are base64url strings.
    public package(set) var options = ""

    /// Whether the browser creates a passkey (`navigator.credentials.create`) or uses one
    /// (`navigator.credentials.get`).
    ///
    /// After ``PasskeyClient/startSignUpOrIn(loginId:origin:options:passkeyOptions:)`` it selects the finish:
    /// ``PasskeyClient/finishSignUp(transactionId:response:)`` when true,
    /// ``PasskeyClient/finishSignIn(transactionId:response:)`` when false.
    public package(set) var createsPasskey = false

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("transactionId", \.transactionId)
        $0("options", \.options)
        // It selects the finish: read as false, a malformed value would send a new user to the wrong one.
        $0("create", \.createsPasskey, strict: true)
    }
}
