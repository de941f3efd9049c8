import DescopeCore
import DescopeCrypto
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The secret that a user's authenticator app and the project share.
struct AuthenticatorRecord: RecordOfUser {
    static let table = "authenticators"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.authenticators }

    /// The user's id.
    let id: String
    /// In base32.
    let key: SavedSecret
    /// Issued by a sign-up without any verification: usable only if the user's first sign-in is with it.
    let isFromSignUp: Bool
    /// The time step of the last accepted code: this code and older ones are refused.
    var lastStep: UInt64?
    var attempts = Attempts()

    var userId: String { id }
}

/// A user's unused recovery codes.
struct RecoveryCodesRecord: RecordOfUser {
    static let table = "recoveryCodes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.recoveryCodes }

    /// The user's id.
    let id: String
    /// Unsalted digests are sufficient, because the codes are long and random.
    var digests: [String]
    var attempts = Attempts()

    var userId: String { id }
}

extension EmulatorState {
    /// Makes a key for a user, and returns it in all its formats.
    func newAuthenticator(for user: UserRecord, isFromSignUp: Bool) throws(EmulatorRefusal) -> Response {
        let key = try randomBytes(20)
        let secret = Base32.encode(key)
        let (issuer, account) = (percentEncoded(projectId), percentEncoded(user.loginIds.first?.text ?? user.id))
        let url =
            "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=6&period=\(TOTP.period)"
        guard let code = QRCode(url) else { throw .invalid("the login id is too long for a QR image") }
        try save(AuthenticatorRecord(id: user.id, key: SavedSecret(Secret(secret)), isFromSignUp: isFromSignUp))
        return Response(body: [
            "provisioningURL": .string(url), "key": .string(secret),
            "image": .string(Data(PNG.image(of: code)).base64EncodedString()),
        ])
    }

    /// Accepts a code of a user's app: the current one, or the previous or next one, each once.
    func redeemTOTP(_ typed: String, _ user: UserRecord) throws(EmulatorRefusal) {
        // A key from a sign-up that the user completed in another way may belong to another person.
        guard var app = authenticators[user.id], !app.isFromSignUp || app.lastStep != nil || user.signIns.isEmpty
        else { throw .wrongCode("the user has no authenticator app") }
        try requireUnlocked(app.attempts)
        let key = Base32.decode(app.key.secret.reveal()) ?? []
        let present = TOTP.step(at: now.timeIntervalSince1970)
        var taken: UInt64?
        for step in (present == 0 ? 0 : present - 1)...present + 1 {
            guard let code = try? TOTP.code(key: key, step: step) else {
                throw EmulatorRefusal(500, .badRequest, "the code could not be computed")
            }
            if isSame(typed, Secret(code)), app.lastStep.map({ $0 < step }) ?? true { taken = step }
        }
        if let taken { app.lastStep = taken }
        count(taken != nil, &app.attempts)
        try save(app)
        guard taken != nil else {
            keep()
            throw .wrongCode("the code is wrong, used or expired")
        }
    }

    /// Makes new recovery codes for a user, which replace the old ones.
    func newRecoveryCodes(_ user: UserRecord) throws(EmulatorRefusal) -> Response {
        var codes: [String] = []
        var digests: [String] = []
        for _ in 0..<10 {
            let code = Base32.encode(try randomBytes(10))
            codes.append(code)
            digests.append(try digest(code))
        }
        try save(RecoveryCodesRecord(id: user.id, digests: digests))
        return Response(body: ["codes": .array(codes.map { ["code": .string($0)] })])
    }

    /// Redeems a recovery code: each works once.
    func redeemRecoveryCode(_ typed: String, _ user: UserRecord) throws(EmulatorRefusal) {
        guard var left = recoveryCodes[user.id] else { throw .wrongCode("the user has no recovery codes") }
        try requireUnlocked(left.attempts)
        let digest = Secret(try digest(typed))
        let match = left.digests.firstIndex { isSame($0, digest) }
        if let match { left.digests.remove(at: match) }
        count(match != nil, &left.attempts)
        try save(left)
        guard match != nil else {
            keep()
            throw .wrongCode("the code is wrong or used")
        }
    }

    private func requireUnlocked(_ attempts: Attempts) throws(EmulatorRefusal) {
        guard !attempts.isLocked(at: now) else {
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong codes; wait a while")
        }
    }

    private func count(_ isRight: Bool, _ attempts: inout Attempts) {
        if isRight {
            attempts = Attempts()
        } else {
            attempts.fail(limit: settings.codeAttempts, lockedUntil: end(of: settings.codeLockout))
        }
    }
}

extension EmulatorRefusal {
    // The service's codes for these are not documented; this is the one for one-time codes.
    fileprivate static func wrongCode(_ message: String) -> Self { Self(401, .wrongOTPCode, message) }
}
