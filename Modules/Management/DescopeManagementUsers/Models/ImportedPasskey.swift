public import DescopeCore

/// A passkey that was registered with another service. Set one of the two forms.
public struct ImportedPasskey: JSONModel, Hashable {
    /// The passkey in the service's own form.
    public var descope: Credential?
    /// The passkey as Auth0 exports it.
    public var auth0: Auth0Credential?

    /// A passkey in the service's own form.
    public init(descope: Credential) { self.descope = descope }

    /// A passkey as Auth0 exports it.
    public init(auth0: Auth0Credential) { self.auth0 = auth0 }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("descope", \.descope)
        $0("auth0", \.auth0)
    }

    /// A passkey in the service's own form.
    public struct Credential: JSONModel, Hashable {
        /// The credential's id.
        public var credentialId: String?
        /// The domain that the passkey is for.
        public var rpId: String?
        /// The public key, in standard base64.
        public var publicKey: String?
        /// The type of attestation.
        public var attestationType: String?
        /// The id of the authenticator's model.
        public var aaguid: String?
        /// The ways to reach the authenticator.
        public var transports: [String]?
        /// Whether the passkey may be backed up.
        public var isBackupEligible: Bool?
        /// Whether the passkey is backed up.
        public var isBackedUp: Bool?

        /// Makes a credential.
        public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("credentialId", \.credentialId)
            $0("rpId", \.rpId)
            $0("publicKey", \.publicKey)
            $0("attestationType", \.attestationType)
            $0("aaguid", \.aaguid)
            $0("transports", \.transports)
            $0("backupEligible", \.isBackupEligible)
            $0("backupState", \.isBackedUp)
        }
    }

    /// A passkey as Auth0 exports it.
    public struct Auth0Credential: JSONModel, Hashable {
        /// The credential's id.
        public var keyId: String?
        /// The domain that the passkey is for.
        public var rpId: String?
        /// The public key, in standard base64.
        public var publicKey: String?
        /// The id of the authenticator's model.
        public var aaguid: String?
        /// The ways to reach the authenticator.
        public var transports: [String]?
        /// Whether the passkey may be on several devices.
        public var credentialDeviceType: String?
        /// Whether the passkey is backed up.
        public var credentialBackedUp: Bool?
        /// The user's id in the passkey.
        public var userHandle: String?

        /// Makes a credential.
        public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("keyId", \.keyId)
            $0("rpId", \.rpId)
            $0("publicKey", \.publicKey)
            $0("aaguid", \.aaguid)
            $0("transports", \.transports)
            $0("credentialDeviceType", \.credentialDeviceType)
            $0("credentialBackedUp", \.credentialBackedUp)
            $0("userHandle", \.userHandle)
        }
    }
}
