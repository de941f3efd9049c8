import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// One-time codes.
    static let otp = [
        Route(
            "otp.signUp", .post, "/v1/auth/otp/signup/{method}", .project,
            [
                .required("loginId"), .optional("user", .object(signUpUser)), .optional("loginOptions", .object(loginOptions)),
            ] + .optional("providerId", "templateId", "email", "phone", "whatsapp", "whatsApp", "voice")
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.deliveryMethod()
            let loginId = try call.required("loginId")
            let index = try state.signUpUser(loginId, call)
            let sent = ["email", "phone", "whatsapp", "whatsApp", "voice"].lazy.compactMap(call.text).first
            if method == "email" {
                state.users[index].email = sent ?? state.users[index].email
            } else {
                state.users[index].phone = sent.map(normalizedPhone) ?? state.users[index].phone
            }
            let claims = call.body["loginOptions"]?["customClaims"]?.objectValue ?? [:]
            return try state.sendCode(to: index, loginId, method, PendingSignIn(claims: claims))
        },
        Route(
            "otp.signIn", .post, "/v1/auth/otp/signin/{method}", .projectOrRefresh,
            [.required("loginId"), .optional("loginOptions", .object(loginOptions))] + .optional("providerId", "ssoAppId", "templateId")
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            guard let index = state.userIndex(loginId) else { throw EmulatorRefusal(400, .userNotFound, "no user has this login id") }
            return try state.sendCode(to: index, loginId, try call.deliveryMethod(), try state.pendingSignIn(call, index))
        },
        Route(
            "otp.signUpOrIn", .post, "/v1/auth/otp/signup-in/{method}", .project,
            [.required("loginId"), .optional("loginOptions", .object(loginOptions))] + .optional("providerId", "ssoAppId", "templateId")
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.deliveryMethod()
            let loginId = try call.required("loginId")
            if state.userIndex(loginId) == nil { state.users.append(try state.newUser(loginId)) }
            guard let index = state.userIndex(loginId) else { throw EmulatorRefusal(400, .userNotFound, "no user has this login id") }
            let claims = call.body["loginOptions"]?["customClaims"]?.objectValue ?? [:]
            return try state.sendCode(to: index, loginId, method, PendingSignIn(untrustedClaims: claims))
        },
        Route(
            "otp.verify", .post, "/v1/auth/otp/verify/{method}", .project, [.required("loginId"), .required("code")]
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.deliveryMethod()
            guard let index = state.userIndex(try call.required("loginId")) else {
                throw EmulatorRefusal(400, .userNotFound, "no user has this login id")
            }
            return try state.verify(try call.required("code"), index, method)
        },
        Route(
            "otp.updateEmail", .post, "/v1/auth/otp/update/email", .refresh, [.required("loginId"), .required("email")] + updateOptions
        ) { state, call throws(EmulatorRefusal) in
            try state.sendUpdateCode(call, "email", to: try call.required("email"))
        },
        Route(
            "otp.updatePhone", .post, "/v1/auth/otp/update/phone/{method}", .refresh,
            [.required("loginId"), .required("phone")] + updateOptions
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.deliveryMethod()
            guard method != "email" else { throw .invalid("a phone is not reached by e-mail") }
            return try state.sendUpdateCode(call, method, to: normalizedPhone(try call.required("phone")))
        },
    ]

    static let signUpUser: [Member] = .optional("loginId", "name", "givenName", "middleName", "familyName", "email", "phone")

    /// Sign-in and sign-up options, which travel under the same name.
    static let loginOptions: [Member] =
        [
            .optional("stepup", .flag), .optional("mfa", .flag), .optional("customClaims", .map(.any)),
            .optional("revokeOtherSessions", .flag), .optional("revokeOtherSessionsTypes", .list(.text)),
            .optional("templateOptions", .map(.text)),
        ] + .optional("templateId", "tenantId", "locale", "ssoAppId", "pkceChallenge")

    private static let updateOptions: [Member] =
        [
            .optional("addToLoginIDs", .flag), .optional("onMergeUseExisting", .flag), .optional("mfa", .flag),
            .optional("templateOptions", .map(.text)),
        ] + .optional("templateId", "providerId", "locale")
}

extension Call {
    /// The method in the path, one that the service knows.
    fileprivate func deliveryMethod() throws(EmulatorRefusal) -> String {
        let method = try required("method")
        guard ["email", "sms", "voice", "whatsapp", "im"].contains(method) else { throw .invalid("the delivery method is unknown") }
        return method
    }
}

