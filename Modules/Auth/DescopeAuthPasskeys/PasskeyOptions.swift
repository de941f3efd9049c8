public import DescopeCore

/// How a passkey is created or used. Nil leaves a setting to the project.
public struct PasskeyOptions: JSONModel, Hashable {
    /// Which authenticators may create the passkey. For creation only.
    public var authenticatorSelection: AuthenticatorSelection?
    /// How much the authenticator discloses about itself. For creation only. It may disclose less than requested, or
    /// nothing.
    public var attestation: Attestation?
    /// Whether the authenticator verifies the user, by fingerprint, face or PIN. For use only.
    public var userVerification: UserVerification?
    /// WebAuthn extensions to request, as a JSON object in a string.
    public var extensionsJSON: String?

    /// Makes options; those left out are the project's.
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

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("authenticatorSelection", \.authenticatorSelection)
        $0("attestation", \.attestation)
        $0("userVerification", \.userVerification)
        $0("extensionsJSON", \.extensionsJSON)
    }

    /// Which authenticators may create a passkey.
    public struct AuthenticatorSelection: JSONModel, Hashable {
        /// Whether the authenticator is part of the device.
        public var authenticatorAttachment: Attachment?
        /// Whether the authenticator stores the passkey, so that it can be used without a login id.
        public var residentKey: ResidentKey?
        /// Whether the authenticator verifies the user, by fingerprint, face or PIN.
        public var userVerification: UserVerification?

        /// Makes a selection; what is left out is the project's.
        public init(
            authenticatorAttachment: Attachment? = nil,
            residentKey: ResidentKey? = nil,
            userVerification: UserVerification? = nil
        ) {
            self.authenticatorAttachment = authenticatorAttachment
            self.residentKey = residentKey
            self.userVerification = userVerification
        }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("authenticatorAttachment", \.authenticatorAttachment)
            $0("residentKey", \.residentKey)
            $0("userVerification", \.userVerification)
        }
    }

    /// Where an authenticator is. Open: the service may know other values.
    public struct Attachment: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes an attachment from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Any authenticator.
        public static let any = Self(rawValue: "any")
        /// Built into the device, as in phones and laptops.
        public static let platform = Self(rawValue: "platform")
        /// Separate from the device, such as a security key or a phone nearby.
        public static let crossPlatform = Self(rawValue: "crossplatform")
    }

    /// Whether the authenticator stores the passkey. Open: the service may know other values.
    public struct ResidentKey: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes a requirement from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Discouraged: a passkey that is not stored is preferred.
        public static let discouraged = Self(rawValue: "discouraged")
        /// Preferred, where the authenticator can store it.
        public static let preferred = Self(rawValue: "preferred")
        /// Required.
        public static let required = Self(rawValue: "required")
    }

    /// How much an authenticator discloses about itself. Open: the service may know other values.
    public struct Attestation: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes an attestation from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing.
        public static let none = Self(rawValue: "none")
        /// Its model; the browser may anonymize the statement.
        public static let indirect = Self(rawValue: "indirect")
        /// Its model, in the authenticator's own statement: certified by its maker, or signed with the new passkey's
        /// key (self attestation).
        public static let direct = Self(rawValue: "direct")
    }

    /// Whether the authenticator verifies the user. Open: the service may know other values.
    public struct UserVerification: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes a requirement from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Discouraged.
        public static let discouraged = Self(rawValue: "discouraged")
        /// Preferred, where the authenticator is able to.
        public static let preferred = Self(rawValue: "preferred")
        /// Required.
        public static let required = Self(rawValue: "required")
    }
}
