import DescopeCore
import DescopeCrypto
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The users' authenticator apps and recovery codes, by the user's id.
struct AuthenticatorState: Sendable {
    var apps: [String: AuthenticatorKey] = [:]
    var recoveryCodes: [String: RecoveryCodes] = [:]

    mutating func forget(_ userId: String) {
        apps[userId] = nil
        recoveryCodes[userId] = nil
    }
}

/// The secret that a user's authenticator app and the project share.
struct AuthenticatorKey: Sendable {
    let key: [UInt8]
    /// Issued by a sign-up without any verification: usable only if the user's first sign-in is with it.
    let isFromSignUp: Bool
    /// The time step of the last accepted code: this code and older ones are refused.
    var lastStep: UInt64?
    var attempts = Attempts()
}

/// A user's unused recovery codes.
struct RecoveryCodes: Sendable {
    /// Unsalted digests are sufficient, because the codes are long and random.
    var digests: [[UInt8]]
    var attempts = Attempts()
}

extension EmulatorState {
    /// Makes a key for a user, and returns it in all its formats.
    mutating func newAuthenticator(for user: EmulatedUser, isFromSignUp: Bool) throws(EmulatorRefusal) -> Reply {
        let key = try randomBytes(20)
        let secret = Base32.encode(key)
        let (issuer, account) = (percentEncoded(projectId), percentEncoded(user.loginIds.first ?? user.id))
        let url =
            "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=6&period=\(TOTP.period)"
        guard let code = QRCode(url) else { throw .invalid("the login id is too long for a QR image") }
        authenticators.apps[user.id] = AuthenticatorKey(key: key, isFromSignUp: isFromSignUp)
        return Reply(body: [
            "provisioningURL": .string(url), "key": .string(secret),
            "image": .string(Data(PNG.image(of: code)).base64EncodedString()),
        ])
    }

    /// Accepts a code of a user's app: the current one, or the previous or next one, each once.
    mutating func redeemTOTP(_ typed: String, _ index: Int) throws(EmulatorRefusal) {
        let user = users[index]
        // A key from a sign-up that the user completed in another way may belong to somebody else.
        guard var app = authenticators.apps[user.id],
            !app.isFromSignUp || app.lastStep != nil || user.signIns.isEmpty
        else { throw .wrongCode("the user has no authenticator app") }
        try requireUnlocked(app.attempts)
        let present = TOTP.step(at: now.timeIntervalSince1970)
        var taken: UInt64?
        for step in (present == 0 ? 0 : present - 1)...present + 1 {
            guard let code = try? TOTP.code(key: app.key, step: step) else {
                throw EmulatorRefusal(500, .badRequest, "the code could not be computed")
            }
            if isSame(typed, Secret(code)), app.lastStep.map({ $0 < step }) ?? true { taken = step }
        }
        if let taken {
            app.lastStep = taken
            app.attempts = Attempts()
        } else {
            countWrongCode(&app.attempts)
        }
        authenticators.apps[user.id] = app
        guard taken != nil else { throw .wrongCode("the code is wrong, used or expired") }
    }

    /// Makes new recovery codes for a user, which replace the old ones.
    mutating func newRecoveryCodes(_ index: Int) throws(EmulatorRefusal) -> Reply {
        var codes: [String] = []
        var digests: [[UInt8]] = []
        for _ in 0..<10 {
            let code = Base32.encode(try randomBytes(10))
            codes.append(code)
            digests.append(try digest(code))
        }
        authenticators.recoveryCodes[users[index].id] = RecoveryCodes(digests: digests)
        return Reply(body: ["codes": .array(codes.map { ["code": .string($0)] })])
    }

    /// Redeems a recovery code: each works once.
    mutating func redeemRecoveryCode(_ typed: String, _ index: Int) throws(EmulatorRefusal) {
        let userId = users[index].id
        guard var left = authenticators.recoveryCodes[userId] else {
            throw .wrongCode("the user has no recovery codes")
        }
        try requireUnlocked(left.attempts)
        let digest = try digest(typed)
        let match = left.digests.firstIndex { ConstantTime.areEqual($0, digest) }
        if let match {
            left.digests.remove(at: match)
            left.attempts = Attempts()
        } else {
            countWrongCode(&left.attempts)
        }
        authenticators.recoveryCodes[userId] = left
        guard match != nil else { throw .wrongCode("the code is wrong or used") }
    }

    private func requireUnlocked(_ attempts: Attempts) throws(EmulatorRefusal) {
        guard !attempts.isLocked(at: now) else {
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong codes; wait a while")
        }
    }

    private func countWrongCode(_ attempts: inout Attempts) {
        let end = end(of: settings.codeLockout)
        attempts.fail(limit: settings.codeAttempts, lockedUntil: end)
    }
}

extension EmulatorRefusal {
    // The service's codes for these are not documented; this is the one for one-time codes.
    fileprivate static func wrongCode(_ message: String) -> Self { Self(401, .wrongOTPCode, message) }
}
