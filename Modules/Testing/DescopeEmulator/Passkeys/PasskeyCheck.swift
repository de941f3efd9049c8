import DescopeCore
package import DescopeCrypto

/// A registered passkey.
package struct RegisteredPasskey: Codable, Sendable {
    /// The credential id.
    package let id: [UInt8]
    /// The public key, as the authenticator sent it.
    let key: COSEKey
    let isBackupEligible: Bool
    /// The last value of the signature counter.
    package var signCount: UInt32

    /// The algorithm of its signatures.
    package var algorithm: SignatureAlgorithm { key.algorithm }

    /// Whether the signature over the authenticator data and the client data is valid.
    fileprivate func hasSigned(
        _ data: [UInt8],
        _ clientData: [UInt8],
        _ signature: [UInt8]
    ) throws(EmulatorRefusal) -> Bool {
        // Verifiers expect an ECDSA signature as `r` followed by `s`; passkeys have DER.
        guard let signature = algorithm == .es256 ? ECDSASignature.raw(fromDER: signature, on: .p256) : signature,
            let verifier = key.verifier
        else { return false }
        return verifier.isValid(signature: signature, for: data + (try sha256(clientData)))
    }
}

/// The relying party's checks of a response (W3C Web Authentication Level 3, §7).
package struct PasskeyCheck: Codable, Sendable {
    /// In base64url.
    let challenge: String
    let origin: String
    /// The relying party id.
    let site: String
    let requiresUserVerification: Bool
    /// Whether the options requested attestation, with which an authenticator identifies its model.
    let asksForAttestation: Bool

    package init(
        challenge: [UInt8],
        origin: String,
        site: String,
        requiresUserVerification: Bool,
        asksForAttestation: Bool
    ) {
        self.challenge = Base64URL.encode(challenge)
        self.origin = origin
        self.site = site
        self.requiresUserVerification = requiresUserVerification
        self.asksForAttestation = asksForAttestation
    }

    /// Checks a newly created passkey (§7.1).
    package func newPasskey(_ answer: PasskeyResponse) throws(EmulatorRefusal) -> RegisteredPasskey {
        try checkClientData(answer.clientData, "webauthn.create")
        guard let attestation = CBORReader.parse(try answer.bytes("attestationObject")),
            case .map(let members) = attestation, members.count == 3,
            let bytes = attestation[.text("authData")]?.bytesValue, let data = AuthenticatorData(bytes),
            let (model, id, key) = data.newPasskey
        else { throw .unauthorized("the attestation object cannot be read") }
        try check(data)
        guard id == answer.id else { throw .unauthorized("the credential's two ids differ") }
        guard let publicKey = COSEKey(key), publicKey.verifier != nil else {
            throw .unauthorized("the credential's key has an algorithm that was not requested")
        }
        let passkey = RegisteredPasskey(
            id: id,
            key: publicKey,
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

    /// The self attestation of the new passkey (§8.2). Nil when there is no attestation (§8.7), which is always
    /// allowed: authenticators and browsers may omit it.
    private func selfAttestation(
        _ attestation: CBORValue,
        _ model: [UInt8]
    ) throws(EmulatorRefusal) -> (algorithm: CBORValue, signature: [UInt8])? {
        let (format, statement) = (attestation[.text("fmt")], attestation[.text("attStmt")])
        if format == .text("none"), statement == .map([:]) { return nil }
        // Browsers remove attestation that was not requested, but self attestation only if it names a model (§5.1.3).
        guard asksForAttestation || model.allSatisfy({ $0 == 0 }) else {
            throw .unauthorized("the attestation was not requested")
        }
        // With a third part, a certificate, it is not self attestation.
        guard format == .text("packed"), case .map(let parts) = statement, parts.count == 2,
            let algorithm = parts[.text("alg")], let signature = parts[.text("sig")]?.bytesValue
        else { throw .unauthorized("the attestation is neither none nor self attestation; no other kind is supported") }
        return (algorithm, signature)
    }

    /// Checks an assertion of a passkey (§7.2).
    ///
    /// - Returns: The passkey with its new signature count.
    package func used(
        _ passkey: RegisteredPasskey,
        _ answer: PasskeyResponse
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
        // Both zero: the authenticator does not count signatures. Otherwise the authenticator may have been cloned.
        guard data.signCount > passkey.signCount || (data.signCount == 0 && passkey.signCount == 0) else {
            throw .unauthorized("the signature counter has not increased")
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
        guard let sent = data["challenge"]?.stringValue, isSame(sent, Secret(challenge)) else {
            throw .unauthorized("the challenge does not match")
        }
        guard data["origin"] == .string(origin) else { throw .unauthorized("the origin does not match") }
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
            throw .unauthorized("the credential is backed up but not backup eligible")
        }
    }
}
