public import DescopeCore
import DescopeHTTP
import DescopeModels

/// A key for an authenticator app, in three forms. Each form is enough to compute the user's codes, so none is printed.
public struct TOTPResponse: JSONModel {
    /// The key in base32, to be typed in.
    public package(set) var key = Secret("")

    /// The key as a link that opens an authenticator app: `otpauth://totp/…`.
    public package(set) var provisioningURL = Secret("")

    /// The link as a QR image (PNG). Nil when the response has no readable image: draw ``provisioningURL`` instead.
    public package(set) var image: [UInt8]?

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("key", \.key, required: true)
        $0("provisioningURL", \.provisioningURL, required: true)
        $0("image", \.image, as: .image)
    }
}

extension TOTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { key.description }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` prints nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension ResponseForm<[Secret]> {
    /// Recovery codes, each in an object of its own.
    ///
    /// Strict: the codes from before are revoked by now, so neither a code nor all of them may be lost
    /// silently.
    static var recoveryCodes: Self {
        Self { response, _, _ in
            let codes = try [String: JSONValue](json: response.body)["codes"] ?? .null
            guard let list = codes.arrayValue, !list.isEmpty else {
                throw JSONFailure("expected a list of codes", at: 0).inside("codes")
            }
            return try list.map { element in
                guard let code = element["code"]?.stringValue, !code.isEmpty else {
                    throw JSONFailure("expected an object with a code", at: 0).inside("codes")
                }
                return Secret(code)
            }
        }
    }
}
