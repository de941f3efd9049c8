import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A one-time code that is waiting to be typed in.
struct PendingCode: Sendable {
    let purpose: MessagePurpose
    let code: Secret
    var wrongAttempts = 0
}

/// An address that becomes a user's when it is proven.
struct NewAddress: Sendable {
    /// Empty until the message comes, where that alone tells it.
    var address: String
    /// Whether it becomes a login id.
    let addToLoginIds: Bool
    /// Whether another user who has that login id stays and takes this one in, instead of the other way round.
    let keepsOther: Bool
}

/// What a code, once it is typed in, is good for.
struct PendingSignIn: Sendable {
    var claims: [String: JSONValue] = [:]
    var untrustedClaims: [String: JSONValue] = [:]
    /// What the session has proven before, for step-up and MFA.
    var earlierMethods: [String] = []
    /// Whether the session is stepped up by it.
    var isStepUp = false
    /// The address to set.
    var newAddress: NewAddress?
    /// Whether the user's other sessions end with it.
    var endsOtherSessions = false
    /// Whether it is for a user who has forgotten the password: a new one makes it useless.
    var isReset = false
}

extension EmulatorState {
    /// Makes a code of six digits, sent or generated. One that is sent makes an older one of its kind worthless.
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

    /// Takes a code out: it works once, in time, and not after too many wrong ones.
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
