public import DescopeCore

/// What the service answers to a start: what the browser is to do, and what the finish names it by.
public struct PasskeyStart: Decodable, Sendable {
    /// Names this start in the finish. Give it to nobody but the user's browser: where a passkey is to be made, whoever
    /// knows it and ``options`` can add one of their own.
    public let transactionId: Secret

    /// What the browser's `navigator.credentials` is called with, as JSON text. The bytes in it are base64url.
    public let options: String

    /// Whether the browser has to make a passkey (`navigator.credentials.create`) or to use one
    /// (`navigator.credentials.get`).
    ///
    /// After ``PasskeyClient/startSignUpOrIn(loginId:origin:options:passkeyOptions:)`` it says how to go on: with
    /// ``PasskeyClient/finishSignUp(transactionId:response:)`` or with
    /// ``PasskeyClient/finishSignIn(transactionId:response:)``.
    public let createsPasskey: Bool

    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        transactionId = try container.decode(Secret.self, forKey: .transactionId)
        options = try container.decode(String.self, forKey: .options)
        createsPasskey = try container.decodeIfPresent(Bool.self, forKey: .create) ?? false
    }

    private enum Key: String, CodingKey {
        case transactionId, options, create
    }
}
