/// How a passkey is to be made or used. Nil leaves a matter to the project's settings.
public struct PasskeyOptions: Encodable, Hashable, Sendable {
    /// Which authenticators may make the passkey. For making one.
    public var authenticatorSelection: AuthenticatorSelection?
    /// How much the authenticator is to say of itself. For making one. It may say less than it is asked for, down to
    /// nothing.
    public var attestation: Attestation?
    /// Whether the authenticator has to know the user, by finger, face or PIN. For using one.
    public var userVerification: UserVerification?
    /// WebAuthn extensions to ask for, as the JSON text of an object.
    public var extensionsJSON: String?

    /// Says what is to be different from the project's settings.
    public init(
        authenticatorSelection: AuthenticatorSelection? = nil,
        attestation: Attestation? = nil,
        userVerification: UserVerification? = nil,
        extensionsJSON: String? = nil
    ) {
        self.authenticatorSelection = authenticatorSelection
        self.attestation = attestation
        self.userVerification = userVerification
        self.extensionsJSON = extensionsJSON
    }

    /// Which authenticators may make a passkey.
    public struct AuthenticatorSelection: Encodable, Hashable, Sendable {
        /// Whether it is part of the device or comes along.
        public var authenticatorAttachment: Attachment?
        /// Whether the authenticator keeps the passkey itself, so that it can be used without a login id.
        public var residentKey: ResidentKey?
        /// Whether the authenticator has to know the user, by finger, face or PIN.
        public var userVerification: UserVerification?

        /// Says what matters.
        public init(
            authenticatorAttachment: Attachment? = nil,
            residentKey: ResidentKey? = nil,
            userVerification: UserVerification? = nil
        ) {
            self.authenticatorAttachment = authenticatorAttachment
            self.residentKey = residentKey
            self.userVerification = userVerification
        }
    }

    /// Where an authenticator is. Open: the service may know more than these.
    public struct Attachment: RawRepresentable, Encodable, Hashable, Sendable {
        /// The name as the service writes it.
        public let rawValue: String

        /// Makes one from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Wherever it is.
        public static let any = Self(rawValue: "any")
        /// Part of the device: a phone's or a laptop's own.
        public static let platform = Self(rawValue: "platform")
        /// Apart from the device: a security key, a phone nearby.
        public static let crossPlatform = Self(rawValue: "crossplatform")
    }

    /// Whether the authenticator keeps the passkey itself. Open: the service may know more than these.
    public struct ResidentKey: RawRepresentable, Encodable, Hashable, Sendable {
        /// The name as the service writes it.
        public let rawValue: String

        /// Makes one from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Rather not.
        public static let discouraged = Self(rawValue: "discouraged")
        /// If it can.
        public static let preferred = Self(rawValue: "preferred")
        /// It must.
        public static let required = Self(rawValue: "required")
    }

    /// How much an authenticator says of itself. Open: the service may know more than these.
    public struct Attestation: RawRepresentable, Encodable, Hashable, Sendable {
        /// The name as the service writes it.
        public let rawValue: String

        /// Makes one from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing.
        public static let none = Self(rawValue: "none")
        /// What its kind is, perhaps in the browser's words.
        public static let indirect = Self(rawValue: "indirect")
        /// What its kind is, in its own words: certified by its maker, or signed with the new passkey's key alone (self
        /// attestation).
        public static let direct = Self(rawValue: "direct")
    }

    /// Whether the authenticator has to know the user. Open: the service may know more than these.
    public struct UserVerification: RawRepresentable, Encodable, Hashable, Sendable {
        /// The name as the service writes it.
        public let rawValue: String

        /// Makes one from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Rather not.
        public static let discouraged = Self(rawValue: "discouraged")
        /// If it can.
        public static let preferred = Self(rawValue: "preferred")
        /// It must.
        public static let required = Self(rawValue: "required")
    }
}
