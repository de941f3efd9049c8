import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of users, as far as signing in needs it.
    static let users = [
        Route(
            "user.create",
            .post,
            "/v1/mgmt/user/create",
            .management,
            newUser + [.optional("test", .flag)],
            createUser
        ),
        Route(
            "user.createTestUser",
            .post,
            "/v1/mgmt/user/create/test",
            .management,
            newUser + [.required("test", .flag)],
            createUser
        ),
        Route(
            "user.load",
            .get,
            "/v1/mgmt/user",
            .management,
            query: .optional("loginId", "userId", "identifier")
        ) { state, call throws(EmulatorRefusal) in
            Reply(body: [
                "user": state.json(
                    state.users[
                        try state.managedUserIndex(
                            call.asked("loginId") ?? call.asked("userId") ?? call.asked("identifier")
                        )
                    ]
                )
            ])
        },
        Route(
            "user.delete",
            .post,
            "/v1/mgmt/user/delete",
            .management,
            .optional("loginId", "userId")
        ) { state, call throws(EmulatorRefusal) in
            let user = state.users.remove(at: try state.managedUserIndex(call.text("loginId") ?? call.text("userId")))
            state.sessions.removeAll { $0.userId == user.id }
            state.forget(user.id)
            return Reply()
        },
        Route(
            "user.addTenant",
            .post,
            "/v1/mgmt/user/update/tenant/add",
            .management,
            .required("loginId", "tenantId")
        ) { state, call throws(EmulatorRefusal) in
            try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
                guard !user.tenants.contains(where: { $0.id == tenantId }) else { return }
                try state.setRoles([], tenantId: tenantId, of: &user)
            }
        },
        Route(
            "user.removeTenant",
            .post,
            "/v1/mgmt/user/update/tenant/remove",
            .management,
            .required("loginId", "tenantId")
        ) { state, call throws(EmulatorRefusal) in
            try state.editUser(call) { _, user, tenantId in user.tenants.removeAll { $0.id == tenantId } }
        },
        Route(
            "user.setRoles",
            .post,
            "/v1/mgmt/user/update/role/set",
            .management,
            userRoles
        ) { state, call throws(EmulatorRefusal) in
            let names = call.body["roleNames"]?.stringsValue ?? []
            return try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
                try state.setRoles(names, tenantId: tenantId, of: &user)
            }
        },
        Route(
            "user.addRoles",
            .post,
            "/v2/mgmt/user/update/role/add",
            .management,
            userRoles,
            addRoles
        ),
        // Some clients still use the older path.
        Route(
            "user.addRoles",
            .post,
            "/v1/mgmt/user/update/role/add",
            .management,
            userRoles,
            addRoles
        ),
    ]

    private static let addRoles: Handler = { state, call throws(EmulatorRefusal) in
        let names = call.body["roleNames"]?.stringsValue ?? []
        return try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
            let old = tenantId.map { id in user.tenants.first { $0.id == id }?.roles ?? [] } ?? user.roles
            try state.setRoles(old + names.filter { !old.contains($0) }, tenantId: tenantId, of: &user)
        }
    }

    private static let userRoles: [Member] = [
        .required("loginId"), .optional("tenantId"), .required("roleNames", .list(.text)),
    ]

    private static let newUser: [Member] =
        [
            // SDKs use both spellings of the login id.
            .optional("loginId"), .optional("identifier"), .optional("roleNames", .list(.text)),
            .optional(
                "userTenants",
                .list(.object([.required("tenantId"), .optional("tenantName"), .optional("roleNames", .list(.text))]))
            ),
            .optional("customAttributes", .map(.any)), .optional("verifiedEmail", .flag),
            .optional("verifiedPhone", .flag),
            .optional("additionalLoginIds", .list(.text)), .optional("additionalIdentifiers", .list(.text)),
            .optional("ssoAppIds", .list(.text)), .optional("ssoAppIDs", .list(.text)), .optional("invite", .flag),
            .optional("sendMail", .flag), .optional("sendSMS", .flag), .optional("templateOptions", .map(.text)),
        ]
        + .optional(
            "email",
            "phone",
            "displayName",
            "name",
            "givenName",
            "middleName",
            "familyName",
            "picture",
            "status",
            "inviteUrl",
            "templateId",
            "locale"
        )

    private static let createUser: Handler = { state, call throws(EmulatorRefusal) in
        guard let loginId = call.text("loginId") ?? call.text("identifier") else { throw .missing("loginId") }
        var user = try state.newUser(loginId)
        user.email = try call.email() ?? user.email
        user.phone = try call.phone.map(checkedPhone).map(normalizedPhone) ?? user.phone
        user.trustLoginId()
        user.verifiedEmail = call.body["verifiedEmail"]?.boolValue ?? user.verifiedEmail
        user.verifiedPhone = call.body["verifiedPhone"]?.boolValue ?? user.verifiedPhone
        user.name = call.text("displayName") ?? call.text("name")
        user.givenName = call.text("givenName")
        user.middleName = call.text("middleName")
        user.familyName = call.text("familyName")
        user.picture = call.text("picture")
        user.isTest = call.flag("test")
        if let status = call.text("status") {
            guard ["enabled", "disabled", "invited"].contains(status) else { throw .invalid("the status is unknown") }
            user.status = status
        }
        user.customAttributes = call.body["customAttributes"]?.objectValue ?? [:]
        for id in ["additionalLoginIds", "additionalIdentifiers"].flatMap({ call.body[$0]?.stringsValue ?? [] })
        where !id.isEmpty {
            guard state.userIndex(id) == nil else {
                throw EmulatorRefusal(400, .userAlreadyExists, "a user with this login id exists")
            }
            if !user.loginIds.contains(normalizedPhone(id)) { user.loginIds.append(normalizedPhone(id)) }
        }
        try state.setRoles(call.body["roleNames"]?.stringsValue ?? [], tenantId: nil, of: &user)
        for tenant in call.body["userTenants"]?.arrayValue ?? [] {
            try state.setRoles(
                tenant["roleNames"]?.stringsValue ?? [],
                tenantId: tenant["tenantId"]?.stringValue ?? "",
                of: &user
            )
        }
        state.users.append(user)
        return Reply(body: ["user": state.json(user)])
    }
}

extension [Member] {
    static func required(_ names: String...) -> Self { names.map { .required($0) } }
}

extension EmulatorState {
    fileprivate func managedUserIndex(_ id: String?) throws(EmulatorRefusal) -> Int {
        guard let id, !id.isEmpty else { throw .missing("loginId") }
        guard let index = userIndex(id) else { throw EmulatorRefusal(400, .managedUserNotFound, "no user has this id") }
        return index
    }

    /// Changes a user, in the request's tenant if there is one, and returns the user.
    fileprivate mutating func editUser(
        _ call: Call,
        _ change: (EmulatorState, inout EmulatedUser, String?) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> Reply {
        let loginId = try call.required("loginId")
        let tenantId = call.text("tenantId")
        try updateUser(loginId) { state, user throws(EmulatorRefusal) in try change(state, &user, tenantId) }
        return Reply(body: ["user": json(users[try managedUserIndex(loginId)])])
    }
}
