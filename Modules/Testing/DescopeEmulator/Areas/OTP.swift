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

    /// Sign-up options, which requests contain under the name of the sign-in options.
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

    /// Whether the options request step-up or MFA, which add a factor to a session.
    var asksFurtherFactor: Bool { ["stepup", "mfa"].contains { body["loginOptions"]?[$0]?.boolValue == true } }

    /// A detail of the user in a sign-up; nil when it is empty.
    func detail(_ name: String) -> String? {
        body["user"]?[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The email address of a new user, wherever the request contains it.
    func email() throws(EmulatorRefusal) -> String? {
        try (text("email") ?? detail("email")).map(checkedEmail)
    }

    /// The phone number of a new user, unchanged. It is checked only when a message is sent to it.
    var phone: String? { ["phone", "whatsapp", "whatsApp", "voice"].lazy.compactMap(text).first ?? detail("phone") }
}

extension EmulatedUser {
    /// Sets the names from a sign-up.
    mutating func takeNames(_ call: Call) {
        name = call.detail("name") ?? name
        givenName = call.detail("givenName") ?? givenName
        middleName = call.detail("middleName") ?? middleName
        familyName = call.detail("familyName") ?? familyName
    }
}

extension EmulatorState {
    /// The user that signs up: a new one, or one that management has created or that has not completed the sign-up.
    ///
    /// Once an address is verified, neither it nor the other one changes. Otherwise somebody who knows an invited
    /// user's login id could have the code sent to another address.
    mutating func signUpUser(_ loginId: String, _ method: String, _ call: Call) throws(EmulatorRefusal) -> Int {
        let known = userIndex(loginId)
        var user = if let known, users[known].signIns.isEmpty { users[known] } else { try newUser(loginId) }
        user.takeNames(call)
        let (email, phone) = (try call.email(), call.phone)
        if !user.verifiedEmail, !user.verifiedPhone {
            user.email = email ?? user.email
            user.phone = phone.map(normalizedPhone) ?? user.phone
        }
        // Checked before the user is stored, so that a refused sign-up leaves no user.
        _ = try user.address(for: method)
        guard let known else {
            users.append(user)
            return users.count - 1
        }
        users[known] = user
        return known
    }

    /// The user who signs in with a login id, created if necessary.
    mutating func userIndex(signingUpOrIn loginId: String, _ method: String, _ call: Call) throws(EmulatorRefusal)
        -> Int
    {
        if let known = userIndex(loginId) { known } else { try signUpUser(loginId, method, call) }
    }

    /// The user who signs in with a login id. A user id, which management also accepts, is not sufficient.
    func userIndex(signingIn loginId: String) throws(EmulatorRefusal) -> Int {
        guard let index = userIndex(loginId), users[index].id != loginId else {
            throw EmulatorRefusal(400, .userNotFound, "no user has this login id")
        }
        return index
    }

    /// The user of the refresh token in a request; throws unless it is the user in the request.
    func ownUserIndex(_ call: Call) throws(EmulatorRefusal) -> Int {
        let index = try userIndex(ofToken: call.token)
        guard userIndex(try call.required("loginId")) == index else { throw .foreignToken }
        return index
    }

    /// The outcome of a sign-in, from its options. Step-up and MFA require the user's refresh token.
    func pendingSignIn(_ call: Call, _ index: Int) throws(EmulatorRefusal) -> PendingSignIn {
        var pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
        guard call.token != nil || call.asksFurtherFactor else { return pending }
        guard try userIndex(ofToken: call.token) == index else { throw .foreignToken }
        if call.asksFurtherFactor { pending.earlierMethods = sessions[try sessionIndex(call.token)].methods }
        pending.isStepUp = call.body["loginOptions"]?["stepup"]?.boolValue ?? false
        return pending
    }

    /// The outcome of verifying a new address, and the user.
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

    /// The address of a message: the new address to be verified, or else the user's.
    func address(of index: Int, _ method: String, _ pending: PendingSignIn) throws(EmulatorRefusal) -> String {
        if let new = pending.newAddress { new.address } else { try users[index].address(for: method) }
    }

    /// Makes a code, puts it into the outbox, and returns the masked address.
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

    /// Signs in a user who has verified an address, and applies the pending change.
    ///
    /// - Parameter sentTo: The address of the message, which is now verified. Nil when none was sent, for a test user.
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
            throw .unauthorized("the user's address has changed")
        }
        if users[index].knownAddress(for: method) != nil {
            if method == "email" { users[index].verifiedEmail = true } else { users[index].verifiedPhone = true }
        }
        return try finish(pending, index, provenBy: method == "voice" || method == "im" ? "sms" : method)
    }

    /// Sets a user's address. If it is to become a login id and another user has it, the two users are merged. Returns
    /// the user's index.
    ///
    /// A user with an unverified address as login id may be another person, who must not gain access to the merged
    /// user. A user who has never signed in keeps no credential that could be used to sign in.
    private mutating func take(_ new: NewAddress, by method: String, _ index: Int) throws(EmulatorRefusal) -> Int {
        var index = index
        if new.addToLoginIds {
            if let other = userIndex(new.address), other != index {
                try users[other].requireEnabled()
                guard users[other].hasProven(new.address) || (users[other].signIns.isEmpty && !new.keepsOther) else {
                    throw EmulatorRefusal(400, .userAlreadyExists, "another user has this unverified login id")
                }
                index = new.keepsOther ? merge(index, into: other) : merge(other, into: index)
            } else if !users[index].loginIds.contains(new.address) {
                users[index].loginIds.append(new.address)
            }
        }
        if method == "email" { users[index].email = new.address } else { users[index].phone = new.address }
        return index
    }

    /// Signs in a user after a successful authentication, in addition to the session's earlier methods.
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

/// The masked address of a message, in the service's format.
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
