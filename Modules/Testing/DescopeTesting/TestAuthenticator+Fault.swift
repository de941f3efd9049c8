extension TestAuthenticator {
    /// A single fault in an otherwise valid response. A server that checks passkeys has to refuse each of them:
    /// ``userNotVerified`` when the options require user verification, ``countNotGrowing`` when signatures are counted,
    /// the others always.
    public enum Fault: String, CaseIterable, Sendable {
        /// The response was made on another site's page.
        case otherOrigin
        /// The response is for another challenge.
        case otherChallenge
        /// The type is wrong: `webauthn.get` for a new passkey, or `webauthn.create` for an assertion.
        case otherType
        /// The response was made in a cross-origin frame, which the site does not expect.
        case crossOrigin
        /// The authenticator data is for another relying party.
        case otherRelyingParty
        /// The user was not present.
        case userNotPresent
        /// The authenticator did not verify the user.
        case userNotVerified
        /// The credential id is not the created one, or not a registered one.
        case unknownCredential
        /// One bit of the signature is flipped.
        case damagedSignature
        /// The signature is made with another key.
        case otherKey
        /// The signature counter does not increase, as with a cloned authenticator.
        case countNotGrowing
        /// The user handle is another user's.
        case otherUser

        /// The faults of ``TestAuthenticator/create(_:origin:fault:)``.
        public static let inCreation: [Fault] = [
            .otherOrigin, .otherChallenge, .otherType, .crossOrigin, .otherRelyingParty, .userNotPresent,
            .userNotVerified, .unknownCredential,
        ]

        /// The faults of ``TestAuthenticator/create(_:origin:fault:)`` when the options request attestation (`direct`),
        /// so that the new passkey signs.
        public static let inAttestedCreation = inCreation + [.damagedSignature, .otherKey]

        /// The faults of ``TestAuthenticator/get(_:origin:fault:)``.
        public static let inUse = allCases
    }

    /// An error of the browser or the authenticator.
    public struct Refusal: Error, Hashable, CustomStringConvertible {
        /// The browser's name for the error: `NotAllowedError`, `InvalidStateError`, `SecurityError`,
        /// `NotSupportedError`, `TypeError`.
        public let name: String
        /// What is wrong.
        public let message: String

        /// The name and the message.
        public var description: String { "\(name): \(message)" }

        static func fault(_ fault: Fault) -> Refusal {
            Refusal(
                name: "TypeError",
                message: "fault: \(fault.rawValue) is not possible in this operation with these options"
            )
        }
    }
}
