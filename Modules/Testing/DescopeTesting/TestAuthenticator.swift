public import DescopeCore
import DescopeCrypto
import Synchronization

/// A fake authenticator with passkeys, together with the browser, for tests of passkeys.
///
/// It takes the options that the service sends to the browser, and returns the browser's result as the JSON string that
/// a page would post. Its keys are real (ES256), one per site and user. When the options request attestation
/// (`direct`), it returns self attestation.
///
/// ```swift
/// let authenticator = TestAuthenticator()
/// let start = try await client.passkeys.startSignUp(loginId: "ada@example.com", origin: origin)
/// let response = try authenticator.create(start.options, origin: origin)
/// let signedIn = try await client.passkeys.finishSignUp(transactionId: start.transactionId, response: response)
/// ```
///
/// On request, a result has one fault: see ``Fault``.
public final class TestAuthenticator: Sendable {
    private let verifiesUser: Bool
    private let isSynced: Bool
    private let keys = Mutex<[HeldKey]>([])

    /// Makes an authenticator without passkeys.
    ///
    /// - Parameters:
    ///   - verifiesUser: Whether it can verify the user with a fingerprint, face or PIN. If not, it refuses options
    ///     that require it.
    ///   - isSynced: Whether its passkeys are synced between the user's devices, as on phones. Such an authenticator
    ///     counts no signatures.
    public init(verifiesUser: Bool = true, isSynced: Bool = false) {
        self.verifiesUser = verifiesUser
        self.isSynced = isSynced
    }

    /// The passkeys, oldest first.
    public var passkeys: [Passkey] {
        keys.withLock { keys in
            keys.map {
                Passkey(
                    relyingPartyId: $0.relyingPartyId,
                    userName: $0.userName,
                    credentialId: Base64URL.encode($0.id),
                    signCount: $0.signCount
                )
            }
        }
    }

    /// A passkey without its private key.
    public struct Passkey: Hashable, Sendable {
        /// The relying party id: the host of the site.
        public let relyingPartyId: String
        /// The user's name at the site.
        public let userName: String
        /// The credential id in base64url.
        public let credentialId: String
        /// The signature counter: one for the creation, plus one for each use. Zero when signatures are not counted.
        public let signCount: UInt32
    }

    /// Creates a passkey, like `navigator.credentials.create`.
    ///
    /// - Parameters:
    ///   - options: The options for the browser, from the service's response to the start.
    ///   - origin: The origin of the page in the browser, for example `https://app.example.com`.
    ///   - fault: The fault in the result: one of ``Fault/inCreation``, or of ``Fault/inAttestedCreation`` when the
    ///     options request attestation.
    /// - Returns: The browser's result as a JSON string.
    /// - Throws: ``Refusal`` when a browser would refuse; `CryptoError` when the platform's cryptography library is
    ///   missing.
    public func create(_ options: String, origin: String, fault: Fault? = nil) throws -> Secret {
        let options = try CreationOptions(options, origin: origin)
        let faults = options.isAttested ? Fault.inAttestedCreation : Fault.inCreation
        if let fault, !faults.contains(fault) { throw Refusal.fault(fault) }
        guard options.algorithms.contains(-7) else {
            throw Refusal(name: "NotSupportedError", message: "expected -7 (ES256) among the algorithms, found others")
        }
        try requireVerification(options.userVerification, fault)
        let key = HeldKey(
            id: try SecureRandom.bytes(count: 32),
            relyingPartyId: options.relyingPartyId,
            userHandle: options.userHandle,
            userName: options.userName,
            key: try SigningKey.generate(for: .es256),
            signCount: isSynced ? 0 : 1
        )
        try keys.withLock { keys in
            let others = keys.filter { $0.relyingPartyId == options.relyingPartyId }
            guard !others.contains(where: { options.excluded.contains($0.id) }) else {
                throw Refusal(name: "InvalidStateError", message: "found a passkey that the options exclude")
            }
            // There is one passkey per site and user: a new one replaces it.
            keys.removeAll { $0.relyingPartyId == key.relyingPartyId && $0.userHandle == key.userHandle }
            keys.append(key)
        }

        let client = try clientData("webauthn.create", options.challenge, origin, fault)
        let data = try authenticatorData(key, fault, hasKey: true) + described(key)
        var (format, statement): (String, [(key: [UInt8], value: [UInt8])]) = ("none", [])
        if options.isAttested {
            // Self attestation (§8.2): the algorithm, and a signature.
            let signature = try signature(key, data, client, fault)
            format = "packed"
            statement = [
                (CBOREncoding.text("alg"), CBOREncoding.int(-7)),
                (CBOREncoding.text("sig"), CBOREncoding.bytes(signature)),
            ]
        }
        let attestation = CBOREncoding.map([
            (CBOREncoding.text("fmt"), CBOREncoding.text(format)),
            (CBOREncoding.text("attStmt"), CBOREncoding.map(statement)),
            (CBOREncoding.text("authData"), CBOREncoding.bytes(data)),
        ])
        return try answer(
            fault == .unknownCredential ? SecureRandom.bytes(count: 32) : key.id,
            ["clientDataJSON": client, "attestationObject": attestation]
        )
    }

