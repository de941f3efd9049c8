import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The management of users.
    static let users = [
        userRecords, userFields, userSearch, userCredentials, embeddedLinks, customAttributes,
    ].flatMap(\.self)

    /// Creating, loading, changing and deleting whole users.
    private static let userRecords = [
        Route("user.create", audit: "UserCreated") { state, call in
            let known = try state.user(call.required("loginId"))
            var response = try createUser(state, call)
            response.merge(["created": .bool(known == nil)])
            return response
        },
        Route("user.createTestUser", audit: "UserCreated", createUser),
        Route("user.createBatch", audit: "UserCreated") { state, call in
            var unsent: [String: JSONValue] = [:]
            var response = state.batch(call, "createdUsers") { state, entry throws(EmulatorRefusal) in
                let user = try state.createUser(entry, invites: call.flag("invite"))
                if call.flag("invite") {
                    do throws(EmulatorRefusal) { try state.invite(user, call) } catch {
                        unsent[try entry.required("loginId")] = .string(error.message)
                    }
                }
                return user
            }
            response.merge(["additionalErrors": .object(unsent)])
            return response
        },
        Route("user.import", audit: "UserCreated") { state, call in try state.importUsers(call) },
        Route("user.load") { state, call in
            Response(body: ["user": state.json(try state.managedUser(call.asked("loginId") ?? call.asked("userId")))])
        },
        Route("user.loadUsers") { state, call in
            let users = try call.requiredTexts("userIds").compactMap { state.users[$0] }.filter {
                call.flag("includeInvalidUsers") || ["enabled", "invited"].contains($0.status)
            }
            return Response(body: ["users": .array(users.map(state.json)), "total": .int(Int64(users.count))])
        },
        Route("user.update", audit: "UserModified") { state, call in
            let user = try state.updateMembers(call, clearsOthers: true) { state, user throws(EmulatorRefusal) in
                (user.verifiedEmail, user.verifiedPhone) = (false, false)
                try state.setMembers(call, of: &user, clearsOthers: true)
                try user.setVerified(call)
                state.setAdditionalLoginIds(call.texts("additionalLoginIds"), call, of: &user)
            }
            return Response(body: ["user": state.json(user)])
        },
        Route("user.patch", audit: "UserModified") { state, call in
            Response(body: ["user": state.json(try state.patchUser(call))])
        },
        Route("user.patchBatch", audit: "UserModified") { state, call in
            state.batch(call, "patchedUsers") { state, entry throws(EmulatorRefusal) in try state.patchUser(entry) }
        },
        Route.command("user.delete", audit: "UserDeleted") { state, call in
            state.delete(try state.managedUser(call.text("loginId") ?? call.text("userId")))
        },
        Route.command("user.deleteBatch", audit: "UserDeleted") { state, call in
            for id in try call.requiredTexts("userIds") {
                // A login id, which other operations accept as well, is not sufficient.
                guard let user = state.users[id] else { throw EmulatorRefusal.unknownUser }
                state.delete(user)
            }
        },
        Route.command("user.deleteAllTestUsers", audit: "UserDeleted") { state, _ in
            for user in state.users.all where user.isTest { state.delete(user) }
        },
    ]

    private static let createUser: Handler = { state, call in
        let user = try state.createUser(call, invites: call.flag("invite"))
        if call.flag("invite") { try state.invite(user, call) }
        return Response(body: ["user": state.json(user)])
    }
}

// MARK: - The members of users

extension UserRecord {
    /// The members of requests that are only kept.
    fileprivate static let texts: [(name: String, path: any WritableKeyPath<Self, String?> & Sendable)] = [
        ("displayName", \.name), ("givenName", \.givenName), ("middleName", \.middleName),
        ("familyName", \.familyName), ("picture", \.picture),
    ]

    /// Sets which addresses count as verified, as far as a request says.
    fileprivate mutating func setVerified(_ call: Call) throws(EmulatorRefusal) {
        verifiedEmail = try call.verification("verifiedEmail", of: email) ?? verifiedEmail
        verifiedPhone = try call.verification("verifiedPhone", of: phone) ?? verifiedPhone
        verifiedRecoveryEmail =
            try call.verification("verifiedRecoveryEmail", of: recoveryEmail) ?? verifiedRecoveryEmail
        verifiedRecoveryPhone =
            try call.verification("verifiedRecoveryPhone", of: recoveryPhone) ?? verifiedRecoveryPhone
    }
}

extension Call {
    /// Whether an address counts as verified; nil if the request does not say. There has to be an address.
    func verification(_ name: String, of address: String?) throws(EmulatorRefusal) -> Bool? {
        guard let isVerified = body[name]?.boolValue else { return nil }
        guard !isVerified || address != nil else {
            throw .invalid("\(name): expected false for a user without this address, found true")
        }
        return isVerified
    }

