/// How a code or link reaches the user. Open: the service may know more ways than these.
public struct DeliveryMethod: RawRepresentable, Hashable, Sendable {
    /// The method as the service writes it.
    public let rawValue: String

    /// Makes a method from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// By e-mail.
    public static let email = Self(rawValue: "email")
    /// By text message.
    public static let sms = Self(rawValue: "sms")
    /// By a call that reads the code out.
    public static let voice = Self(rawValue: "voice")
    /// By WhatsApp.
    public static let whatsapp = Self(rawValue: "whatsapp")
    /// By instant message.
    public static let im = Self(rawValue: "im")
}

extension DeliveryMethod {
    /// The member of a sign-up that says where the message goes.
    package var addressMember: String {
        switch self {
        case .email, .voice, .whatsapp: rawValue
        default: "phone"
        }
    }
}
