import DescopeCore
import DescopeCrypto
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A device that a user trusts.
struct TrustedDeviceRecord: RecordOfUser {
    static let table = "trustedDevices"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.trustedDevices }

    let id: String
    let userId: String
    let name: String
    let lastUsedAt: Date
    let expiresAt: Date

    var forgottenAt: Date? { expiresAt }

    /// The device in the service's JSON, which has its times as strings.
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "deviceType": "",
            "lastLoginTime": .string("\(seconds(lastUsedAt))"),
            "expirationTime": .string("\(seconds(expiresAt))"), "lastLocation": "", "userId": .string(userId),
            "isCurrentDevice": false,
        ]
    }
}

extension Route {
    /// What a user signs in with: passwords, passkeys, authenticator apps, devices, provider accounts; and logging out.
    static let userCredentials = [
        Route.command("user.setActivePassword", audit: "UserModified") { state, call in
            guard call.body["setActive"] != false else {
                throw EmulatorRefusal.invalid("setActive: expected true, found false")
            }
            try state.setPassword(call, isTemporary: false)
        },
        Route.command("user.setTemporaryPassword", audit: "UserModified") { state, call in
            guard !call.flag("setActive") else {
                throw EmulatorRefusal.invalid("setActive: expected false, found true")
            }
            try state.setPassword(call, isTemporary: true)
        },
        Route.command("user.setPassword", audit: "UserModified") { state, call in
            try state.setPassword(call, isTemporary: !call.flag("setActive"))
        },
        Route.command("user.expirePassword", audit: "UserModified") { state, call in
            guard var password = state.passwords[try state.modifiedUser(call.text("loginId")).id] else {
                throw EmulatorRefusal.invalid("the user has no password")
            }
            password.isTemporary = true
            try state.save(password)
        },
        Route("user.listPasskeys") { state, call in
            let user = try state.managedUser(call.text("loginId"))
            return Response(body: ["passkeys": .array(state.passkeys.all(.user, user.id).map(\.json))])
        },
        Route.command("user.removePasskey", audit: "UserModified") { state, call in
            let user = try state.modifiedUser(call.text("loginId"))
            guard let passkey = state.passkeys[try call.required("credentialId")], passkey.userId == user.id else {
                throw EmulatorRefusal.invalid("credentialId: the user has no such passkey")
            }
            state.delete(passkey)
        },
        Route.command("user.removeAllPasskeys", audit: "UserModified") { state, call in
            let user = try state.modifiedUser(call.text("loginId"))
            for passkey in state.passkeys.all(.user, user.id) { state.delete(passkey) }
        },
        Route.command("user.importPasskeys", audit: "UserModified") { state, call in
            let user = try state.modifiedUser(call.text("loginId"))
            for device in call.entries("devices") {
                let (site, passkey, handle) = try RegisteredPasskey.imported(from: device)
                try state.keep(passkey, site, of: user.id, importedHandle: handle)
            }
        },
        Route.command("user.removeTOTPSeed", audit: "UserModified") { state, call in
            state.delete(try state.modifiedUser(call.text("loginId")).id, from: AuthenticatorRecord.self)
        },
        Route.command("user.removeRecoveryCodes", audit: "UserModified") { state, call in
            state.delete(try state.modifiedUser(call.text("loginId")).id, from: RecoveryCodesRecord.self)
        },
        Route("user.listTrustedDevices") { state, call in
            let users = try call.requiredTexts("identifiers").map { try state.managedUser($0) }
            let devices = users.flatMap { state.trustedDevices.all(.user, $0.id) }
            return Response(body: ["devices": .array(devices.map(\.json))])
        },
        Route.command("user.removeTrustedDevices", audit: "UserModified") { state, call in
            let user = try state.modifiedUser(call.text("identifier"))
            for id in try call.requiredTexts("deviceIds") {
                guard let device = state.trustedDevices[id], device.userId == user.id else {
                    throw EmulatorRefusal.invalid("deviceIds: the user has no such device")
                }
                state.delete(device)
            }
        },
        Route("user.getProviderToken", audit: "ProviderTokenRefreshed") { state, call in
            try state.providerToken(call)
        },
        Route.command("user.logoutUser", audit: "LoggedOut") { state, call in
            let user = try state.managedUser(call.text("loginId") ?? call.text("userId"))
            let types = call.texts("sessionTypes")
            // The type of a session is the claim `dtt` of its tokens.
            for session in state.sessions.all(.user, user.id)
            where types.isEmpty || types.contains(session.claims["dtt"]?.stringValue ?? "") {
                state.delete(session)
            }
        },
    ]
}

