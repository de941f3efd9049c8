import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A one-time code that is waiting to be typed in.
struct PendingCode: Sendable {
    let userId: String
    let method: String
    let code: Secret
    let expiresAt: Date
    /// Where it went; nil when it was made for a test user on request.
    let address: String?
    var wrongAttempts = 0

    /// Made on request, it outlives what is started after it.
    var isGenerated: Bool { address == nil }
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
    struct Key: Hashable, Sendable {
        let userId: String
        let method: String
    }

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
    /// A new code of six digits. Without an address it is one generated for a test user.
    mutating func newCode(
        _ userId: String,
        _ method: String,
        for address: String?
    ) throws(EmulatorRefusal) -> PendingCode {
        codes.removeAll { $0.expiresAt <= now }
        let bytes = try randomBytes(8)
        let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        return PendingCode(
            userId: userId,
            method: method,
            code: Secret(String(repeating: "0", count: 6 - digits.count) + digits),
            expiresAt: end(of: settings.codeLifetime),
            address: address
        )
    }

    /// Takes a code out: it works once, in time, and not after too many wrong ones.
    mutating func redeem(_ typed: String, _ userId: String, _ method: String) throws(EmulatorRefusal) -> PendingCode {
        codes.removeAll { $0.expiresAt <= now }
        let mine = codes.indices.filter { codes[$0].userId == userId && codes[$0].method == method }
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
