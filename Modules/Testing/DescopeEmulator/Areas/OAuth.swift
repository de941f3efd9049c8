import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Signing in with external accounts.
    static let oauth =
        [
            start("oauth.start", "/v1/auth/oauth/authorize", .signUpOrIn),
            start("oauth.startSignUp", "/v1/auth/oauth/authorize/signup", .signUp),
            start("oauth.startSignIn", "/v1/auth/oauth/authorize/signin", .signIn),
            Route(
                "oauth.startUpdate",
                .post,
                "/v1/auth/oauth/authorize/update",
                .refresh,
                query: [.required("provider")] + startQuery + .optional("allowAllMerge"),
                loginOptions
            ) { state, call throws(EmulatorRefusal) in
                let purpose = FederationState.Purpose.update(mergesOthers: try call.askedFlag("allowAllMerge"))
                return try state.authorize(call, .provider(try state.provider(call)), purpose)
            },
            exchange("oauth"),
            Route(
                "oauth.startNative",
                .post,
                "/v1/auth/oauth/native/start",
                .project,
                [
                    .required("provider"), .optional("loginOptions", .object(loginOptions)),
                    .optional("implicit", .flag), .optional("rawResponse", .flag),
                ]
            ) { state, call throws(EmulatorRefusal) in
                let provider = try state.provider(call)
                let start = FederationState.NativeStart(
                    nonce: try state.newId(""),
                    pending: try state.pendingSignIn(call, state.users.endIndex)
                )
                let lifetime = state.settings.authorizationLifetime
                return Reply(body: [
                    "clientId": .string(clientId(of: provider)),
                    "stateId": .string(try state.issue(start, in: \.nativeStarts, provider, for: lifetime)),
                    "nonce": .string(start.nonce), "implicit": .bool(call.flag("implicit")),
                ])
            },
            Route(
                "oauth.finishNative",
                .post,
                "/v1/auth/oauth/native/finish",
                .project,
                [.required("provider"), .required("stateId")] + .optional("user", "code", "idToken")
            ) { state, call throws(EmulatorRefusal) in
                let provider = try state.provider(call)
                guard let start = try state.redeem(try call.required("stateId"), in: \.nativeStarts, provider) else {
                    throw .unauthorized("the state is wrong, used or expired")
                }
                let identity = try state.identity(finishing: start, call, provider)
                return try state.exchange(try state.grant(identity, state.signUpOrIn(provider, start.pending)))
            },
            Route(
                "oauth.oneTapClientId",
                .get,
                "/v1/auth/onetap/clientid/{provider}",
                .project
            ) { state, call throws(EmulatorRefusal) in
                Reply(body: ["clientId": .string(clientId(of: try state.provider(call)))])
            },
            Route(
                "oauth.verifyOneTap",
                .post,
                "/v1/auth/onetap/idtoken/verify",
                .project,
                oneTap
            ) { state, call throws(EmulatorRefusal) in
                let grant = try state.oneTapGrant(call)
                return Reply(body: ["code": .string(try state.code(for: grant))])
            },
            Route(
                "oauth.exchangeOneTap",
                .post,
                "/v1/auth/onetap/idtoken/exchange",
                .project,
                oneTap
            ) { state, call throws(EmulatorRefusal) in
                try state.exchange(try state.oneTapGrant(call))
            },
        ]

    /// The query items that every start accepts.
    static let startQuery: [Member] =
        .optional("redirectURL", "redirectUrl", "loginHint", "initiatedEmail") + [.optional("prompt", .list(.text))]

    private static let oneTap: [Member] = [
        .required("provider"), .required("idToken"), .required("nonce"),
        .optional("loginOptions", .object(loginOptions)),
    ]

    private static func start(_ name: String, _ path: String, _ purpose: FederationState.Purpose) -> Route {
        Route(
            name,
            .post,
            path,
            .projectOrRefresh,
            query: [.required("provider")] + startQuery + .optional("test", "rawResponse"),
            loginOptions
        ) { state, call throws(EmulatorRefusal) in
            try state.authorize(call, .provider(try state.provider(call)), purpose)
        }
    }

    /// The exchange of a code; each protocol accepts only its own codes.
    static func exchange(_ protocolName: String) -> Route {
        Route(
            "\(protocolName).exchange",
            .post,
            "/v1/auth/\(protocolName)/exchange",
            .project,
            [.required("code")]
        ) { state, call throws(EmulatorRefusal) in
            // As with links, a code is too long to be guessed, so wrong ones are not counted.
            guard let grant = try state.redeem(try call.required("code"), in: \.grants, protocolName) else {
                // The service's code for this is not documented.
                throw .unauthorized("the code is wrong, used or expired")
            }
            return try state.exchange(grant)
        }
    }
}

