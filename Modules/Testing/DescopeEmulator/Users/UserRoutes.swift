import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of users, as far as signing in needs it.
    static let users = [
        Route("user.create", audit: "UserCreated", createUser),
        Route("user.createTestUser", audit: "UserCreated", createUser),
        Route("user.load") { state, call in
            Reply(body: ["user": state.json(try state.managedUser(call.asked("loginId") ?? call.asked("userId")))])
        },
        Route("user.delete", audit: "UserDeleted") { state, call in
            state.delete(try state.managedUser(call.text("loginId") ?? call.text("userId")))
            return Reply()
        },
        Route("user.addTenant", audit: "UserModified") { state, call in
            try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
                guard !user.memberships.contains(tenant: tenantId ?? "") else { return }
                try state.setRoles([], tenantId: tenantId, of: &user.memberships)
            }
        },
        Route("user.removeTenant", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, tenantId in user.memberships.leave(tenantId ?? "") }
        },
        Route("user.setRoles", audit: "UserModified") { state, call in
            try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
                try state.setRoles(call.texts("roleNames"), tenantId: tenantId, of: &user.memberships)
            }
        },
        Route("user.addRoles", audit: "UserModified", addRoles),
        // Some clients still use the older path.
        Route("user.addRoles", "user.addRolesV1", audit: "UserModified", addRoles),
    ]

    private static let addRoles: Handler = { state, call in
        try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
            try state.addRoles(call.texts("roleNames"), tenantId: tenantId, to: &user.memberships)
        }
    }

    private static let createUser: Handler = { state, call in
        let loginId = try call.required("loginId")
        guard call.body["familyAssociations"] ?? .null == .null else {
            throw EmulatorRefusal.invalid("familyAssociations is not emulated")
        }
        // An invitation of a user who was invited before sends the message again.
        if call.flag("invite"), let known = state.user(loginId), known.signIns.isEmpty {
            try state.invite(known, call)
            return Reply(body: ["user": state.json(known)])
        }
        var user = try state.newUser(loginId)
        user.email = try call.text("email").map(checkedEmail) ?? user.email
        user.phone = try call.text("phone").map(checkedPhone).map(normalizedPhone) ?? user.phone
        user.trustLoginId()
        user.verifiedEmail = call.body["verifiedEmail"]?.boolValue ?? user.verifiedEmail
        user.verifiedPhone = call.body["verifiedPhone"]?.boolValue ?? user.verifiedPhone
        user.name = call.text("displayName")
        user.givenName = call.text("givenName")
        user.middleName = call.text("middleName")
        user.familyName = call.text("familyName")
        user.picture = call.text("picture")
        user.isTest = call.flag("test")
        if let status = call.text("status") {
            guard ["enabled", "disabled", "invited", "expired"].contains(status) else {
                throw EmulatorRefusal.invalid("the status is unknown")
            }
            user.status = status
        }
        user.customAttributes = call.body["customAttributes"]?.objectValue ?? [:]
        user.ssoAppIds = call.texts("ssoAppIds") + call.texts("ssoAppIDs")
        for id in call.texts("additionalLoginIds") where !id.isEmpty { user.add(state.settings.loginId(id)) }
        let tenants = (call.body["userTenants"]?.arrayValue ?? []).map { tenant in
            (key: tenant["tenantId"]?.stringValue ?? "", value: tenant["roleNames"]?.stringsValue ?? [])
        }
        user.memberships = try state.memberships(call.texts("roleNames"), tenants)
        try state.save(user)
        if call.flag("invite") { try state.invite(user, call) }
        return Reply(body: ["user": state.json(user)])
    }
}

extension EmulatorState {
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
    fileprivate func editUser(
        _ call: Call,
        _ change: (EmulatorState, inout UserRecord, String?) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> Reply {
        let tenantId = call.text("tenantId")
        let user = try updateUser(try call.required("loginId")) { state, user throws(EmulatorRefusal) in
            try change(state, &user, tenantId)
        }
        return Reply(body: ["user": json(user)])
    }
}
