public import DescopeCore

/// The address that a code or link was sent to, mostly masked, so that it is safe to show.
public struct MaskedAddress: JSONModel, Hashable {
    /// The email address: `a***@example.com`.
    public var maskedEmail: String?
    /// The phone number: `+1******43`.
    public var maskedPhone: String?

    /// Makes an address.
    public init(maskedEmail: String? = nil, maskedPhone: String? = nil) {
        self.maskedEmail = maskedEmail
        self.maskedPhone = maskedPhone
    }

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("maskedEmail", \.maskedEmail)
        $0("maskedPhone", \.maskedPhone)
    }

    /// The one of the two that is set.
    public var address: String? { maskedEmail ?? maskedPhone }
}
