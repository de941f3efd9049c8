public import DescopeManagement
public import DescopeModels

// Operations that change one thing about a user. In all of them `loginId` is one of the user's login ids, or the user's
// id, and the user is returned as it is after the change.
extension UserAdmin {
    private func update(
        _ operation: APIOperation,
        _ body: RequestBody,
        requiring required: [String] = []
    ) async throws -> UserProfile {
        try await management.send(operation, body: body, requiring: required, returning: .member("user"))
    }

    /// Lets a user sign in again.
    @discardableResult
    public func activate(_ loginId: String) async throws -> UserProfile {
        try await updateStatus(to: .enabled, loginId: loginId)
    }

    /// Stops a user from signing in. Sessions end when their session tokens expire.
    @discardableResult
    public func deactivate(_ loginId: String) async throws -> UserProfile {
        try await updateStatus(to: .disabled, loginId: loginId)
    }

    /// Sets whether a user may sign in.
    ///
    /// - Parameters:
    ///   - status: `enabled` or `disabled`.
    ///   - loginId: One of the user's login ids, or the user's id.
    @discardableResult
    public func updateStatus(to status: UserProfile.Status, loginId: String) async throws -> UserProfile {
        try await update(.updateStatus, ["loginId": loginId, "status": status])
    }

    /// Replaces a login id by another one.
    ///
    /// - Parameters:
    ///   - newLoginId: The new login id. Nil removes the present one, but not the user's last one.
    ///   - loginId: The login id that is replaced.
    @discardableResult
    public func updateLoginId(to newLoginId: String?, loginId: String) async throws -> UserProfile {
        try await update(.updateLoginId, ["loginId": loginId, "newLoginId": Change.set(orClear: newLoginId)])
    }

    /// Sets a user's email address.
    ///
    /// - Parameters:
    ///   - email: The address; nil removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - isVerified: Whether the address counts as verified.
    ///   - failsOnConflict: Whether the call fails when the address is a login id of another user.
    @discardableResult
    public func updateEmail(
        to email: String?,
        loginId: String,
        isVerified: Bool? = nil,
        failsOnConflict: Bool? = nil
    ) async throws -> UserProfile {
        try await update(
            .updateEmail,
            [
                "loginId": loginId, "email": Change.set(orClear: email), "verified": isVerified,
                "failOnConflict": failsOnConflict,
            ]
        )
    }

    /// Sets a user's phone number.
    ///
    /// - Parameters:
    ///   - phone: The number in E.164 format, for example `+12025550143`; nil removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - isVerified: Whether the number counts as verified.
    ///   - failsOnConflict: Whether the call fails when the number is a login id of another user.
    @discardableResult
    public func updatePhone(
        to phone: String?,
        loginId: String,
        isVerified: Bool? = nil,
        failsOnConflict: Bool? = nil
    ) async throws -> UserProfile {
        try await update(
            .updatePhone,
            [
                "loginId": loginId, "phone": Change.set(orClear: phone), "verified": isVerified,
                "failOnConflict": failsOnConflict,
            ]
        )
    }

    /// Changes a user's names.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - displayName: The full name, for display.
    ///   - givenName: The given name.
    ///   - middleName: The middle name.
    ///   - familyName: The family name.
    @discardableResult
    public func updateNames(
        loginId: String,
        displayName: Change<String> = .keep,
        givenName: Change<String> = .keep,
        middleName: Change<String> = .keep,
        familyName: Change<String> = .keep
    ) async throws -> UserProfile {
        try await update(
            .updateNames,
            [
                "loginId": loginId, "displayName": displayName, "givenName": givenName, "middleName": middleName,
                "familyName": familyName,
            ]
        )
    }

    /// Sets the URL of a user's picture.
    ///
    /// - Parameters:
    ///   - picture: The URL; nil removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    @discardableResult
    public func updatePicture(to picture: String?, loginId: String) async throws -> UserProfile {
        try await update(.updatePicture, ["loginId": loginId, "picture": Change.set(orClear: picture)])
    }

    /// Sets the email address with which a user can recover the account.
    ///
    /// - Parameters:
    ///   - email: The address; nil removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - isVerified: Whether the address counts as verified.
    @discardableResult
    public func updateRecoveryEmail(
        to email: String?,
        loginId: String,
        isVerified: Bool? = nil
    ) async throws -> UserProfile {
        try await update(
            .updateRecoveryEmail,
            ["loginId": loginId, "recoveryEmail": Change.set(orClear: email), "verified": isVerified]
        )
    }

    /// Sets the phone number with which a user can recover the account.
    ///
    /// - Parameters:
    ///   - phone: The number in E.164 format; nil removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - isVerified: Whether the number counts as verified.
    @discardableResult
    public func updateRecoveryPhone(
        to phone: String?,
        loginId: String,
        isVerified: Bool? = nil
    ) async throws -> UserProfile {
        try await update(
            .updateRecoveryPhone,
            ["loginId": loginId, "recoveryPhone": Change.set(orClear: phone), "verified": isVerified]
        )
    }

