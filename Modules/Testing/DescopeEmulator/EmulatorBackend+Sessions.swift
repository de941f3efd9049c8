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
    ///   - name: What it is called. Several may have the same name.
    ///   - roles: Its roles in the project.
    ///   - tenants: Its tenants, with its roles in each.
    ///   - userId: The id or a login id of the user whose roles and tenants it has instead of its own.
    ///   - customClaims: What else its tokens say.
    ///   - expires: When it ends. Nil: never.
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
                roles: roles,
                tenants: tenants,
                userId: userId,
                customClaims: customClaims,
                expires: expires
            )
        }
    }

    /// Deactivates the access keys of a name, or activates them again. A session that a key was exchanged for lives on.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is none of that name.
    public func setAccessKey(_ name: String, isActive: Bool) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in try state.setAccessKey(name, isActive: isActive) }
    }
}

// MARK: - Sessions that begin elsewhere

extension EmulatorBackend {
    /// Says whom the tokens of the service speak for that the users came from. Without it no external token is taken.
    ///
    /// - Parameter recognize: The login id that a token stands for; the user is made when there is none. Nil refuses
    ///   the token. It is called while a request is answered, so it must not use this backend.
    public func recognizeExternalTokens(_ recognize: @escaping @Sendable (Secret) -> String?) {
        edit { state in state.handovers.recognize = recognize }
    }

    /// A code that stands for a new session of a user, as a redirect brings it: for `client.session.exchange(code:)`.
    /// It works once, and for as long as one-time codes do.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such user.
    public func makeSessionCode(for loginId: String) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in try state.begin(.code, for: loginId) }
    }

    /// Starts a sign-in that the user confirms on a phone, and returns its reference.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such user.
    public func startPush(for loginId: String) throws(EmulatorRefusal) -> Secret {
        try edit { state throws(EmulatorRefusal) in try state.begin(.push, for: loginId) }
    }

    /// Does what the user would do on the phone.
    ///
    /// - Throws: ``EmulatorRefusal`` when no sign-in with that reference waits.
    public func answerPush(_ pendingRef: some SecretConvertible, confirms: Bool) throws(EmulatorRefusal) {
        let pendingRef = pendingRef.asSecret
        try edit { state throws(EmulatorRefusal) in
            let index = try state.handoverIndex(.push, pendingRef.reveal())
            state.handovers.open[index].isConfirmed = confirms
        }
    }

    /// Adds a flow that signs users up or in with a mailed code: a screen that takes `email`, and one that takes
    /// `code`.
    public func addFlow(_ id: String) { edit { state in _ = state.flows.ids.insert(id) } }

    /// Adds an outbound application.
    public func addOutboundApp(_ id: String) { edit { state in _ = state.outboundApps.insert(id) } }
}