extension EmulatorState {
    /// The user whose credentials a request changes.
    fileprivate func modifiedUser(_ loginIdOrId: String?) throws(EmulatorRefusal) -> UserRecord {
        try updateUser(loginIdOrId) { _, _ in }
    }

    /// Sets a user's password. The project's policy applies to what users choose themselves only.
    fileprivate func setPassword(_ call: Call, isTemporary: Bool) throws(EmulatorRefusal) {
        let user = try modifiedUser(call.text("loginId"))
        try keepPassword(try call.required("password"), of: user.id, isTemporary: isTemporary)
    }
}

// MARK: - Imported credentials

extension Call {
    /// The authenticator app of an imported user, if there is one.
    func authenticator(of userId: String) throws(EmulatorRefusal) -> AuthenticatorRecord? {
        guard let seed = text("seed") else { return nil }
        guard Base32.decode(seed)?.isEmpty == false else { throw .invalid("seed is not base32") }
        return AuthenticatorRecord(id: userId, key: SavedSecret(Secret(seed)), isFromSignUp: false)
    }
}

extension RegisteredPasskey {
    /// Reads a passkey that another project or service has exported.
    fileprivate static func imported(
        from device: Call
    ) throws(EmulatorRefusal) -> (site: String, passkey: RegisteredPasskey, handle: String) {
        let (own, other) = (device.body["descope"], device.body["auth0"])
        guard let members = own ?? other, own == nil || other == nil else {
            throw .invalid("devices[]: expected one of descope and auth0")
        }
        let entry = Call(members.objectValue ?? [:])
        let handle = entry.text("userHandle") ?? ""
        guard Base64URL.decode(handle) != nil else { throw .invalid("devices[].auth0.userHandle is not base64url") }
        guard let id = Base64URL.decode(try entry.required("credentialId", or: "keyId")), !id.isEmpty else {
            throw .invalid("the credential's id is not base64url")
        }
        guard
            let key = Data(base64Encoded: try entry.required("publicKey")).flatMap({ CBORReader.parse($0) })
                .flatMap({ COSEKey($0) }), key.verifier != nil
        else { throw .invalid("publicKey is not a COSE key of a supported algorithm, in base64") }
        let isBackupEligible = entry.flag("backupEligible") || entry.text("credentialDeviceType") == "multi_device"
        let passkey = RegisteredPasskey(id: id, key: key, isBackupEligible: isBackupEligible, signCount: 0)
        return (try entry.required("rpId"), passkey, handle)
    }
}

// MARK: - Trusted devices

extension EmulatorBackend {
    /// Adds a device that a user trusts, which only management shows: sign-ins do not depend on it.
    ///
    /// - Parameters:
    ///   - name: The device's name.
    ///   - loginId: The user's login id.
    ///   - lifetime: How long the device is trusted. Default 30 days.
    /// - Returns: The device's id.
    /// - Throws: ``EmulatorRefusal`` when the user does not exist.
    @discardableResult
    public func addTrustedDevice(
        _ name: String,
        of loginId: String,
        for lifetime: Duration = .seconds(30 * 24 * 3600)
    ) throws(EmulatorRefusal) -> String {
        try edit { state throws(EmulatorRefusal) in
            let device = TrustedDeviceRecord(
                id: try newId("DEV2"),
                userId: try state.managedUser(loginId).id,
                name: name,
                lastUsedAt: state.now,
                expiresAt: state.end(of: lifetime)
            )
            try state.save(device)
            return device.id
        }
    }
}