    /// Sets the value of one of a user's custom attributes.
    ///
    /// - Parameters:
    ///   - attributeKey: The attribute's name; the project has to define it.
    ///   - value: The value; `.null` removes it.
    ///   - loginId: One of the user's login ids, or the user's id.
    @discardableResult
    public func updateCustomAttribute(
        _ attributeKey: String,
        to value: JSONValue,
        loginId: String
    ) async throws -> UserProfile {
        try await update(
            .updateCustomAttribute,
            ["loginId": loginId, "attributeKey": attributeKey, "attributeValue": Change.set(value)]
        )
    }

    /// Sets until when a user consents to be impersonated. From the service's published description; not checked
    /// against another SDK.
    ///
    /// - Parameters:
    ///   - impersonationConsent: The service's number for the consent.
    ///   - loginId: One of the user's login ids, or the user's id.
    @discardableResult
    public func updateImpersonationConsent(
        to impersonationConsent: Int,
        loginId: String
    ) async throws -> UserProfile {
        try await update(
            .updateImpersonationConsent,
            ["loginId": loginId, "impersonationConsent": impersonationConsent]
        )
    }

    // MARK: - Roles, tenants, applications, families

    /// Replaces a user's roles.
    ///
    /// - Parameters:
    ///   - roleNames: The roles; an empty list removes all.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - tenantId: The tenant in which the user has them; nil for the project.
    @discardableResult
    public func setRoles(_ roleNames: [String], loginId: String, tenantId: String? = nil) async throws -> UserProfile {
        try await update(
            .setRoles,
            ["loginId": loginId, "roleNames": Change.set(roleNames), "tenantId": tenantId]
        )
    }

    /// Gives a user roles.
    ///
    /// - Parameters:
    ///   - roleNames: The roles; at least one.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - tenantId: The tenant in which the user gets them; nil for the project.
    @discardableResult
    public func addRoles(_ roleNames: [String], loginId: String, tenantId: String? = nil) async throws -> UserProfile {
        try await update(
            .addRoles,
            ["loginId": loginId, "roleNames": roleNames, "tenantId": tenantId],
            requiring: ["roleNames"]
        )
    }

    /// Takes roles from a user.
    ///
    /// - Parameters:
    ///   - roleNames: The roles; at least one.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - tenantId: The tenant in which the user loses them; nil for the project.
    @discardableResult
    public func removeRoles(
        _ roleNames: [String],
        loginId: String,
        tenantId: String? = nil
    ) async throws -> UserProfile {
        try await update(
            .removeRoles,
            ["loginId": loginId, "roleNames": roleNames, "tenantId": tenantId],
            requiring: ["roleNames"]
        )
    }

    /// Makes a user a member of a tenant.
    @discardableResult
    public func addTenant(_ tenantId: String, loginId: String) async throws -> UserProfile {
        try await update(.addTenant, ["loginId": loginId, "tenantId": tenantId])
    }

    /// Ends a user's membership in a tenant, with the roles in it.
    @discardableResult
    public func removeTenant(_ tenantId: String, loginId: String) async throws -> UserProfile {
        try await update(.removeTenant, ["loginId": loginId, "tenantId": tenantId])
    }

    /// Replaces the SSO applications that a user may access; an empty list removes all.
    @discardableResult
    public func setSSOApps(_ ssoAppIds: [String], loginId: String) async throws -> UserProfile {
        try await update(.setSSOApps, ["loginId": loginId, "ssoAppIds": Change.set(ssoAppIds)])
    }

    /// Lets a user access further SSO applications; at least one.
    @discardableResult
    public func addSSOApps(_ ssoAppIds: [String], loginId: String) async throws -> UserProfile {
        try await update(
            .addSSOApps,
            ["loginId": loginId, "ssoAppIds": ssoAppIds],
            requiring: ["ssoAppIds"]
        )
    }

    /// Stops a user from accessing SSO applications; at least one.
    @discardableResult
    public func removeSSOApps(_ ssoAppIds: [String], loginId: String) async throws -> UserProfile {
        try await update(
            .removeSSOApps,
            ["loginId": loginId, "ssoAppIds": ssoAppIds],
            requiring: ["ssoAppIds"]
        )
    }

    /// Makes a user a member of families. Of a family that the user is already in, roles and attributes are merged.
    ///
    /// - Parameters:
    ///   - associations: The families, with the user's roles and attributes in each; at least one.
    ///   - loginId: One of the user's login ids, or the user's id.
    @discardableResult
    public func addFamilies(_ associations: [FamilyAssociation], loginId: String) async throws -> UserProfile {
        try await update(
            .addFamilies,
            ["loginId": loginId, "familyAssociations": associations],
            requiring: ["familyAssociations"]
        )
    }

    /// Ends a user's membership in families; at least one.
    @discardableResult
    public func removeFamilies(_ familyIds: [String], loginId: String) async throws -> UserProfile {
        try await update(
            .removeFamilies,
            ["loginId": loginId, "familyIds": familyIds],
            requiring: ["familyIds"]
        )
    }
}
