public import DescopeCore

/// The details of a user who signs up. All of them are optional.
public struct SignUpUser: JSONModel, Hashable {
    /// The full name, for display.
    public var name: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The email address.
    public var email: String?
    /// The phone number in E.164 format, for example `+12025550143`.
    public var phone: String?
    /// The email address with which the user can recover the account. This and ``recoveryPhone`` are known from
    /// management operations only (sign-ups without a proof, embedded links); no other SDK sends them.
    public var recoveryEmail: String?
    /// The phone number with which the user can recover the account.
    public var recoveryPhone: String?

    /// Makes a user with these details.
    public init(
        name: String? = nil,
        givenName: String? = nil,
        middleName: String? = nil,
        familyName: String? = nil,
        email: String? = nil,
        phone: String? = nil,
        recoveryEmail: String? = nil,
        recoveryPhone: String? = nil
    ) {
        self.name = name
        self.givenName = givenName
        self.middleName = middleName
        self.familyName = familyName
        self.email = email
        self.phone = phone
        self.recoveryEmail = recoveryEmail
        self.recoveryPhone = recoveryPhone
    }

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("name", \.name)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("email", \.email)
        $0("phone", \.phone)
        $0("recoveryEmail", \.recoveryEmail)
        $0("recoveryPhone", \.recoveryPhone)
    }
}

extension SignUpUser {
    /// The address for a message to the new user: the one for the method, or else the login id.
    package func address(for method: DeliveryMethod, loginId: String) -> String {
        let known = (method == .email ? email : phone) ?? ""
        return known.isEmpty ? loginId : known
    }

    /// The same user with this address for the method.
    package func reached(at address: String, by method: DeliveryMethod) -> SignUpUser {
        var user = self
        if method == .email { user.email = address } else { user.phone = address }
        return user
    }
}
