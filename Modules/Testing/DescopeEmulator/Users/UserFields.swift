import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The operations that change one thing of a user.
    static let userFields = [
        Route("user.updateStatus", audit: "UserModified") { state, call in
            let status = try call.required("status")
            guard ["enabled", "disabled"].contains(status) else {
                throw EmulatorRefusal.invalid("status: expected enabled or disabled, found another")
            }
            return try state.editUser(call) { _, user, _ in user.status = status }
        },
        Route("user.updateLoginId", audit: "UserModified") { state, call in
            try state.editUser(call) { state, user, _ throws(EmulatorRefusal) in
                try state.replaceLoginId(try call.required("loginId"), by: call.text("newLoginId"), of: &user)
            }
        },
        Route("user.updateEmail", audit: "UserModified") { state, call in
            let email = try call.text("email").map(checkedEmail)
            return try state.editUser(call) { state, user, _ throws(EmulatorRefusal) in
                try state.requireNoConflict(email, call, user)
                (user.email, user.verifiedEmail) = (email, email != nil && call.flag("verified"))
            }
        },
        Route("user.updatePhone", audit: "UserModified") { state, call in
            let phone = try call.text("phone").map(checkedPhone).map(normalizedPhone)
            return try state.editUser(call) { state, user, _ throws(EmulatorRefusal) in
                try state.requireNoConflict(phone, call, user)
                (user.phone, user.verifiedPhone) = (phone, phone != nil && call.flag("verified"))
            }
        },
        Route("user.updateRecoveryEmail", audit: "UserModified") { state, call in
            let email = try call.text("recoveryEmail").map(checkedEmail)
            return try state.editUser(call) { _, user, _ in
                (user.recoveryEmail, user.verifiedRecoveryEmail) = (email, email != nil && call.flag("verified"))
            }
        },
        Route("user.updateRecoveryPhone", audit: "UserModified") { state, call in
            let phone = try call.text("recoveryPhone").map(checkedPhone).map(normalizedPhone)
            return try state.editUser(call) { _, user, _ in
                (user.recoveryPhone, user.verifiedRecoveryPhone) = (phone, phone != nil && call.flag("verified"))
            }
        },
        Route("user.updateNames", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, _ in
                if call.body["displayName"] != nil { user.name = call.text("displayName") }
                if call.body["givenName"] != nil { user.givenName = call.text("givenName") }
                if call.body["middleName"] != nil { user.middleName = call.text("middleName") }
                if call.body["familyName"] != nil { user.familyName = call.text("familyName") }
            }
        },
        Route("user.updatePicture", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, _ in user.picture = call.text("picture") }
        },
        Route("user.updateImpersonationConsent", audit: "UserModified") { state, call in
            // The value is assumed to be what users show as `consentExpiration`; its unit is not documented.
            let end = call.number("impersonationConsent") ?? 0
            guard end >= 0 else { throw EmulatorRefusal.invalid("impersonationConsent must not be negative") }
            let time = end == 0 ? nil : Date(timeIntervalSince1970: Double(end))
            var response = try state.editUser(call) { _, user, _ in user.consentExpiresAt = time }
            response.merge(["created": false])
            return response
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
        Route("user.addRoles", "user.addRolesV1", audit: "UserModified") { state, call in
            var response = try addRoles(state, call)
            response.merge(["created": false])
            return response
        },
        Route("user.removeRoles", audit: "UserModified") { state, call in
            try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
                if let tenantId, !user.memberships.contains(tenant: tenantId) {
                    throw .invalid("the user does not belong to the tenant")
                }
                let gone = try state.roleIds(call.texts("roleNames"), tenantId: tenantId)
                let left = user.memberships.roles(tenantId: tenantId).filter { !gone.contains($0) }
                user.memberships.set(left, tenantId: tenantId)
            }
        },
        Route("user.setSSOApps", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, _ in user.ssoAppIds = call.texts("ssoAppIds") }
        },
        Route("user.addSSOApps", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, _ in
                user.ssoAppIds += call.texts("ssoAppIds").filter { !user.ssoAppIds.hasSame($0) }
            }
        },
        Route("user.removeSSOApps", audit: "UserModified") { state, call in
            try state.editUser(call) { _, user, _ in
                user.ssoAppIds.removeAll(where: call.texts("ssoAppIds").hasSame)
            }
        },
    ]

    private static let addRoles: Handler = { state, call in
        try state.editUser(call) { state, user, tenantId throws(EmulatorRefusal) in
            try state.addRoles(call.texts("roleNames"), tenantId: tenantId, to: &user.memberships)
        }
    }
}

extension EmulatorState {
    /// Replaces a login id of a user, or removes it, but not the last one.
    fileprivate func replaceLoginId(
        _ old: String,
        by new: String?,
        of user: inout UserRecord
    ) throws(EmulatorRefusal) {
        let key = settings.loginId(old).key
        // A user id is sufficient if it is clear which login id is meant.
        guard let index = user.loginIds.firstIndex(where: { $0.key == key }) ?? (user.loginIds.count == 1 ? 0 : nil)
        else { throw .invalid("loginId: expected the login id to replace, found the id of a user with several") }
        guard let new else {
            guard user.loginIds.count > 1 else { throw .invalid("the last login id cannot be removed") }
            user.loginIds.remove(at: index)
            return
        }
        let loginId = settings.loginId(new)
        user.loginIds[index] = loginId
        var seen = Set<TextKey>()
        user.loginIds = user.loginIds.filter { seen.insert($0.key).inserted }
    }

    /// Refuses an address that is the login id of another user, if the request asks for that.
    fileprivate func requireNoConflict(_ address: String?, _ call: Call, _ user: UserRecord) throws(EmulatorRefusal) {
        guard call.flag("failOnConflict"), let address, let other = self.user(address), other.id != user.id else {
            return
        }
        throw UserRecord.taken(.loginId)
    }
}