    /// Signs in with the newest passkey that the options allow, like `navigator.credentials.get`.
    ///
    /// - Parameters:
    ///   - options: The options for the browser, from the service's response to the start.
    ///   - origin: The origin of the page in the browser, for example `https://app.example.com`.
    ///   - fault: The fault in the result: one of ``Fault/inUse``.
    /// - Returns: The browser's result as a JSON string.
    /// - Throws: ``Refusal`` when a browser would refuse; `CryptoError` when the platform's cryptography library is
    ///   missing.
    public func get(_ options: String, origin: String, fault: Fault? = nil) throws -> Secret {
        let options = try RequestOptions(options, origin: origin)
        try requireVerification(options.userVerification, fault)
        let key = try keys.withLock { keys in
            guard let index = keys.lastIndex(where: options.allows) else {
                throw Refusal(name: "NotAllowedError", message: "found no passkey that the options allow")
            }
            guard fault != .countNotGrowing else {
                // The counter's first value: refused attempts have increased it here, but not at the server.
                var key = keys[index]
                key.signCount = min(key.signCount, 1)
                return key
            }
            if !isSynced { keys[index].signCount += 1 }
            return keys[index]
        }

        let client = try clientData("webauthn.get", options.challenge, origin, fault)
        let data = try authenticatorData(key, fault, hasKey: false)
        let signature = try signature(key, data, client, fault)
        return try answer(
            fault == .unknownCredential ? SecureRandom.bytes(count: 32) : key.id,
            [
                "clientDataJSON": client, "authenticatorData": data, "signature": signature,
                "userHandle": fault == .otherUser ? Array("somebody else".utf8) : key.userHandle,
            ]
        )
    }
}

// MARK: - The parts of a response

extension TestAuthenticator {
    struct HeldKey {
        let id: [UInt8]
        let relyingPartyId: String
        let userHandle: [UInt8]
        let userName: String
        let key: SigningKey
        var signCount: UInt32
    }

    private func requireVerification(_ wish: String?, _ fault: Fault?) throws(Refusal) {
        guard wish != "required" || verifiesUser || fault == .userNotVerified else {
            throw Refusal(name: "NotAllowedError", message: "the authenticator cannot verify the user")
        }
    }

    /// The client data (W3C Web Authentication Level 3, §5.8.1.1), with its members in the specified order.
    private func clientData(_ type: String, _ challenge: [UInt8], _ origin: String, _ fault: Fault?) throws -> [UInt8] {
        let type = fault != .otherType ? type : type == "webauthn.get" ? "webauthn.create" : "webauthn.get"
        let challenge = fault == .otherChallenge ? try SecureRandom.bytes(count: 32) : challenge
        let origin = String(decoding: (fault == .otherOrigin ? "https://attacker.example" : origin).json, as: UTF8.self)
        let isCrossOrigin = fault == .crossOrigin
        let encoded = Base64URL.encode(challenge)
        return Array(
            #"{"type":"\#(type)","challenge":"\#(encoded)","origin":\#(origin),"crossOrigin":\#(isCrossOrigin)}"#.utf8
        )
    }

    /// The authenticator data (§6.1), without attested credential data.
    private func authenticatorData(_ key: HeldKey, _ fault: Fault?, hasKey: Bool) throws -> [UInt8] {
        let site = fault == .otherRelyingParty ? "attacker.example" : key.relyingPartyId
        let flags: [(isSet: Bool, bits: UInt8)] = [
            (fault != .userNotPresent, 0x01), (verifiesUser && fault != .userNotVerified, 0x04),
            (isSynced, 0x08 | 0x10),
            (hasKey, 0x40),
        ]
        let count = withUnsafeBytes(of: key.signCount.bigEndian) { Array($0) }
        return try sha256(Array(site.utf8)) + [flags.reduce(0) { $0 | ($1.isSet ? $1.bits : 0) }] + count
    }

    /// The attested credential data of a new key (§6.5.2): the authenticator's model, the credential id, and the public
    /// key as a COSE key (RFC 9053, §7.1.1) with type, algorithm, curve and coordinates.
    private func described(_ key: HeldKey) throws -> [UInt8] {
        guard case .elliptic(_, let x, let y) = key.key.publicKey else {
            throw CryptoError(.invalidKey, "key: expected one on a curve, found another one")
        }
        // All zeros: no known model (AAGUID).
        let model = [UInt8](repeating: 0, count: 16)
        let length = [UInt8(key.id.count >> 8), UInt8(key.id.count & 0xFF)]
        return model + length + key.id
            + CBOREncoding.map([
                (CBOREncoding.int(1), CBOREncoding.int(2)), (CBOREncoding.int(3), CBOREncoding.int(-7)),
                (CBOREncoding.int(-1), CBOREncoding.int(1)), (CBOREncoding.int(-2), CBOREncoding.bytes(x)),
                (CBOREncoding.int(-3), CBOREncoding.bytes(y)),
            ])
    }

    /// A key's signature in DER over the authenticator data and the hash of the client data.
    private func signature(_ key: HeldKey, _ data: [UInt8], _ client: [UInt8], _ fault: Fault?) throws -> [UInt8] {
        let signer = fault == .otherKey ? try SigningKey.generate(for: .es256) : key.key
        var signature = ECDSASignature.der(fromRaw: try signer.signature(for: data + sha256(client)))
        // The last byte is always part of the number `s`, whatever the lengths are.
        if fault == .damagedSignature, let last = signature.popLast() { signature.append(last ^ 1) }
        return signature
    }

    private func sha256(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        try MessageDigest.hash(bytes, using: .sha256)
    }

    /// The browser's result as a page posts it, with bytes in base64url.
    private func answer(_ id: [UInt8], _ response: [String: [UInt8]]) throws -> Secret {
        let id = JSONValue.string(Base64URL.encode(id))
        let answer: JSONValue = [
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": [:],
            "response": .object(response.mapValues { .string(Base64URL.encode($0)) }),
        ]
        return Secret(String(decoding: answer.json, as: UTF8.self))
    }
}
