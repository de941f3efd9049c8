import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An nOTP sign-in, which waits for a message from the user.
struct MessageSignIn: Sendable {
    /// The expected sender.
    enum Sender: Sendable {
        /// This user, from the number that is known or to be verified.
        case user(String)
        /// This user, from a new number to be added.
        case newPhone(String)
        /// A user who is identified by the sender's number.
        case signUp(Call), signIn, signUpOrIn(Call)
    }

    let pendingRef: Secret
    /// The text of the message.
    let text: Secret
    let sender: Sender
    let expiresAt: Date
    var pending: PendingSignIn
    /// The user who has sent the message, and the sender's number.
    var sent: (userId: String, phone: String)?
}
