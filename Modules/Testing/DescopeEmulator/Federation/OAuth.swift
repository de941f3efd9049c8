import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sign-in that a native app started.
struct NativeStart: OneTimeValue {
    static let table = "nativeStarts"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.nativeStarts }

    let nonceDigest: String
    let pending: PendingSignIn

    var userId: String? { nil }
}

/// The identity that a provider's code stands for.
struct ProviderCode: OneTimeValue {
    static let table = "providerCodes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.providerCodes }

    let identity: Identity

    var userId: String? { nil }
}

/// An id token that the identity provider issued.
struct ProviderIDToken: OneTimeValue {
    static let table = "idTokens"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.idTokens }
    // A late one is told that it has expired.
    static let remembered: TimeInterval = 3600

    let provider: String
    let identity: Identity
    let nonceDigest: String?

    var userId: String? { nil }
}

extension Route {
    /// Signing in with external accounts.
    static let oauth = [
        Route("oauth.start") { try $0.authorize($1, .provider(try $0.provider($1)), .signUpOrIn) },
        Route("oauth.startSignUp") { try $0.authorize($1, .provider(try $0.provider($1)), .signUp) },
        Route("oauth.startSignIn") { try $0.authorize($1, .provider(try $0.provider($1)), .signIn) },
        Route("oauth.startUpdate") { state, call in
            let purpose = Authorization.Purpose.update(mergesOthers: call.askedFlag("allowAllMerge"))
            return try state.authorize(call, .provider(try state.provider(call)), purpose)
        },
        exchange("oauth"),
        Route("oauth.startNative") { state, call in
            let provider = try state.provider(call)
            let nonce = try newId("")
            let start = NativeStart(nonceDigest: try digest(nonce), pending: try state.pendingSignIn(call, nil))
            let stateId = try state.issue(start, realm: provider, for: state.settings.authorizationLifetime)
            return Response(body: [
                "clientId": .string(clientId(of: provider)), "stateId": .string(stateId.reveal()),
                "nonce": .string(nonce), "implicit": .bool(call.flag("implicit")),
            ])
        },
        Route("oauth.finishNative") { state, call in
            let provider = try state.provider(call)
            let stateId = try call.required("stateId")
            guard let start = try state.redeem(stateId, as: NativeStart.self, realm: provider) else {
                throw EmulatorRefusal.unauthorized("the state is wrong, used or expired")
            }
            let identity = try state.identity(finishing: start, call, provider)
            return try state.exchange(try state.grant(identity, .signUpOrIn(provider, start.pending)))
        },
        Route("oauth.oneTapClientId", "oauth.getOneTapClientId") { state, call in
            Response(body: ["clientId": .string(clientId(of: try state.provider(call)))])
        },
        Route("oauth.verifyOneTap", "oauth.verifyOneTapIDToken") { state, call in
            let grant = try state.oneTapGrant(call)
            return Response(body: ["code": .string(try state.code(for: grant).reveal())])
        },
        Route("oauth.exchangeOneTap", "oauth.exchangeOneTapIDToken") { state, call in
            try state.exchange(try state.oneTapGrant(call))
        },
    ]

    /// The exchange of a code; each protocol accepts only its own codes.
    static func exchange(_ protocolName: String) -> Route {
        Route("\(protocolName).exchange") { state, call in
            // As with links, a code is too long to be guessed, so wrong ones are not counted.
            guard let grant = try state.redeem(try call.required("code"), as: Grant.self, realm: protocolName) else {
                // The service's code for this is not documented.
                throw EmulatorRefusal.unauthorized("the code is wrong, used or expired")
            }
            return try state.exchange(grant)
        }
    }
}

extension Authorization {
    fileprivate static func signUpOrIn(_ provider: String, _ pending: PendingSignIn) -> Self {
        Authorization(source: .provider(provider), purpose: .signUpOrIn, pending: pending)
    }
}

/// The project's id at a provider.
func clientId(of provider: String) -> String { "emulated-client-\(provider)" }

extension EmulatorState {
    /// Stores a started sign-in and returns the URL of the identity provider.
    func authorize(
        _ call: Call,
        _ source: IdentitySource,
        _ purpose: Authorization.Purpose
    ) throws(EmulatorRefusal) -> Response {
        // The body consists only of the options, which other operations have as a member.
        let nested = call.withOptions(call.body)
        let userId = call.token == nil ? nil : try user(ofToken: call.token).id
        let usual = source.sso.flatMap { $0.redirectURL.isEmpty ? nil : $0.redirectURL }
        let redirectURL =
            call.asked("redirectURL") ?? call.asked("redirectUrl") ?? usual ?? "https://emulator.invalid/signed-in"
        guard redirectURL.contains(":/"), !redirectURL.contains("#") else {
            throw .invalid("the redirect URL is not absolute, or has a fragment")
        }
        let authorization = Authorization(
            source: source,
            purpose: purpose,
            redirectURL: redirectURL,
            pending: try pendingSignIn(nested, userId),
            userId: userId,
            initiatedEmail: call.asked("initiatedEmail")
        )
        let token = try issue(authorization, for: settings.authorizationLifetime).reveal()
        let items = [
            ("state", token), ("login_hint", call.asked("loginHint")), ("prompt", call.asked("prompt")),
            ("force_authn", call.asked("forceAuthn")),
        ]
        let query = items.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
        return Response(body: [
            "url": .string("\(EmulatorIdentityProvider.address)/\(source.issuer)?" + query.joined(separator: "&"))
        ])
    }

