import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A pending one-time code.
struct PendingCode: Sendable {
    let purpose: MessagePurpose
    let code: Secret
    var wrongAttempts = 0
}

/// An address that is set for a user once it is verified.
struct NewAddress: Sendable {
    /// Empty until the message arrives, when only the message determines it.
    var address: String
    /// Whether it also becomes a login id.
    let addToLoginIds: Bool
    /// Whether, if another user has that login id, this user is merged into the other one instead of the reverse.
    let keepsOther: Bool
}

/// What happens once a code is verified.
struct PendingSignIn: Sendable {
    var claims: [String: JSONValue] = [:]
    var untrustedClaims: [String: JSONValue] = [:]
    /// The earlier authentication methods of the session, for step-up and MFA.
    var earlierMethods: [String] = []
    /// Whether it steps up the session.
    var isStepUp = false
    /// The address to set.
    var newAddress: NewAddress?
    /// Whether it ends the user's other sessions.
    var endsOtherSessions = false
    /// Whether it is a password reset, which setting a new password cancels.
    var isReset = false
}

extension EmulatorState {
    /// Makes a code of six digits, sent or generated. A sent code replaces an older one of its kind.
    mutating func newCode(
        _ index: Int,
        _ method: String,
        _ pending: PendingSignIn,
        isGenerated: Bool
    ) throws(EmulatorRefusal) -> PendingCode {
        codes.removeAll { $0.purpose.expiresAt <= now }
        let bytes = try randomBytes(8)
        let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        let end = end(of: settings.codeLifetime)
        let new = PendingCode(
            purpose: try newPurpose("otp", index, method, pending, isGenerated: isGenerated, until: end),
            code: Secret(String(repeating: "0", count: 6 - digits.count) + digits)
        )
        if !isGenerated { codes.removeAll { $0.purpose.kind == new.purpose.kind && !$0.purpose.isGenerated } }
        codes.append(new)
        return new
    }

    /// Redeems a code: it works once, until it expires, and not after too many wrong ones.
    mutating func redeem(_ typed: String, _ userId: String, _ method: String) throws(EmulatorRefusal) -> PendingCode {
        codes.removeAll { $0.purpose.expiresAt <= now }
        let kind = MessagePurpose.Kind(userId: userId, feature: "otp", method: method)
        let mine = codes.indices.filter { codes[$0].purpose.kind == kind }
        let open = mine.filter { codes[$0].wrongAttempts < settings.codeAttempts }
        guard mine.isEmpty || !open.isEmpty else {
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong codes")
        }
        guard let index = open.first(where: { isSame(typed, codes[$0].code) }) else {
            for index in open { codes[index].wrongAttempts += 1 }
            throw EmulatorRefusal(401, .wrongOTPCode, "the code is wrong, used or expired")
        }
        return codes.remove(at: index)
    }
}
