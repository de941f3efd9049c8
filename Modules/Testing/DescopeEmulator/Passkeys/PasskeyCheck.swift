import DescopeCore
package import DescopeCrypto

/// A passkey that somebody registered.
package struct RegisteredPasskey: Sendable {
    /// Its id.
    package let id: [UInt8]
    /// What its signatures are made with.
    package let algorithm: SignatureAlgorithm
    let verifier: any SignatureVerifier
    let isBackupEligible: Bool
    /// The counter's newest value.
    package var signCount: UInt32

    /// Whether it has signed what an authenticator said, and what the browser said.
    fileprivate func hasSigned(
        _ data: [UInt8],
        _ clientData: [UInt8],
        _ signature: [UInt8]
    ) throws(EmulatorRefusal) -> Bool {
        // Verifiers take ECDSA's as two numbers; it comes in DER.
        guard let signature = algorithm == .es256 ? ECDSASignature.raw(fromDER: signature, on: .p256) : signature
        else { return false }
        return verifier.isValid(signature: signature, for: data + (try sha256(clientData)))
    }
}

/// What an answer has to be like: the relying party's checks (W3C Web Authentication Level 3, §7).
package struct PasskeyCheck: Sendable {
    let challenge: [UInt8]
    let origin: String
    /// The site that the passkey is for.
    let site: String
    let requiresUserVerification: Bool
    /// Whether the authenticator of a new passkey may say what it is.
    let asksForAttestation: Bool

    package init(
        challenge: [UInt8],
        origin: String,
        site: String,
        requiresUserVerification: Bool,
        asksForAttestation: Bool
    ) {
        self.challenge = challenge
        self.origin = origin
        self.site = site
        self.requiresUserVerification = requiresUserVerification
        self.asksForAttestation = asksForAttestation
    }

    /// The passkey that was made (§7.1).
    package func newPasskey(_ answer: PasskeyAnswer) throws(EmulatorRefusal) -> RegisteredPasskey {
        try checkClientData(answer.clientData, "webauthn.create")
        guard let attestation = CBORReader.parse(try answer.bytes("attestationObject")),
            case .map(let members) = attestation, members.count == 3,
            let bytes = attestation[.text("authData")]?.bytesValue, let data = AuthenticatorData(bytes),
            let (model, id, key) = data.newPasskey
        else { throw .unauthorized("the attestation object cannot be read") }
        try check(data)
        guard id == answer.id else { throw .unauthorized("the credential's two ids differ") }
        guard let publicKey = COSEKey(key),
            let verifier = try? PlatformCrypto().verifier(for: publicKey.key, algorithm: publicKey.algorithm)
        else { throw .unauthorized("the credential's key is none that was asked for") }
        let passkey = RegisteredPasskey(
            id: id,
            algorithm: publicKey.algorithm,
            verifier: verifier,
            isBackupEligible: data.isBackupEligible,
            signCount: data.signCount
        )
        if let (algorithm, signature) = try selfAttestation(attestation, model) {
            guard algorithm == key[.int(3)], try passkey.hasSigned(bytes, answer.clientData, signature) else {
                throw .unauthorized("the attestation's signature is wrong")
            }
        }
        return passkey
    }

    /// What the new passkey itself has signed (§8.2). Nil where there is no attestation (§8.7), which is right whatever
    /// was asked for: authenticators and browsers may keep to themselves what they are.
    private func selfAttestation(
        _ attestation: CBORValue,
        _ model: [UInt8]
    ) throws(EmulatorRefusal) -> (algorithm: CBORValue, signature: [UInt8])? {
        let (format, statement) = (attestation[.text("fmt")], attestation[.text("attStmt")])
        if format == .text("none"), statement == .map([:]) { return nil }
        // Browsers take away what nobody asked for, but self attestation only where it names a model (§5.1.3).
        guard asksForAttestation || model.allSatisfy({ $0 == 0 }) else {
            throw .unauthorized("the attestation is none that was asked for")
        }
        // With a third part, a certificate, it is another's attestation.
        guard format == .text("packed"), case .map(let parts) = statement, parts.count == 2,
            let algorithm = parts[.text("alg")], let signature = parts[.text("sig")]?.bytesValue
        else { throw .unauthorized("the attestation is neither none nor self attestation: no other is judged here") }
        return (algorithm, signature)
    }

    /// Makes sure that a passkey was used (§7.2).
    ///
    /// - Returns: The passkey with its new count.
    package func used(
        _ passkey: RegisteredPasskey,
        _ answer: PasskeyAnswer
    ) throws(EmulatorRefusal) -> RegisteredPasskey {
        try checkClientData(answer.clientData, "webauthn.get")
        let bytes = try answer.bytes("authenticatorData")
        guard let data = AuthenticatorData(bytes) else { throw .unauthorized("the authenticator data cannot be read") }
        try check(data)
        guard data.isBackupEligible == passkey.isBackupEligible else {
            throw .unauthorized("the credential's backup eligibility has changed")
        }
        guard try passkey.hasSigned(bytes, answer.clientData, try answer.bytes("signature")) else {
            throw .unauthorized("the signature is wrong")
        }
        // Both zero: the authenticator does not count. Otherwise somebody has a copy of it.
        guard data.signCount > passkey.signCount || (data.signCount == 0 && passkey.signCount == 0) else {
            throw .unauthorized("the signature counter has not grown")
        }
        var passkey = passkey
        passkey.signCount = data.signCount
        return passkey
    }

    private func checkClientData(_ bytes: [UInt8], _ type: String) throws(EmulatorRefusal) {
        guard let data = try? JSONReader.parse(bytes), data.objectValue != nil else {
            throw .unauthorized("the client data cannot be read")
        }
        guard data["type"] == .string(type) else { throw .unauthorized("the client data is of another type") }
        guard let sent = data["challenge"]?.stringValue, isSame(sent, Secret(Base64URL.encode(challenge))) else {
            throw .unauthorized("the challenge is another one")
        }
        guard data["origin"] == .string(origin) else { throw .unauthorized("the origin is another one") }
        guard data["crossOrigin"] ?? false == false, data["topOrigin"] == nil else {
            throw .unauthorized("the page was framed by another origin")
        }
    }

    private func check(_ data: AuthenticatorData) throws(EmulatorRefusal) {
        guard data.siteDigest == (try sha256(Array(site.utf8))) else {
            throw .unauthorized("the credential is another site's")
        }
        guard data.isUserPresent else { throw .unauthorized("the user was not present") }
        guard data.isUserVerified || !requiresUserVerification else { throw .unauthorized("the user was not verified") }
        guard data.isBackupEligible || !data.isBackedUp else {
            throw .unauthorized("the credential is backed up and may not be")
        }
    }
}
