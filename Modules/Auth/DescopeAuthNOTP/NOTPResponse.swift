public import DescopeCore
import DescopeModels

/// The response of an operation that begins a sign-in by message.
public struct NOTPResponse: JSONModel {
    /// The reference that fetches the session once the message has been sent. Keep it on the server: anyone who has it
    /// gets the session.
    public package(set) var pendingRef = Secret("")

    /// The link that opens WhatsApp with the message to send. Show it to this user only.
    public package(set) var redirectURL = Secret("")

    /// The link as a QR image, for users whose phone is another device. Nil when the response has no readable image.
    public package(set) var image: [UInt8]?

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("pendingRef", \.pendingRef, required: true)
        $0("redirectUrl", \.redirectURL, required: true)
        $0("image", \.image, as: .image)
    }
}

// The image contains the link, so nothing of a response is printed.
extension NOTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { pendingRef.description }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` prints nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