extension EmulatorState {
    /// The user that signs up: a new one, or one that management made or that has not finished signing up.
    mutating func signUpUser(_ loginId: String, _ call: Call) throws(EmulatorRefusal) -> Int {
        let index: Int
        if let known = userIndex(loginId), users[known].signIns.isEmpty {
            index = known
        } else {
            users.append(try newUser(loginId))
            index = users.count - 1
        }
        let details = call.body["user"] ?? .null
        users[index].name = details["name"]?.stringValue ?? users[index].name
        users[index].givenName = details["givenName"]?.stringValue ?? users[index].givenName
        users[index].middleName = details["middleName"]?.stringValue ?? users[index].middleName
        users[index].familyName = details["familyName"]?.stringValue ?? users[index].familyName
        users[index].email = details["email"]?.stringValue ?? users[index].email
        users[index].phone = details["phone"]?.stringValue.map(normalizedPhone) ?? users[index].phone
        return index
    }

    /// What a sign-in is to lead to, by its options. Step-up and MFA need the user's own refresh token.
    func pendingSignIn(_ call: Call, _ index: Int) throws(EmulatorRefusal) -> PendingSignIn {
        let options = call.body["loginOptions"] ?? .null
        var pending = PendingSignIn(untrustedClaims: options["customClaims"]?.objectValue ?? [:])
        let isFurtherFactor = options["stepup"]?.boolValue == true || options["mfa"]?.boolValue == true
        guard call.token != nil || isFurtherFactor else { return pending }
        guard try userIndex(ofToken: call.token) == index else { throw .unauthorized("the refresh token is another user's") }
        if isFurtherFactor { pending.earlierMethods = sessions[try sessionIndex(call.token)].methods }
        return pending
    }

    fileprivate mutating func sendUpdateCode(_ call: Call, _ method: String, to address: String) throws(EmulatorRefusal) -> Reply {
        let loginId = try call.required("loginId")
        let index = try userIndex(ofToken: call.token)
        guard userIndex(loginId) == index else { throw .unauthorized("the refresh token is another user's") }
        let pending = PendingSignIn(
            earlierMethods: call.flag("mfa") ? sessions[try sessionIndex(call.token)].methods : [],
            newAddress: (address, call.flag("addToLoginIDs"))
        )
        return try sendCode(to: index, loginId, method, pending)
    }

    /// Makes a code, puts it into the outbox, and says where it went. An older code of the same way is worth nothing then.
    fileprivate mutating func sendCode(
        to index: Int, _ loginId: String, _ method: String, _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        let user = users[index]
        guard let address = pending.newAddress?.address ?? (method == "email" ? user.email : user.phone) else {
            throw .invalid("the user has no address for \(method)")
        }
        let code = try newCode(user.id, method, isGenerated: false)
        codes.removeAll { $0.userId == user.id && $0.method == method && !$0.isGenerated }
        codes.append(code)
        pendingSignIns[PendingSignIn.Key(userId: user.id, method: method)] = pending
        messages.append(
            EmulatorOutbox.Message(loginId: loginId, method: method, address: address, code: code.code, sentAt: now)
        )
        return Reply(body: method == "email" ? ["maskedEmail": .string(maskedEmail(address))] : ["maskedPhone": .string(maskedPhone(address))])
    }

    fileprivate mutating func verify(_ code: String, _ index: Int, _ method: String) throws(EmulatorRefusal) -> Reply {
        try redeem(code, users[index].id, method)
        let pending = pendingSignIns.removeValue(forKey: PendingSignIn.Key(userId: users[index].id, method: method)) ?? PendingSignIn()
        if let (address, addToLoginIds) = pending.newAddress {
            if method == "email" { users[index].email = address } else { users[index].phone = address }
            if addToLoginIds, userIndex(address) == nil { users[index].loginIds.append(address) }
        }
        if method == "email" { users[index].verifiedEmail = true } else { users[index].verifiedPhone = true }
        let way = method == "voice" || method == "im" ? "sms" : method
        let methods = pending.earlierMethods + (pending.earlierMethods.contains(way) ? [] : [way])
        return try signIn(
            index, by: methods.count > 1 ? methods + ["mfa"] : methods, claims: pending.claims, untrustedClaims: pending.untrustedClaims
        )
    }
}

private func maskedEmail(_ address: String) -> String {
    let domain = address.firstIndex(of: "@").map { address[$0...] } ?? ""
    return address.prefix(1) + "***" + domain
}

private func maskedPhone(_ number: String) -> String {
    number.prefix(2) + String(repeating: "*", count: max(0, number.count - 4)) + number.suffix(2)
}
