import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// One-time codes.
    static let otp =
        sending(.otp) + [
            Route(
                "otp.verify",
                .post,
                "/v1/auth/otp/verify/{method}",
                .project,
                [.required("loginId"), .required("code")]
            ) { state, call throws(EmulatorRefusal) in
                let method = try MessageFeature.otp.method(of: call)
                let index = try state.userIndex(signingIn: try call.required("loginId"))
                return try state.verify(try call.required("code"), index, method)
            }
        ]

    static let signUpUser: [Member] = .optional(
        "loginId",
        "name",
        "givenName",
        "middleName",
        "familyName",
        "email",
        "phone"
    )

    /// Sign-in options.
    static let loginOptions: [Member] =
        signUpOptions + [.optional("stepup", .flag), .optional("mfa", .flag), .optional("ssoAppId")]

    /// Sign-up options, which travel under the name of the sign-in options.
    static let signUpOptions: [Member] =
        [
            .optional("customClaims", .map(.any)), .optional("revokeOtherSessions", .flag),
            .optional("revokeOtherSessionsTypes", .list(.text)), .optional("templateOptions", .map(.text)),
        ] + .optional("templateId", "tenantId", "locale", "pkceChallenge")

    static let updateOptions: [Member] =
        [
            .optional("addToLoginIDs", .flag), .optional("onMergeUseExisting", .flag), .optional("mfa", .flag),
            .optional("templateOptions", .map(.text)),
        ] + .optional("templateId", "providerId", "locale")
}

extension MessageFeature {
    static let otp = Self(
        name: "otp",
        methods: ["email", "sms", "voice", "whatsapp", "im"],
        addresses: ["voice"],
        addsFactors: true
    ) {
        state,
        _,
        recipient,
        pending throws(EmulatorRefusal) in
        try state.sendCode(to: recipient, pending)
    }
}

extension Call {
    /// The options' custom claims.
    var customClaims: [String: JSONValue] { body["loginOptions"]?["customClaims"]?.objectValue ?? [:] }

    var endsOtherSessions: Bool { body["loginOptions"]?["revokeOtherSessions"]?.boolValue ?? false }

    /// Whether the options ask for step-up or MFA, which add a proof to a session.
    var asksFurtherFactor: Bool { ["stepup", "mfa"].contains { body["loginOptions"]?[$0]?.boolValue == true } }

