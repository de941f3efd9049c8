public import DescopeCore

/// What is known of a user who signs up. All of it is optional.
public struct SignUpUser: JSONModel, Hashable {
    /// The whole name, as it is shown.
    public var name: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The e-mail address.
    public var email: String?
    /// The phone number, with its country code: `+12025550143`.
    public var phone: String?

    /// Says what is known.
    public init(
        name: String? = nil,
        givenName: String? = nil,
        middleName: String? = nil,
        familyName: String? = nil,
        email: String? = nil,
        phone: String? = nil
    ) {
        self.name = name
        self.givenName = givenName
        self.middleName = middleName
        self.familyName = familyName
        self.email = email
        self.phone = phone
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("email", \.email)
        $0("phone", \.phone)
    }
}

extension SignUpUser {
    /// Where a message to the new user goes: to the address that is known for the method, or else to the login id.
    package func address(for method: DeliveryMethod, loginId: String) -> String {
        let known = (method == .email ? email : phone) ?? ""
        return known.isEmpty ? loginId : known
    }

    /// The same user, with that address.
    package func reached(at address: String, by method: DeliveryMethod) -> SignUpUser {
        var user = self
        if method == .email { user.email = address } else { user.phone = address }
        return user
    }
}
