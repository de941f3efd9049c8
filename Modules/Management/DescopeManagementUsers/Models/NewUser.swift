public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A user that is created with others: besides the values of a single one, a password and an authenticator app can be
/// brought from another system.
public struct NewUser: JSONModel {
    /// The id with which the user will sign in; when users are invited again, the user's id too.
    public var loginId = ""
    /// The user's values.
    public var details = UserDetails()
    /// The password. Either this or ``hashedPassword``.
    public var password: Secret?
    /// The hash of the password, as another system has stored it.
    public var hashedPassword: HashedPassword?
    /// The seed of the user's authenticator app, in base32.
    public var totpSeed: Secret?
    /// When the user was created. In JSON: seconds since 1970.
    public var createdAt: Date?

    /// Makes a user.
    ///
    /// - Parameters:
    ///   - loginId: The id with which the user will sign in.
    ///   - details: The user's values.
    ///   - password: The password.
    public init(
        _ loginId: String,
        _ details: UserDetails = UserDetails(),
        password: (any SecretConvertible)? = nil
    ) {
        self.loginId = loginId
        self.details = details
        self.password = password?.asSecret
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("loginId", \.loginId, required: true)
        $0(all: \.details)
        $0("password", \.password)
        $0("hashedPassword", \.hashedPassword)
        $0("seed", \.totpSeed)
        $0("createdTime", \.createdAt, as: .epochSeconds)
    }
}