    /// What a sign-up says of the user; nil when it is empty.
    func detail(_ name: String) -> String? {
        body["user"]?[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The e-mail address that a new user is said to have, wherever it stands.
    func email() throws(EmulatorRefusal) -> String? {
        try (text("email") ?? detail("email")).map(checkedEmail)
    }

    /// The same for the phone number, as it was written. It is looked at only when a message is to go to it.
    var phone: String? { ["phone", "whatsapp", "whatsApp", "voice"].lazy.compactMap(text).first ?? detail("phone") }
}

extension EmulatedUser {
    /// Takes over the names that a sign-up tells.
    mutating func takeNames(_ call: Call) {
        name = call.detail("name") ?? name
        givenName = call.detail("givenName") ?? givenName
        middleName = call.detail("middleName") ?? middleName
        familyName = call.detail("familyName") ?? familyName
    }
}

extension EmulatorState {
    /// The user that signs up: a new one, or one that management made or that has not finished signing up.
    ///
    /// Once an address has been proven, neither it nor the other one changes, or whoever knows an invited user's login
    /// id could have the code sent elsewhere.
    mutating func signUpUser(_ loginId: String, _ method: String, _ call: Call) throws(EmulatorRefusal) -> Int {
        let known = userIndex(loginId)
        var user = if let known, users[known].signIns.isEmpty { users[known] } else { try newUser(loginId) }
        user.takeNames(call)
        let (email, phone) = (try call.email(), call.phone)
        if !user.verifiedEmail, !user.verifiedPhone {
            user.email = email ?? user.email
            user.phone = phone.map(normalizedPhone) ?? user.phone
        }
        // Asked for before the user is kept: a refused sign-up leaves nobody behind.
        _ = try user.address(for: method)
        guard let known else {
            users.append(user)
            return users.count - 1
        }
        users[known] = user
        return known
    }

    /// The user who signs in with a login id, made first when there is none.
    mutating func userIndex(signingUpOrIn loginId: String, _ method: String, _ call: Call) throws(EmulatorRefusal)
        -> Int
    {
        if let known = userIndex(loginId) { known } else { try signUpUser(loginId, method, call) }
    }

    /// The user who signs in with a login id; a user id, which management takes as well, does not do.
    func userIndex(signingIn loginId: String) throws(EmulatorRefusal) -> Int {
        guard let index = userIndex(loginId), users[index].id != loginId else {
            throw EmulatorRefusal(400, .userNotFound, "no user has this login id")
        }
        return index
    }

    /// The user whose refresh token came with a call, who has to be the one that the call names.
    func ownUserIndex(_ call: Call) throws(EmulatorRefusal) -> Int {
        let index = try userIndex(ofToken: call.token)
        guard userIndex(try call.required("loginId")) == index else { throw .foreignToken }
        return index
    }

    /// What a sign-in is to lead to, by its options. Step-up and MFA need the user's own refresh token.
    func pendingSignIn(_ call: Call, _ index: Int) throws(EmulatorRefusal) -> PendingSignIn {
        var pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
        guard call.token != nil || call.asksFurtherFactor else { return pending }
        guard try userIndex(ofToken: call.token) == index else { throw .foreignToken }
        if call.asksFurtherFactor { pending.earlierMethods = sessions[try sessionIndex(call.token)].methods }
        pending.isStepUp = call.body["loginOptions"]?["stepup"]?.boolValue ?? false
        return pending
    }

    /// What the proof of a new address is to lead to, and for which user.
    func pendingUpdate(
        _ call: Call,
        to address: String,
        keepsFactors: Bool = false
    ) throws(EmulatorRefusal) -> (index: Int, loginId: String, PendingSignIn) {
        let loginId = try call.required("loginId")
        let index = try ownUserIndex(call)
        let pending = PendingSignIn(
            earlierMethods: keepsFactors ? sessions[try sessionIndex(call.token)].methods : [],
            newAddress: NewAddress(
                address: address,
                addToLoginIds: call.flag("addToLoginIDs"),
                keepsOther: call.flag("onMergeUseExisting")
            )
        )
        return (index, loginId, pending)
    }

    /// Where a message goes: to the new address that it is to prove, or else to the user's.
    func address(of index: Int, _ method: String, _ pending: PendingSignIn) throws(EmulatorRefusal) -> String {
        if let new = pending.newAddress { new.address } else { try users[index].address(for: method) }
    }

    /// Makes a code, puts it into the outbox, and says where it went.
    mutating func sendCode(
        to recipient: MessageFeature.Recipient,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        let (index, loginId, method) = (recipient.index, recipient.loginId, recipient.method)
        let address = try address(of: index, method, pending)
        let code = try newCode(index, method, pending, isGenerated: false).code
        messages.append(
            EmulatorOutbox.Message(loginId: loginId, method: method, address: address, sentAt: now, code: code)
        )
        return Reply(body: masked(address, method))
    }

    mutating func verify(_ code: String, _ index: Int, _ method: String) throws(EmulatorRefusal) -> Reply {
        try finish(try redeem(code, users[index].id, method).purpose)
    }

    /// Signs in a user who has proven to be reached by a method, and makes the change that waited for it.
    ///
    /// - Parameter sentTo: Where the message went, which is what is proven. Nil when none was sent, for a test user.
    mutating func finish(
        _ pending: PendingSignIn,
        _ index: Int,
        reachedBy method: String,
        at sentTo: String?
    ) throws(EmulatorRefusal) -> Reply {
        // Before anything changes.
        try users[index].requireEnabled()
        var index = index
        if let new = pending.newAddress {
            index = try take(new, by: method, index)
        } else if let sentTo, users[index].knownAddress(for: method) != sentTo {
            throw .unauthorized("the user has another address by now")
        }
        if users[index].knownAddress(for: method) != nil {
            if method == "email" { users[index].verifiedEmail = true } else { users[index].verifiedPhone = true }
        }
        return try finish(pending, index, provenBy: method == "voice" || method == "im" ? "sms" : method)
    }

    /// Gives a user an address. Where it is to be a login id and is another user's, the two become one. Returns where
    /// the user is then.
    ///
    /// Who goes by an address without having proven it may be somebody else: they must not get, nor leave behind, a way
    /// into the one user. Of who has not signed in yet nothing is kept that would be one.
    private mutating func take(_ new: NewAddress, by method: String, _ index: Int) throws(EmulatorRefusal) -> Int {
        var index = index
        if new.addToLoginIds {
            if let other = userIndex(new.address), other != index {
                try users[other].requireEnabled()
                guard users[other].hasProven(new.address) || (users[other].signIns.isEmpty && !new.keepsOther) else {
                    throw EmulatorRefusal(400, .userAlreadyExists, "the login id of another, who has not proven it")
                }
                index = new.keepsOther ? merge(index, into: other) : merge(other, into: index)
            } else if !users[index].loginIds.contains(new.address) {
                users[index].loginIds.append(new.address)
            }
        }
        if method == "email" { users[index].email = new.address } else { users[index].phone = new.address }
        return index
    }

    /// Signs a user in who has proven who they are in some way, beside what the session has proven before.
    mutating func finish(_ pending: PendingSignIn, _ index: Int, provenBy way: String) throws(EmulatorRefusal) -> Reply
    {
        try users[index].requireEnabled()
        let earlier = pending.earlierMethods.filter { $0 != "mfa" }
        let methods = earlier + (earlier.contains(way) ? [] : [way])
        if pending.endsOtherSessions { endSessions(of: users[index].id) }
        return try signIn(
            index,
            by: methods.count > 1 ? methods + ["mfa"] : methods,
            claims: pending.claims,
            untrustedClaims: pending.untrustedClaims,
            isStepUp: pending.isStepUp
        )
    }
}

extension EmulatorRefusal {
    fileprivate static var foreignToken: Self { .unauthorized("the refresh token is another user's") }
}

/// Where a message went, in the service's words.
func masked(_ address: String, _ method: String) -> JSONValue {
    method == "email" ? ["maskedEmail": .string(maskedEmail(address))] : ["maskedPhone": .string(maskedPhone(address))]
}

private func maskedEmail(_ address: String) -> String {
    let domain = address.firstIndex(of: "@").map { address[$0...] } ?? ""
    return address.prefix(1) + "***" + domain
}

private func maskedPhone(_ number: String) -> String {
    number.prefix(2) + String(repeating: "*", count: max(0, number.count - 4)) + number.suffix(2)
}