    /// The tenants of a user in a request.
    fileprivate var tenantIds: [String] { entries("userTenants").compactMap { $0.text("tenantId") } }
}

extension EmulatorState {
    /// Creates the user of a request, or changes one who was invited before and has never signed in.
    func createUser(_ call: Call, invites: Bool) throws(EmulatorRefusal) -> UserRecord {
        let loginId = try call.required("loginId")
        // An invitation of a user who was invited before sends the message again. What it says of the user counts.
        let invited = invites ? user(loginId).flatMap { $0.signIns.isEmpty ? $0 : nil } : nil
        var user = if let invited { invited } else { try newUser(loginId) }
        user.modifiedAt = now
        let before = user
        // Clients send empty values for what is not set.
        try setMembers(Call(call.body.filter { !["", []].contains($0.value) }), of: &user)
        if invited == nil {
            user.trustLoginId()
        } else {
            user.verifiedEmail = user.verifiedEmail && user.email == before.email
            user.verifiedPhone = user.verifiedPhone && user.phone == before.phone
        }
        try user.setVerified(call)
        for id in call.texts("additionalLoginIds") where !id.isEmpty { user.add(settings.loginId(id)) }
        if let time = call.number("createdTime"), time != 0 {
            user.createdAt = Date(timeIntervalSince1970: Double(time)).inTokens
        }
        let (password, authenticator) = (try call.passwordHash(), try call.authenticator(of: user.id))
        let families = try families(call, of: user)
        try save(user)
        try setFamilies(families, of: user)
        if let password { try keepPassword(password, of: user.id, isTemporary: false) }
        if let authenticator { try save(authenticator) }
        return user
    }

    /// Changes the members of a user that a request contains: an empty one is cleared.
    fileprivate func patchUser(_ call: Call) throws(EmulatorRefusal) -> UserRecord {
        try updateMembers(call) { state, user throws(EmulatorRefusal) in
            try state.setMembers(call, of: &user)
            if call.body["userTenants"] != nil { user.memberships.leaveOthers(than: call.tenantIds) }
            // A new address is verified unless the request says otherwise.
            if call.body["email"] != nil { user.verifiedEmail = user.email != nil }
            if call.body["phone"] != nil { user.verifiedPhone = user.phone != nil }
            try user.setVerified(call)
            if call.body["additionalIdentifiers"] != nil {
                state.setAdditionalLoginIds(call.texts("additionalIdentifiers"), call, of: &user)
            }
        }
    }

