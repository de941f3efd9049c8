/// How a code or link is delivered to the user. The set is open: the service may support other methods.
public struct DeliveryMethod: RawRepresentable, Hashable, Sendable {
    /// The service's name for the method.
    public let rawValue: String

    /// Makes a method from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// By email.
    public static let email = Self(rawValue: "email")
    /// By text message.
    public static let sms = Self(rawValue: "sms")
    /// By a phone call in which the code is read aloud.
    public static let voice = Self(rawValue: "voice")
    /// By WhatsApp.
    public static let whatsapp = Self(rawValue: "whatsapp")
    /// By instant message.
    public static let im = Self(rawValue: "im")
}

extension DeliveryMethod {
    /// The member of a sign-up request that contains the address for the message.
    package var addressMember: String {
        switch self {
        case .email, .voice, .whatsapp: rawValue
        default: "phone"
        }
    }
}
