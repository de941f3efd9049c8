import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A user's passkey.
struct PasskeyRecord: RecordOfUser {
    static let table = "passkeys"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.passkeys }

    /// The credential id in base64url.
    let id: String
    let userId: String
    /// The relying party id.
    let site: String
    var passkey: RegisteredPasskey
    let createdAt: Date
    /// The user handle that another project or service has given it, in base64url: empty if it is not known. Nil for a
    /// passkey that was registered here, whose handle is the user's id.
    var importedHandle: String?

    /// Whether the authenticator may return a user handle, or none. When the request names no user, it has to.
    func allows(_ handle: [UInt8]?, namesUser: Bool) -> Bool {
        if namesUser, handle == nil || importedHandle == "" { return true }
        let known = importedHandle.flatMap { $0.isEmpty ? nil : Base64URL.decode($0) }
        return handle == known ?? Array(userId.utf8)
    }

    /// The passkey in the service's JSON.
    var json: JSONValue {
        [
            "id": .string(id), "rpId": .string(site), "kind": "", "displayName": "", "createdTime": .seconds(createdAt),
        ]
    }

    static let taken = EmulatorRefusal.unauthorized("the credential is registered already")
}

/// A started operation that waits for the browser's response.
struct StartedPasskey: OneTimeValue {
    static let table = "startedPasskeys"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.startedPasskeys }

    /// What a response leads to.
    enum Purpose: Codable {
        /// Creates this user.
        case signUp(UserRecord)
        /// Signs in this user, or the user that the passkey belongs to.
        case signIn(userId: String?)
        /// Adds a passkey to this user; also signs in if requested.
        case update(userId: String, signsIn: Bool)
    }

    let purpose: Purpose
    let check: PasskeyCheck
    let pending: PendingSignIn

    var tenantIds: [String] { pending.tenantIds }

    var userId: String? {
        switch purpose {
        case .signUp: nil
        case .signIn(let userId): userId
        case .update(let userId, _): userId
        }
    }
}

extension EmulatorState {
    /// Starts an operation, and returns the options for the browser.
    func startPasskey(
        _ purpose: StartedPasskey.Purpose,
        _ pending: PendingSignIn,
        _ call: Call,
        _ origin: PageOrigin,
        _ options: (PasskeyOptions, _ challenge: String) -> JSONValue
    ) throws(EmulatorRefusal) -> Response {
        let requested = try PasskeyOptions(call)
        let challenge = try randomBytes(32)
        let createsPasskey = if case .signIn = purpose { false } else { true }
        let id = try newId("TX2")
        let started = StartedPasskey(
            purpose: purpose,
            check: PasskeyCheck(
                challenge: challenge,
                origin: origin.text,
                site: origin.host,
                requiresUserVerification: requested.userVerification(createsPasskey) == "required",
                asksForAttestation: requested.asksForAttestation
            ),
            pending: pending
        )
        try issue(started, token: id, until: end(of: settings.passkeyLifetime))
        let text = String(decoding: options(requested, Base64URL.encode(challenge)).json, as: UTF8.self)
        return Response(body: ["transactionId": .string(id), "options": .string(text), "create": .bool(createsPasskey)])
    }

    /// Removes a started operation: it accepts a single response, right or wrong.
    func startedPasskey(_ call: Call) throws(EmulatorRefusal) -> StartedPasskey {
        guard let started = try redeem(try call.required("transactionId"), as: StartedPasskey.self) else {
            throw .unknownStart
        }
        keep()
        return started
    }

    /// Stores a passkey that is not registered yet.
    func keep(
        _ passkey: RegisteredPasskey,
        _ site: String,
        of userId: String,
        importedHandle: String? = nil
    ) throws(EmulatorRefusal) {
        let id = Base64URL.encode(passkey.id)
        guard passkeys[id] == nil else { throw PasskeyRecord.taken }
        var record = PasskeyRecord(id: id, userId: userId, site: site, passkey: passkey, createdAt: now)
        record.importedHandle = importedHandle
        try save(record)
    }

    /// The passkeys that a user has for a site.
    func passkeys(of userId: String, for site: String) -> [PasskeyRecord] {
        passkeys.all(.user, userId).filter { $0.site == site }
    }
}

extension EmulatorRefusal {
    // The service's codes for passkeys are not documented; this is its code for invalid arguments.
    static var unknownStart: Self {
        .unauthorized("the transaction is unknown, already used, expired, or of another operation")
    }
}
