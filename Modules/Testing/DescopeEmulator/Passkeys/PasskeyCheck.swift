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
}

/// What an answer has to be like: the relying party's checks (W3C Web Authentication Level 3, §7).
package struct PasskeyCheck: Sendable {
    let challenge: [UInt8]
    let origin: String
    /// The site that the passkey is for.
    let site: String
    let requiresUserVerification: Bool

    package init(challenge: [UInt8], origin: String, site: String, requiresUserVerification: Bool) {
        self.challenge = challenge
        self.origin = origin
        self.site = site
        self.requiresUserVerification = requiresUserVerification
    }

    /// The passkey that was made (§7.1). Only one without attestation is taken.
    package func newPasskey(_ answer: PasskeyAnswer) throws(EmulatorRefusal) -> RegisteredPasskey {
        try checkClientData(answer.clientData, "webauthn.create")
        guard let attestation = CBORReader.parse(try answer.bytes("attestationObject")),
            case .map(let members) = attestation, members.count == 3,
            let bytes = attestation[.text("authData")]?.bytesValue, let data = AuthenticatorData(bytes),
            let (id, key) = data.newPasskey
        else { throw .unauthorized("the attestation object cannot be read") }
        guard attestation[.text("fmt")] == .text("none"), attestation[.text("attStmt")] == .map([:]) else {
            throw .unauthorized("the attestation is none that was asked for")
        }
        try check(data)
        guard id == answer.id else { throw .unauthorized("the credential's two ids differ") }
        guard let key = COSEKey(key),
            let verifier = try? PlatformCrypto().verifier(for: key.key, algorithm: key.algorithm)
        else { throw .unauthorized("the credential's key is none that was asked for") }
        return RegisteredPasskey(
            id: id,
            algorithm: key.algorithm,
            verifier: verifier,
            isBackupEligible: data.isBackupEligible,
            signCount: data.signCount
        )
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
        guard let signature = signature(try answer.bytes("signature"), passkey.algorithm),
            passkey.verifier.isValid(signature: signature, for: bytes + (try sha256(answer.clientData)))
        else { throw .unauthorized("the signature is wrong") }
        // Both zero: the authenticator does not count. Otherwise somebody has a copy of it.
        guard data.signCount > passkey.signCount || (data.signCount == 0 && passkey.signCount == 0) else {
            throw .unauthorized("the signature counter has not grown")
        }
        var passkey = passkey
        passkey.signCount = data.signCount
        return passkey
    }

    private func checkClientData(_ bytes: [UInt8], _ type: String) throws(EmulatorRefusal) {
        guard let data = try? JSONScanner.parse(bytes), data.objectValue != nil else {
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

    /// A signature as verifiers take it. ECDSA's comes in DER.
    private func signature(_ bytes: [UInt8], _ algorithm: SignatureAlgorithm) -> [UInt8]? {
        algorithm == .es256 ? ECDSASignature.raw(fromDER: bytes, on: .p256) : bytes
    }
}
