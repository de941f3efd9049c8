import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A link without a message: management receives its token.
struct EmbeddedLink: OneTimeValue {
    static let table = "embeddedLinks"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.embeddedLinks }

    enum Purpose: Codable {
        case signIn(userId: String)
        /// Creates this user.
        case signUp(UserRecord)
    }

    let purpose: Purpose
    let pending: PendingSignIn

    var userId: String? { if case .signIn(let userId) = purpose { userId } else { nil } }
}

extension Route {
    /// Embedded links. Their tokens are verified like those of magic links.
    static let embeddedLinks = [
        Route("user.generateEmbeddedLink", audit: "EmbeddedLinkGenerated") { state, call in
            let user = try state.managedUser(call.text("loginId"))
            let pending = PendingSignIn(untrustedClaims: call.object("customClaims"))
            return try state.newEmbeddedLink(.signIn(userId: user.id), pending, user, call)
        },
        Route("user.generateSignUpEmbeddedLink", audit: "EmbeddedLinkGenerated") { state, call in
            try call.requireNoFurtherFactor()
            var user = try state.newUser(try call.required("loginId"), try SignUpDetails(call))
            user.verifiedEmail = try call.verification("emailVerified", of: user.email) ?? false
            user.verifiedPhone = try call.verification("phoneVerified", of: user.phone) ?? false
            return try state.newEmbeddedLink(.signUp(user), call.signUp, user, call)
        },
    ]
}

extension EmulatorState {
    fileprivate func newEmbeddedLink(
        _ purpose: EmbeddedLink.Purpose,
        _ pending: PendingSignIn,
        _ user: UserRecord,
        _ call: Call
    ) throws(EmulatorRefusal) -> Response {
        let timeout = call.number("timeout") ?? 0
        guard timeout >= 0 else { throw .invalid("timeout must not be negative") }
        let lifetime = timeout == 0 ? settings.linkLifetime : .seconds(timeout)
        let token = try issue(EmbeddedLink(purpose: purpose, pending: pending), for: lifetime)
        return Response(body: [
            "token": .string(token.reveal()),
            "maskedEmail": user.email.flatMap { masked($0, "email")["maskedEmail"] } ?? "",
            "maskedPhone": user.phone.flatMap { masked($0, "sms")["maskedPhone"] } ?? "",
        ])
    }

    /// Signs in the user of a verified link.
    func finish(_ link: EmbeddedLink) throws(EmulatorRefusal) -> Response {
        switch link.purpose {
        case .signIn(let userId): try finish(link.pending, try user(id: userId), provenBy: "embedded")
        case .signUp(let user): try finish(link.pending, signingUp: user, provenBy: "embedded")
        }
    }
}