/// The project's id at a provider.
func clientId(of provider: String) -> String { "emulated-client-\(provider)" }

extension Call {
    /// A Boolean query item.
    func askedFlag(_ name: String) throws(EmulatorRefusal) -> Bool {
        switch asked(name) {
        case nil, "false": return false
        case "true": return true
        default: throw .invalid("\(name) is neither true nor false")
        }
    }
}

extension EmulatorState {
    /// Stores a started sign-in and returns the URL of the identity provider.
    mutating func authorize(
        _ call: Call,
        _ source: FederationState.Source,
        _ purpose: FederationState.Purpose
    ) throws(EmulatorRefusal) -> Reply {
        // The body consists only of the options, which other operations have as a member.
        let nested = Call(
            path: call.path,
            query: call.query,
            body: ["loginOptions": .object(call.body)],
            token: call.token
        )
        let index = call.token == nil ? nil : try userIndex(ofToken: call.token)
        let redirectURL = call.asked("redirectURL") ?? call.asked("redirectUrl") ?? "https://emulator.invalid/signed-in"
        guard redirectURL.contains(":/"), !redirectURL.contains("#") else {
            throw .invalid("the redirect URL is not absolute, or has a fragment")
        }
        let authorization = FederationState.Authorization(
            source: source,
            purpose: purpose,
            redirectURL: redirectURL,
            pending: try pendingSignIn(nested, index ?? users.endIndex),
            userId: index.map { users[$0].id },
            initiatedEmail: call.asked("initiatedEmail")
        )
        let token = try issue(authorization, in: \.authorizations, "", for: settings.authorizationLifetime)
        let items = [
            ("state", token), ("login_hint", call.asked("loginHint")), ("prompt", call.asked("prompt")),
            ("force_authn", call.asked("forceAuthn")),
        ]
        let query = items.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
        return Reply(body: [
            "url": .string("\(EmulatorIdentityProvider.address)/\(source.issuer)?" + query.joined(separator: "&"))
        ])
    }

    /// The redirect URL after the sign-in at the identity provider, with a code or an error.
    mutating func comeBack(
        to url: Secret,
        as identity: EmulatorIdentityProvider.Identity?
    ) throws(EmulatorRefusal) -> EmulatorIdentityProvider.Redirect {
        guard let state = url.queryItem("state"),
            let authorization = try redeem(state.reveal(), in: \.authorizations, "")
        else {
            throw .unauthorized("the authorization URL is unknown, already used, or expired")
        }
        // OAuth's name (RFC 6749, §4.1.2.1) when the user declines. The service's format is not documented.
        var (name, value) = ("err", "access_denied")
        if let identity {
            do {
                let code = try whollyOrNot { state throws(EmulatorRefusal) in
                    try state.code(for: try state.grant(identity, authorization))
                }
                (name, value) = ("code", code)
            } catch { value = error.code }
        }
        let separator = authorization.redirectURL.contains("?") ? "&" : "?"
        return EmulatorIdentityProvider.Redirect(
            url: Secret("\(authorization.redirectURL)\(separator)\(name)=\(percentEncoded(value))"),
            code: name == "code" ? Secret(value) : nil,
            error: name == "err" ? value : nil
        )
    }

