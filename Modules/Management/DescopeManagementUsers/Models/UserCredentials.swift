public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A passkey of a user.
public struct UserPasskey: JSONModel, Hashable {
    /// The passkey's id.
    public var id = ""
    /// The domain that the passkey is for.
    public var rpId: String?
    /// The kind of passkey.
    public var kind: String?
    /// A name, for display.
    public var displayName: String?
    /// When the passkey was registered. In JSON: seconds since 1970.
    public var createdAt: Date?

    /// Makes an empty passkey.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("rpId", \.rpId)
        $0("kind", \.kind)
        $0("displayName", \.displayName)
        $0("createdTime", \.createdAt, as: .epochSeconds)
    }
}

/// A device that a user has chosen to trust.
public struct UserTrustedDevice: JSONModel, Hashable {
    /// The device's id.
    public var id = ""
    /// The device's name, for display.
    public var name: String?
    /// The kind of device.
    public var deviceType: String?
    /// When the user last signed in on it. In JSON: seconds since 1970.
    public var lastSignedInAt: Date?
    /// When the trust ends. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// Where it was last seen.
    public var lastLocation: String?
    /// The user's id.
    public var userId: String?
    /// Whether it is the device of this request.
    public var isCurrentDevice = false

    /// Makes an empty device.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("deviceType", \.deviceType)
        $0("lastLoginTime", \.lastSignedInAt, as: .epochSeconds)
        $0("expirationTime", \.expiresAt, as: .epochSeconds)
        $0("lastLocation", \.lastLocation)
        $0("userId", \.userId)
        $0("isCurrentDevice", \.isCurrentDevice)
    }
}

/// The token that an OAuth provider has issued for a user.
public struct ProviderToken: JSONModel {
    /// The provider's name.
    public var provider = ""
    /// The user's id at the provider.
    public var providerUserId: String?
    /// The provider's access token.
    public var accessToken = Secret("")
    /// When the access token expires. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// What the token allows.
    public var scopes: [String] = []
    /// The provider's refresh token, when it was asked for.
    public var refreshToken: Secret?

    /// Makes an empty token.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("provider", \.provider, required: true)
        $0("providerUserId", \.providerUserId)
        $0("accessToken", \.accessToken, required: true)
        $0("expiration", \.expiresAt, as: .epochSeconds)
        $0("scopes", \.scopes)
        $0("refreshToken", \.refreshToken)
    }
}

/// A token with which a user can sign in or sign up: append it to a URL of your app.
public struct EmbeddedLink: JSONModel {
    /// The token, which `client.magicLink.verify` takes.
    public var token = Secret("")
    /// The user's email address, mostly hidden.
    public var maskedEmail: String?
    /// The user's phone number, mostly hidden.
    public var maskedPhone: String?

    /// Makes an empty link.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("token", \.token, required: true)
        $0("maskedEmail", \.maskedEmail)
        $0("maskedPhone", \.maskedPhone)
    }
}

/// The code that a test user would have been sent.
public struct TestUserOTP: JSONModel {
    /// The user's login id.
    public var loginId = ""
    /// The code.
    public var code = Secret("")

    /// Makes an empty code.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("loginId", \.loginId, required: false)
        $0("code", \.code, required: true)
    }
}

/// The link that a test user would have been sent.
public struct TestUserLink: JSONModel {
    /// The user's login id.
    public var loginId = ""
    /// The link; its query item `t` is the token.
    public var link = Secret("")
    /// Of an enchanted link, what fetches the session.
    public var pendingRef: Secret?

    /// Makes an empty link.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("loginId", \.loginId, required: false)
        $0("link", \.link, required: true)
        $0("pendingRef", \.pendingRef)
    }
}