    /// The redirect URL after the sign-in at the identity provider, with a code or an error.
    func comeBack(
        to url: Secret,
        as identity: Identity?
    ) throws(EmulatorRefusal) -> EmulatorIdentityProvider.Redirect {
        guard let state = url.queryItem("state"),
            let authorization = try redeem(state.reveal(), as: Authorization.self)
        else {
            throw .unauthorized("the authorization URL is unknown, already used, or expired")
        }
        // The URL works once, whether the service accepts the identity or not.
        keep()
        // OAuth's name (RFC 6749, §4.1.2.1) when the user declines. The service's format is not documented.
        var (name, value) = ("err", "access_denied")
        if let identity {
            do {
                (name, value) = ("code", try code(for: try grant(identity, authorization)).reveal())
            } catch {
                rollBack()
                value = error.code
            }
        }
        let separator = authorization.redirectURL.contains("?") ? "&" : "?"
        return EmulatorIdentityProvider.Redirect(
            url: Secret("\(authorization.redirectURL)\(separator)\(name)=\(percentEncoded(value))"),
            code: name == "code" ? Secret(value) : nil,
            error: name == "err" ? value : nil
        )
    }

    fileprivate func grant(
        _ identity: Identity,
        _ authorization: Authorization
    ) throws(EmulatorRefusal) -> Grant {
        Grant(
            userId: try user(of: identity, for: authorization).id,
            source: authorization.source,
            pending: authorization.pending,
            identity: identity
        )
    }

    fileprivate func code(for grant: Grant) throws(EmulatorRefusal) -> Secret {
        try issue(grant, realm: grant.source.protocolName, for: settings.codeLifetime)
    }

    /// Signs in the user that the identity provider has authenticated.
    fileprivate func exchange(_ grant: Grant) throws(EmulatorRefusal) -> Response {
        let user = try user(id: grant.userId ?? "")
        // The tenant may have been deleted or disabled since the user was redirected.
        var pending = grant.pending
        if let sso = grant.source.sso { pending.ssoTenant = try enabledTenant(sso.tenantId).id }
        var response = try finish(pending, user, provenBy: grant.source.factor)
        if let sso = grant.source.sso {
            response.merge([
                "tenantSSOID": .string(sso.ssoId),
                "idpResponse": [
                    "idpGroups": .texts(grant.identity.groups),
                    sso.usesOIDC ? "idpOIDCClaims" : "idpSAMLAttributes": .object(grant.identity.attributes),
                ],
            ])
        }
        return response
    }

    fileprivate func provider(_ call: Call) throws(EmulatorRefusal) -> String {
        let name = try call.required("provider")
        guard settings.oauthProviders.contains(name) else { throw .invalid("the provider is unknown") }
        return name
    }

    fileprivate func oneTapGrant(_ call: Call) throws(EmulatorRefusal) -> Grant {
        let provider = try provider(call)
        let pending = try pendingSignIn(call, nil)
        let nonceDigest = try digest(try call.required("nonce"))
        let identity = try redeem(idToken: try call.required("idToken"), provider, nonceDigest)
        return try grant(identity, .signUpOrIn(provider, pending))
    }

    /// The identity in a native app's response: from the id token, or else from the provider's code.
    fileprivate func identity(
        finishing start: NativeStart,
        _ call: Call,
        _ provider: String
    ) throws(EmulatorRefusal) -> Identity {
        var found: Identity
        if let idToken = call.text("idToken") {
            found = try redeem(idToken: idToken, provider, start.nonceDigest)
        } else if let code = try redeem(try call.required("code"), as: ProviderCode.self, realm: provider) {
            found = code.identity
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
    private func redeem(
        idToken: String,
        _ provider: String,
        _ nonceDigest: String
    ) throws(EmulatorRefusal) -> Identity {
        guard let made = try remembered(idToken, as: ProviderIDToken.self), made.value.provider == provider else {
            throw .unauthorized("the id token is not from the provider, or already used")
        }
        guard made.value.nonceDigest == nonceDigest else {
            throw .unauthorized("the id token was made for another nonce")
        }
        guard now < made.expiresAt else { throw .unauthorized("the id token has expired") }
        delete(made)
        return made.value.identity
    }
}