    /// Changes a user, and the user's families if the request contains any.
    ///
    /// - Parameter clearsOthers: Whether a user leaves all families if it contains none. Dependents cannot.
    fileprivate func updateMembers(
        _ call: Call,
        clearsOthers: Bool = false,
        _ change: (EmulatorState, inout UserRecord) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> UserRecord {
        var families: [FamilyMember]?
        let user = try updateUser(try call.required("loginId")) { state, user throws(EmulatorRefusal) in
            try change(state, &user)
            families = try state.families(call, of: user)
            if clearsOthers, families == nil, !state.isDependent(user.id) { families = [] }
        }
        try setFamilies(families, of: user)
        return user
    }

    /// The memberships in the families of a request, which are not stored yet; nil if it does not contain any.
    private func families(_ call: Call, of user: UserRecord) throws(EmulatorRefusal) -> [FamilyMember]? {
        guard call.body["familyAssociations"] != nil else { return nil }
        return try families(call.entries("familyAssociations"), of: user)
    }

    /// Sets the members of a user that a request contains. Whether addresses are verified, login ids, and what happens
    /// to other tenants differ between the operations.
    ///
    /// - Parameter clearsOthers: Whether members that the request does not contain are cleared. The status and the kind
    ///   of user are not: they have no empty value.
    fileprivate func setMembers(
        _ call: Call,
        of user: inout UserRecord,
        clearsOthers: Bool = false
    ) throws(EmulatorRefusal) {
        func sets(_ name: String) -> Bool { clearsOthers || call.body[name] != nil }
        for (name, path) in UserRecord.texts where sets(name) { user[keyPath: path] = call.text(name) }
        if sets("email") { user.email = try call.text("email").map(checkedEmail) }
        if sets("phone") { user.phone = try call.text("phone").map(checkedPhone).map(normalizedPhone) }
        if sets("roleNames") { try setRoles(call.texts("roleNames"), tenantId: nil, of: &user.memberships) }
        try setTenants(call, of: &user.memberships)
        if clearsOthers { user.memberships.leaveOthers(than: call.tenantIds) }
        try setRecoveryAddresses(call, of: &user, clearsOthers: clearsOthers)
        if clearsOthers { user.customAttributes = [:] }
        for (name, value) in call.object("customAttributes") { user.setAttribute(name, value) }
        if sets("ssoAppIds") { user.ssoAppIds = call.texts("ssoAppIds") }
        user.isTest = call.body["test"]?.boolValue ?? user.isTest
        user.isSCIM = call.body["scim"]?.boolValue ?? user.isSCIM
        if let status = call.text("status") {
            guard ["enabled", "disabled", "invited", "expired"].contains(status) else {
                throw .invalid("the status is unknown")
            }
            user.status = status
        }
    }

    /// Joins the tenants of a request, with the roles in each. A new member without any has the tenant's default roles:
    /// some clients send an empty list for roles that are not set.
    func setTenants(_ call: Call, of memberships: inout Memberships) throws(EmulatorRefusal) {
        for tenant in call.entries("userTenants") {
            let id = try tenant.required("tenantId")
            try setRoles(tenant.texts("roleNames"), tenantId: id, of: &memberships)
        }
    }

    /// Sets the addresses with which the user can recover the account. A new one is not verified unless the request
    /// says so.
    private func setRecoveryAddresses(
        _ call: Call,
        of user: inout UserRecord,
        clearsOthers: Bool
    ) throws(EmulatorRefusal) {
        if clearsOthers { (user.verifiedRecoveryEmail, user.verifiedRecoveryPhone) = (false, false) }
        if clearsOthers || call.body["recoveryEmail"] != nil {
            let email = try call.text("recoveryEmail").map(checkedEmail)
            user.verifiedRecoveryEmail = user.verifiedRecoveryEmail && user.recoveryEmail == email
            user.recoveryEmail = email
        }
        if clearsOthers || call.body["recoveryPhone"] != nil {
            let phone = try call.text("recoveryPhone").map(checkedPhone).map(normalizedPhone)
            user.verifiedRecoveryPhone = user.verifiedRecoveryPhone && user.recoveryPhone == phone
            user.recoveryPhone = phone
        }
    }

    /// Replaces the login ids besides the one in the request, or besides the first one if it contains a user id.
    fileprivate func setAdditionalLoginIds(_ loginIds: [String], _ call: Call, of user: inout UserRecord) {
        let key = settings.loginId(call.text("loginId") ?? "").key
        user.loginIds = (user.loginIds.first { $0.key == key } ?? user.loginIds.first).map { [$0] } ?? []
        for id in loginIds where !id.isEmpty { user.add(settings.loginId(id)) }
    }
}

extension EmulatorState {
    /// Changes users one by one. What is refused for one of them does not affect the others.
    fileprivate func batch(
        _ call: Call,
        _ done: String,
        _ change: (EmulatorState, Call) throws(EmulatorRefusal) -> UserRecord
    ) -> Response {
        var (changed, failed): ([JSONValue], [JSONValue]) = ([], [])
        for entry in call.entries("users") {
            do { changed.append(json(try change(self, entry))) } catch {
                let loginId = entry.text("loginId") ?? ""
                let unmade = UserRecord(id: "", loginIds: [settings.loginId(loginId)], createdAt: now, modifiedAt: now)
                failed.append(["failure": .string(error.message), "user": json(user(loginId) ?? unmade)])
            }
        }
        return Response(body: [done: .array(changed), "failedUsers": .array(failed), "additionalErrors": [:]])
    }

    /// Sends the messages of an invitation: without a choice by email if the user has an address, or else to the phone.
    fileprivate func invite(_ user: UserRecord, _ call: Call) throws(EmulatorRefusal) {
        let asksForOne = call.flag("sendMail") || call.flag("sendSMS")
        let page = Secret(call.text("inviteUrl") ?? settings.linkRedirectURL)
        func message(_ method: String, _ address: String) -> EmulatorOutbox.Message {
            let loginId = user.loginIds.first?.text ?? user.id
            return .init(loginId: loginId, method: method, address: address, sentAt: now, link: page)
        }
        if asksForOne ? call.flag("sendMail") : user.email != nil {
            try send(message("email", try user.address(for: "email")))
        }
        if asksForOne ? call.flag("sendSMS") : user.email == nil && user.phone != nil {
            try send(message("sms", try user.address(for: "sms")))
        }
    }

    /// Changes a user, in the request's tenant if there is one, and returns the user.
    func editUser(
        _ call: Call,
        _ change: (EmulatorState, inout UserRecord, String?) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> Response {
        let tenantId = call.text("tenantId")
        let user = try updateUser(try call.required("loginId")) { state, user throws(EmulatorRefusal) in
            try change(state, &user, tenantId)
        }
        return Response(body: ["user": json(user)])
    }
}

extension EmulatorRefusal {
    fileprivate static let unknownUser = Self(400, .managedUserNotFound, "no user has this user id")
}
