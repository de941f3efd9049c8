import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of users, as far as signing in needs it.
    static let users = [
        Route("user.create", audit: "UserCreated", createUser),
        Route("user.createTestUser", audit: "UserCreated", createUser),
        Route("user.load") { state, call in
            Response(body: ["user": state.json(try state.managedUser(call.asked("loginId") ?? call.asked("userId")))])
        },
        Route("user.delete", audit: "UserDeleted") { state, call in
            state.delete(try state.managedUser(call.text("loginId") ?? call.text("userId")))
            return Response()
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
        // An invitation of a user who was invited before sends the message again. What it says of the user counts.
        let invited = call.flag("invite") ? state.user(loginId).flatMap { $0.signIns.isEmpty ? $0 : nil } : nil
        var user = if let invited { invited } else { try state.newUser(loginId) }
        user.modifiedAt = state.now
        let before = user
        user.email = try call.text("email").map(checkedEmail) ?? user.email
        user.phone = try call.text("phone").map(checkedPhone).map(normalizedPhone) ?? user.phone
        if invited == nil {
            user.trustLoginId()
        } else {
            user.verifiedEmail = user.verifiedEmail && user.email == before.email
            user.verifiedPhone = user.verifiedPhone && user.phone == before.phone
        }
        user.verifiedEmail = call.body["verifiedEmail"]?.boolValue ?? user.verifiedEmail
        user.verifiedPhone = call.body["verifiedPhone"]?.boolValue ?? user.verifiedPhone
        user.name = call.text("displayName") ?? user.name
        user.givenName = call.text("givenName") ?? user.givenName
        user.middleName = call.text("middleName") ?? user.middleName
        user.familyName = call.text("familyName") ?? user.familyName
        user.picture = call.text("picture") ?? user.picture
        user.isTest = call.body["test"]?.boolValue ?? user.isTest
        if let status = call.text("status") {
            guard ["enabled", "disabled", "invited", "expired"].contains(status) else {
                throw EmulatorRefusal.invalid("the status is unknown")
            }
            user.status = status
        }
        user.customAttributes.merge(call.body["customAttributes"]?.objectValue ?? [:]) { $1 }
        user.ssoAppIds = call.body["ssoAppIds"]?.stringsValue ?? user.ssoAppIds
        for id in call.texts("additionalLoginIds") where !id.isEmpty { user.add(state.settings.loginId(id)) }
        let tenants = (call.body["userTenants"]?.arrayValue ?? []).map { tenant in
            (key: tenant["tenantId"]?.stringValue ?? "", value: tenant["roleNames"]?.stringsValue ?? [])
        }
        if call.body["roleNames"] != nil {
            try state.setRoles(call.texts("roleNames"), tenantId: nil, of: &user.memberships)
        }
        for (id, roles) in tenants { try state.setRoles(roles, tenantId: id, of: &user.memberships) }
        try state.save(user)
        if call.flag("invite") { try state.invite(user, call) }
        return Response(body: ["user": state.json(user)])
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
    ) throws(EmulatorRefusal) -> Response {
        let tenantId = call.text("tenantId")
        let user = try updateUser(try call.required("loginId")) { state, user throws(EmulatorRefusal) in
            try change(state, &user, tenantId)
        }
        return Response(body: ["user": json(user)])
    }
}
