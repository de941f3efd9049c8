extension TestAuthenticator {
    /// One thing that an answer has wrong, all else being right. Whoever checks passkeys has to refuse each of them:
    /// ``userNotVerified`` where the options require to verify the user, ``countNotGrowing`` where signatures are
    /// counted, the others always.
    public enum Fault: String, CaseIterable, Sendable {
        /// It was made on another site's page.
        case otherOrigin
        /// It answers another challenge.
        case otherChallenge
        /// A making that says it is a use, or a use that says it is a making.
        case otherType
        /// It was made in a frame on another site's page, where the site expects none.
        case crossOrigin
        /// The authenticator took it for another site's.
        case otherRelyingParty
        /// Nobody touched the authenticator.
        case userNotPresent
        /// The authenticator did not make sure that it was the user.
        case userNotVerified
        /// The passkey's id is not the one that was made, or not one that anybody registered.
        case unknownCredential
        /// The signature has a bit turned.
        case damagedSignature
        /// The signature is another key's.
        case otherKey
        /// The signature counter stands still, as that of a copied authenticator does.
        case countNotGrowing
        /// It names another user as the passkey's.
        case otherUser

        /// Those of ``TestAuthenticator/create(_:origin:fault:)``.
        public static let inCreation: [Fault] = [
            .otherOrigin, .otherChallenge, .otherType, .crossOrigin, .otherRelyingParty, .userNotPresent,
            .userNotVerified, .unknownCredential,
        ]

        /// Those of ``TestAuthenticator/create(_:origin:fault:)`` where the options ask for attestation (`direct`), and
        /// the new passkey signs.
        public static let inAttestedCreation = inCreation + [.damagedSignature, .otherKey]

        /// Those of ``TestAuthenticator/get(_:origin:fault:)``.
        public static let inUse = allCases
    }

    /// Why the browser or the authenticator refused.
    public struct Refusal: Error, Hashable, CustomStringConvertible {
        /// The browser's name for it: `NotAllowedError`, `InvalidStateError`, `SecurityError`, `NotSupportedError`,
        /// `TypeError`.
        public let name: String
        /// What is wrong.
        public let message: String

        /// The name and what is wrong.
        public var description: String { "\(name): \(message)" }

        static func fault(_ fault: Fault) -> Refusal {
            Refusal(
                name: "TypeError",
                message: "fault: \(fault.rawValue) cannot be done in this call with these options"
            )
        }
    }
}