    fileprivate mutating func grant(
        _ identity: EmulatorIdentityProvider.Identity,
        _ authorization: FederationState.Authorization
    ) throws(EmulatorRefusal) -> FederationState.Grant {
        let index = try userIndex(of: identity, for: authorization)
        return FederationState.Grant(
            userId: users[index].id,
            source: authorization.source,
            pending: authorization.pending,
            identity: identity
        )
    }

    fileprivate mutating func code(for grant: FederationState.Grant) throws(EmulatorRefusal) -> String {
        try issue(grant, in: \.grants, grant.source.protocolName, for: settings.codeLifetime)
    }

    /// Signs in the user that the identity provider has authenticated.
    fileprivate mutating func exchange(_ grant: FederationState.Grant) throws(EmulatorRefusal) -> Reply {
        guard let index = users.firstIndex(where: { $0.id == grant.userId }) else {
            throw .unauthorized("the user is gone")
        }
        var reply = try finish(grant.pending, index, provenBy: grant.source.factor)
        if case .tenant(let sso, _) = grant.source {
            reply.merge([
                "tenantSSOID": .string(sso.ssoId),
                "idpResponse": [
                    "idpGroups": .texts(grant.identity.groups),
                    sso.usesOIDC ? "idpOIDCClaims" : "idpSAMLAttributes": .object(grant.identity.attributes),
                ],
            ])
        }
        return reply
    }

    fileprivate func provider(_ call: Call) throws(EmulatorRefusal) -> String {
        let name = try call.required("provider")
        guard settings.oauthProviders.contains(name) else { throw .invalid("the provider is unknown") }
        return name
    }

    fileprivate func signUpOrIn(_ provider: String, _ pending: PendingSignIn) -> FederationState.Authorization {
        FederationState.Authorization(
            source: .provider(provider),
            purpose: .signUpOrIn,
            redirectURL: "",
            pending: pending,
            userId: nil,
            initiatedEmail: nil
        )
    }

    fileprivate mutating func oneTapGrant(_ call: Call) throws(EmulatorRefusal) -> FederationState.Grant {
        let provider = try provider(call)
        let pending = try pendingSignIn(call, users.endIndex)
        let identity = try redeem(idToken: try call.required("idToken"), provider, nonce: try call.required("nonce"))
        return try grant(identity, signUpOrIn(provider, pending))
    }

    /// The identity in a native app's response: from the id token, or else from the provider's code.
    fileprivate mutating func identity(
        finishing start: FederationState.NativeStart,
        _ call: Call,
        _ provider: String
    ) throws(EmulatorRefusal) -> EmulatorIdentityProvider.Identity {
        var found: EmulatorIdentityProvider.Identity
        if let idToken = call.text("idToken") {
            found = try redeem(idToken: idToken, provider, nonce: start.nonce)
        } else if let identity = try redeem(try call.required("code"), in: \.providerCodes, provider) {
            found = identity
        } else {
            throw .unauthorized("the provider's code is wrong, used or expired")
        }
        if let user = call.text("user") {
            guard let name = (try? JSONReader.parse(Array(user.utf8)))?["name"] else {
                throw .invalid("user is not a JSON string with a name")
            }
            let parts = [name["firstName"], name["lastName"]].compactMap { $0?.stringValue }
            if !parts.isEmpty { found.name = parts.joined(separator: " ") }
        }
        return found
    }

    /// The identity in an id token that the provider has issued for this nonce. It works once, so that a leaked one
    /// cannot be replayed.
    private mutating func redeem(
        idToken: String,
        _ provider: String,
        nonce: String
    ) throws(EmulatorRefusal) -> EmulatorIdentityProvider.Identity {
        let key = try digest(idToken)
        guard let made = federation.idTokens[key], made.provider == provider else {
            throw .unauthorized("the id token is not from the provider, or already used")
        }
        guard let expected = made.nonce, isSame(nonce, Secret(expected)) else {
            throw .unauthorized("the id token was made for another nonce")
        }
        guard now < made.expiresAt else { throw .unauthorized("the id token has expired") }
        federation.idTokens[key] = nil
        return made.identity
    }
}
