public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// MARK: - Access keys

extension EmulatorBackend {
    /// Adds an access key.
    ///
    /// - Parameters:
    ///   - name: The key's name. Several keys may have the same name.
    ///   - roles: The key's roles in the project.
    ///   - tenants: The key's tenants, with its roles in each.
    ///   - userId: The id or a login id of a user whose roles and tenants the key has instead of its own.
    ///   - customClaims: Further claims of the key's tokens.
    ///   - expires: When the key expires. Nil: never.
    /// - Returns: The key.
    /// - Throws: ``EmulatorRefusal`` when the user, a role or a tenant does not exist.
    public func addAccessKey(
        name: String,
        roles: [String] = [],
        tenants: [String: [String]] = [:],
        userId: String? = nil,
        customClaims: [String: JSONValue] = [:],
        expires: Date? = nil
    ) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in
            try state.addAccessKey(
                name,
                memberships: try state.memberships(roles, tenants.sorted { $0.key < $1.key }),
                userId: userId,
                customClaims: customClaims,
                expires: expires
            )
        }
    }

    /// Deactivates the access keys with this name, or activates them again. Existing sessions of a key are not
    /// affected.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no key with this name.
    public func setAccessKey(_ name: String, isActive: Bool) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in try state.setAccessKey(name, isActive: isActive) }
    }
}

// MARK: - Sessions that begin outside the app

extension EmulatorBackend {
    /// Sets how external tokens are mapped to users. Without it no external token is accepted.
    ///
    /// - Parameter recognize: Returns the login id for a token, or nil to refuse it. A user who does not exist is
    ///   created. It is called while a request is handled, so it must not use this backend.
    public func recognizeExternalTokens(_ recognize: @escaping @Sendable (Secret) -> String?) {
        change { state in state.recognizeExternalToken = recognize }
    }

    /// Makes a code for a new session of a user, as in a redirect, for `client.session.exchange(code:)`. It works once,
    /// and as long as one-time codes do.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such user.
    public func makeSessionCode(for loginId: String) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in
            let code = SessionCode(userId: try state.user(signingIn: loginId).id)
            return try state.issue(code, for: state.settings.codeLifetime)
        }
    }

    /// Starts a sign-in that the user confirms on a phone, and returns its reference.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such user.
    public func startPush(for loginId: String) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in
            let push = PushSignIn(userId: try state.user(signingIn: loginId).id)
            return try state.issue(push, for: state.settings.codeLifetime)
        }
    }

    /// Confirms or declines a push sign-in, as the user would on the phone.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no pending sign-in with this reference, or the user has answered.
    public func answerPush(_ pendingRef: some SecretConvertible, confirms: Bool) throws(EmulatorRefusal) {
        let pendingRef = pendingRef.asSecret
        try edit { state throws(EmulatorRefusal) in
            var push = try state.push(pendingRef.reveal())
            guard push.value.isConfirmed == nil else { throw .invalid("the user has answered already") }
            push.value.isConfirmed = confirms
            try state.save(push)
        }
    }

    /// Adds a flow that signs users up or in with a code by email: a screen with the input `email`, and one with
    /// `code`.
    public func addFlow(_ id: String) {
        // Adding it twice changes nothing.
        change { state in
            if state.flows[id] == nil { try? state.save(FlowRecord.signUpOrIn(id)) }
        }
    }

    /// Sets what a flow returns when management runs it. Without it the output is empty.
    ///
    /// - Parameter run: Returns the output for the flow's id and the input. It is called while a request is handled, so
    ///   it must not use this backend.
    public func runFlows(
        _ run: @escaping @Sendable (_ flowId: String, _ input: [String: JSONValue]) -> [String: JSONValue]
    ) {
        change { state in state.runsFlow = run }
    }

    /// Sets until when a user consents to being impersonated, as the user would in a flow. Nil: the user does not.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such user.
    public func setImpersonationConsent(of loginId: String, until end: Date?) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            _ = try state.updateUser(loginId) { _, user in user.consentExpiresAt = end }
        }
    }

    /// Adds an outbound application.
    public func addOutboundApp(_ id: String) {
        change { state in
            // Adding it twice changes nothing.
            _ = try? state.create(.outboundApps, ["id": .string(id), "name": .string(id)])
        }
    }

    /// Records a user's or a tenant's consent to what an inbound application may do, as its consent screen does. A
    /// second consent adds scopes to the first.
    ///
    /// - Parameters:
    ///   - appId: The id of the inbound application.
    ///   - loginId: The user; nil for the consent of a whole tenant.
    ///   - tenant: The tenant, or the one in which the user consents.
    ///   - scopes: The names of the scopes.
    /// - Returns: The id of the consent.
    /// - Throws: ``EmulatorRefusal`` when the application, the user or the tenant does not exist, or there is neither
    ///   user nor tenant.
    @discardableResult
    public func addConsent(
        to appId: String,
        of loginId: String? = nil,
        tenant: String? = nil,
        scopes: [String]
    ) throws(EmulatorRefusal) -> String {
        try edit { state throws(EmulatorRefusal) in
            try state.addConsent(to: appId, of: loginId, tenant: tenant, scopes: scopes)
        }
    }

    /// Makes an access token, as an inbound application obtains it by OAuth.
    ///
    /// - Parameters:
    ///   - appId: The id of the inbound application.
    ///   - scopes: The scopes of the token, for example `outbound.token.fetch`.
    ///   - loginId: The user for whom the application acts; nil if it acts for itself.
    /// - Throws: ``EmulatorRefusal`` when there is no such application or user.
    public func makeAppToken(
        for appId: String,
        scopes: [String],
        of loginId: String? = nil
    ) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in
            let end = state.end(of: state.settings.sessionLifetime)
            return try state.appToken(for: appId, scopes: scopes, of: loginId, until: end)
        }
    }
}
