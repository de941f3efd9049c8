public import DescopeCore

/// Where a code or link was sent, with most of it hidden: safe to show.
public struct MaskedAddress: JSONModel, Hashable {
    /// The e-mail address: `a***@example.com`.
    public var maskedEmail: String?
    /// The phone number: `+1******43`.
    public var maskedPhone: String?

    /// Makes an address.
    public init(maskedEmail: String? = nil, maskedPhone: String? = nil) {
        self.maskedEmail = maskedEmail
        self.maskedPhone = maskedPhone
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("maskedEmail", \.maskedEmail)
        $0("maskedPhone", \.maskedPhone)
    }

    /// Whichever of the two it was.
    public var address: String? { maskedEmail ?? maskedPhone }
}
