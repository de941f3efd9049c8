import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sign-in that waits for a message.
struct MessageSignIn: Sendable {
    /// Who is to send it.
    enum Sender: Sendable {
        /// This user, from the number that is known or to be proven.
        case user(String)
        /// This user, from a number that is to be theirs.
        case newPhone(String)
        /// Somebody who will be known by the number.
        case signUp(Call), signIn, signUpOrIn(Call)
    }

    let pendingRef: Secret
    /// What the message says.
    let text: Secret
    let sender: Sender
    let expiresAt: Date
    var pending: PendingSignIn
    /// The user who has sent the message, and the number that it came from.
    var sent: (userId: String, phone: String)?
}
