import DescopeCore
import DescopeHTTP

extension Route {
    /// Passkeys.
    static let passkeys = [
        Route("passkeys.startSignUp", "webauthn.signUp.start") { state, call in
            try call.requireNoFurtherFactor()
            guard let loginId = call.text("loginId") ?? call.detail("loginId") else {
                throw EmulatorRefusal.missing("loginId")
            }
            return try state.startPasskeySignUp(loginId, call.signUp, call)
        },
        Route("passkeys.startSignIn", "webauthn.signIn.start") { state, call in
            // Without a login id the refresh token determines the user, and without that the passkey.
            let user: UserRecord? =
                if let loginId = call.text("loginId") {
                    try state.user(signingIn: loginId)
                } else if call.token != nil {
                    try state.user(ofToken: call.token)
                } else {
                    nil
                }
            return try state.startPasskeySignIn(user, call)
        },
        Route("passkeys.startSignUpOrIn", "webauthn.signUpOrIn.start") { state, call in
            try call.requireNoFurtherFactor()
            let loginId = try call.required("loginId")
            guard state.user(loginId) == nil else {
                return try state.startPasskeySignIn(try state.user(signingIn: loginId), call)
            }
            return try state.startPasskeySignUp(loginId, call.signIn, call)
        },
        Route("passkeys.startUpdate", "webauthn.update.start") { state, call in
            let user = try state.ownUser(call)
            let origin = try call.pageOrigin()
            let (known, site) = (state.passkeys(of: user.id, for: origin.host), state.passkeySite(origin))
            var pending = PendingSignIn()
            pending.continues(try state.session(call.token), keepsFactors: true)
            return try state.startPasskey(
                .update(userId: user.id, signsIn: call.flag("mfa")),
                pending,
                call,
                origin
            ) { $0.creation($1, for: user, besides: known, site) }
        },
        Route("passkeys.finishSignUp", "webauthn.signUp.finish") { state, call in
            let started = try state.startedPasskey(call)
            guard case .signUp(let user) = started.purpose else { throw EmulatorRefusal.unknownStart }
            let passkey = try started.check.newPasskey(try PasskeyResponse(try call.required("response")))
            try state.keep(passkey, started.check.site, of: user.id)
            return try state.finish(started.pending, signingUp: user, provenBy: "webauthn")
        },
        Route("passkeys.finishSignIn", "webauthn.signIn.finish") { state, call in
            let started = try state.startedPasskey(call)
            guard case .signIn(let userId) = started.purpose else { throw EmulatorRefusal.unknownStart }
            let answer = try PasskeyResponse(try call.required("response"))
            guard var owned = state.passkeys[Base64URL.encode(answer.id)], owned.site == started.check.site,
                userId == nil || userId == owned.userId, let user = state.users[owned.userId]
            else { throw EmulatorRefusal.unauthorized("the credential does not belong to the user") }
            guard owned.allows(try answer.userHandle(), namesUser: userId != nil) else {
                throw EmulatorRefusal.unauthorized("the credential is another user's")
            }
            owned.passkey = try started.check.used(owned.passkey, answer)
            try state.save(owned)
            return try state.finish(started.pending, user, provenBy: "webauthn")
        },
        Route("passkeys.finishUpdate", "webauthn.update.finish") { state, call in
            let started = try state.startedPasskey(call)
            guard case .update(let userId, let signsIn) = started.purpose, let user = state.users[userId] else {
                throw EmulatorRefusal.unknownStart
            }
            try user.requireEnabled()
            let passkey = try started.check.newPasskey(try PasskeyResponse(try call.required("response")))
            try state.keep(passkey, started.check.site, of: userId)
            guard signsIn else { return Response() }
            let response = try state.finish(started.pending, user, provenBy: "webauthn")
            return Response(body: ["jwt": response.body], cookies: response.cookies)
        },
    ]
}

extension Call {
    fileprivate func pageOrigin() throws(EmulatorRefusal) -> PageOrigin {
        guard let origin = PageOrigin(try required("origin")) else {
            throw .invalid("malformed origin: expected https://host, or http://localhost, without a path")
        }
        return origin
    }
}

extension EmulatorState {
    /// The user is created once the passkey is registered. An existing user is refused, even one created by management,
    /// because nothing proves here that the request comes from that user.
    fileprivate func startPasskeySignUp(
        _ loginId: String,
        _ pending: PendingSignIn,
        _ call: Call
    ) throws(EmulatorRefusal) -> Response {
        let user = try newUser(loginId, try SignUpDetails(call))
        let origin = try call.pageOrigin()
        let site = passkeySite(origin)
        return try startPasskey(.signUp(user), pending, call, origin) {
            $0.creation($1, for: user, besides: [], site)
        }
    }

    /// - Parameter user: The user; nil for the user that the passkey belongs to.
    fileprivate func startPasskeySignIn(_ user: UserRecord?, _ call: Call) throws(EmulatorRefusal) -> Response {
        let origin = try call.pageOrigin()
        let site = passkeySite(origin)
        guard let user else {
            guard !call.asksFurtherFactor else { throw .unauthorized("a refresh token is required") }
            return try startPasskey(.signIn(userId: nil), call.signIn, call, origin) { $0.use($1, of: [], site) }
        }
        let known = passkeys(of: user.id, for: origin.host)
        guard !known.isEmpty else { throw .invalid("the user has no passkey for this origin") }
        let pending = try pendingSignIn(call, user.id)
        return try startPasskey(.signIn(userId: user.id), pending, call, origin) { $0.use($1, of: known, site) }
    }

    fileprivate func passkeySite(_ origin: PageOrigin) -> PasskeySite {
        // Limited to the maximum number of milliseconds in browsers.
        let timeout = min(max(0, settings.passkeyLifetime / .milliseconds(1)), Double(UInt32.max))
        return PasskeySite(id: origin.host, name: projectId, timeout: Int64(timeout))
    }
}
