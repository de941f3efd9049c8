import DescopeCore
import DescopeHTTP

extension Route {
    /// Passkeys.
    static let passkeys = [
        Route(
            "passkeys.startSignUp",
            .post,
            "/v1/auth/webauthn/signup/start",
            .project,
            [
                .optional("loginId"), .required("origin"), .optional("user", .object(signUpUser)),
                .optional("loginOptions", .object(signUpOptions)), passkeyOptions,
            ]
        ) { state, call throws(EmulatorRefusal) in
            guard let loginId = call.text("loginId") ?? call.detail("loginId") else { throw .missing("loginId") }
            return try state.startPasskeySignUp(
                loginId,
                PendingSignIn(claims: call.customClaims, endsOtherSessions: call.endsOtherSessions),
                call
            )
        },
        Route(
            "passkeys.startSignIn",
            .post,
            "/v1/auth/webauthn/signin/start",
            .projectOrRefresh,
            [
                .optional("loginId"), .required("origin"), .optional("loginOptions", .object(loginOptions)),
                passkeyOptions,
            ]
        ) { state, call throws(EmulatorRefusal) in
            // Without a login id the refresh token determines the user, and without that the passkey.
            let index: Int? =
                if let loginId = call.text("loginId") {
                    try state.userIndex(signingIn: loginId)
                } else if call.token != nil {
                    try state.userIndex(ofToken: call.token)
                } else {
                    nil
                }
            return try state.startPasskeySignIn(index, call)
        },
        Route(
            "passkeys.startSignUpOrIn",
            .post,
            "/v1/auth/webauthn/signup-in/start",
            .project,
            [
                .required("loginId"), .required("origin"), .optional("loginOptions", .object(loginOptions)),
                passkeyOptions, .optional("ssoAppId"),
            ]
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            guard state.userIndex(loginId) == nil else {
                return try state.startPasskeySignIn(try state.userIndex(signingIn: loginId), call)
            }
            let pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            return try state.startPasskeySignUp(loginId, pending, call)
        },
        Route(
            "passkeys.startUpdate",
            .post,
            "/v1/auth/webauthn/update/start",
            .refresh,
            [.required("loginId"), .required("origin"), .optional("mfa", .flag), passkeyOptions]
        ) { state, call throws(EmulatorRefusal) in
            let user = state.users[try state.ownUserIndex(call)]
            let origin = try call.pageOrigin()
            let (known, site) = (state.passkeys(of: user.id, for: origin.host), state.passkeySite(origin))
            return try state.startPasskey(
                .update(userId: user.id, signsIn: call.flag("mfa")),
                PendingSignIn(earlierMethods: state.sessions[try state.sessionIndex(call.token)].methods),
                call,
                origin
            ) { $0.creation($1, for: user, besides: known, site) }
        },
        Route("passkeys.finishSignUp", .post, "/v1/auth/webauthn/signup/finish", .project, finish) {
            state,
            call throws(EmulatorRefusal) in
            let started = try state.startedPasskey(call)
            guard case .signUp(let user) = started.purpose else { throw .unknownStart }
            let passkey = try started.check.newPasskey(try PasskeyAnswer(try call.required("response")))
            // Another sign-up may have taken the login id meanwhile.
            guard user.loginIds.allSatisfy({ state.userIndex($0) == nil }) else {
                throw EmulatorRefusal(400, .userAlreadyExists, "a user with this login id exists")
            }
            try state.keep(passkey, started.check.site, of: user.id)
            state.users.append(user)
            return try state.finish(started.pending, state.users.count - 1, provenBy: "webauthn")
        },
        Route("passkeys.finishSignIn", .post, "/v1/auth/webauthn/signin/finish", .project, finish) {
            state,
            call throws(EmulatorRefusal) in
            let started = try state.startedPasskey(call)
            guard case .signIn(let userId) = started.purpose else { throw .unknownStart }
            let answer = try PasskeyAnswer(try call.required("response"))
            guard
                let index = state.passkeys.owned.firstIndex(where: {
                    $0.passkey.id == answer.id && $0.site == started.check.site
                }),
                case let owned = state.passkeys.owned[index], userId == nil || userId == owned.userId,
                let userIndex = state.users.firstIndex(where: { $0.id == owned.userId })
            else { throw .unauthorized("the credential does not belong to the user") }
            // When the request names no user, the authenticator has to.
            let handle = try answer.userHandle() ?? (userId == nil ? [] : Array(owned.userId.utf8))
            guard handle == Array(owned.userId.utf8) else { throw .unauthorized("the credential is another user's") }
            state.passkeys.owned[index].passkey = try started.check.used(owned.passkey, answer)
            return try state.finish(started.pending, userIndex, provenBy: "webauthn")
        },
        Route("passkeys.finishUpdate", .post, "/v1/auth/webauthn/update/finish", .project, finish) {
            state,
            call throws(EmulatorRefusal) in
            let started = try state.startedPasskey(call)
            guard case .update(let userId, let signsIn) = started.purpose,
                let index = state.users.firstIndex(where: { $0.id == userId })
            else { throw .unknownStart }
            try state.users[index].requireEnabled()
            let passkey = try started.check.newPasskey(try PasskeyAnswer(try call.required("response")))
            try state.keep(passkey, started.check.site, of: userId)
            guard signsIn else { return Reply() }
            let reply = try state.finish(started.pending, index, provenBy: "webauthn")
            return Reply(body: ["jwt": reply.body], cookies: reply.cookies)
        },
    ]

    // The Go SDK writes transactionID. One of the two is required.
    private static let finish: [Member] = [.required("response")] + .optional("transactionId", "transactionID")

    private static let passkeyOptions = Member.optional(
        "passkeyOptions",
        .object(
            [
                .optional(
                    "authenticatorSelection",
                    .object(
                        [.optional("requireResidentKey", .number)]
                            + .optional("authenticatorAttachment", "residentKey", "userVerification", "extensionsJSON")
                    )
                )
            ] + .optional("attestation", "userVerification", "extensionsJSON")
        )
    )
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
    fileprivate mutating func startPasskeySignUp(
        _ loginId: String,
        _ pending: PendingSignIn,
        _ call: Call
    ) throws(EmulatorRefusal) -> Reply {
        let user = try newUser(loginId, call)
        let origin = try call.pageOrigin()
        let site = passkeySite(origin)
        return try startPasskey(.signUp(user), pending, call, origin) {
            $0.creation($1, for: user, besides: [], site)
        }
    }

    /// - Parameter index: The user; nil for the user that the passkey belongs to.
    fileprivate mutating func startPasskeySignIn(_ index: Int?, _ call: Call) throws(EmulatorRefusal) -> Reply {
        let origin = try call.pageOrigin()
        let site = passkeySite(origin)
        guard let index else {
            guard !call.asksFurtherFactor else { throw .unauthorized("a refresh token is required") }
            let pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            return try startPasskey(.signIn(userId: nil), pending, call, origin) { $0.use($1, of: [], site) }
        }
        let known = passkeys(of: users[index].id, for: origin.host)
        guard !known.isEmpty else { throw .invalid("the user has no passkey for this origin") }
        return try startPasskey(
            .signIn(userId: users[index].id),
            try pendingSignIn(call, index),
            call,
            origin
        ) { $0.use($1, of: known, site) }
    }

    fileprivate func passkeySite(_ origin: PageOrigin) -> PasskeySite {
        // Limited to the maximum number of milliseconds in browsers.
        let timeout = min(max(0, settings.passkeyLifetime / .milliseconds(1)), Double(UInt32.max))
        return PasskeySite(id: origin.host, name: projectId, timeout: Int64(timeout))
    }
}
