import DescopeCore
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A validated token and its compact form.
struct CheckedToken: Sendable {
    let jwt: Secret
    let token: DescopeToken
}

extension [CheckedToken] {
    /// The token that was issued last (`iat`); of several such tokens the first.
    var newest: CheckedToken? {
        func time(_ checked: CheckedToken) -> TimeInterval { checked.token.issuedAt?.timeIntervalSince1970 ?? 0 }
        return dropFirst().reduce(first) { best, next in
            if let best, time(next) <= time(best) { best } else { next }
        }
    }
}

// A request may have several values of each token. Useless ones are skipped, and the newest valid one is used. A forged
// value, or one with another issuer or audience, fails the search, unless a valid one came before it.
extension SessionClient {
    /// The session token to use: that of the `Authorization` header, else the newest valid cookie.
    ///
    /// - Throws: The reason when none is valid. ``/DescopeCore/DescopeError/isOfUselessToken`` says whether a refresh
    ///   may help.
    func sessionToken(in tokens: RequestTokens, audience: [String]) async throws -> CheckedToken {
        var reason: DescopeError?
        for values in [tokens.authorizationJwt.map { [$0] } ?? [], tokens.sessionCookies] {
            let best: CheckedToken
            do {
                guard let newest = try await good(values, as: .session, audience: audience).newest else { continue }
                best = newest
            } catch let error as DescopeError where error.isOfUselessToken {
                reason = preferred(reason, error)
                continue
            }
            var chosen = tokens
            chosen.sessionJwt = best.jwt
            try await requireProof(for: best.token, in: chosen)
            return best
        }
        throw reason ?? missing(tokens.sessionJwt, "sessionJwt")
    }

    /// The valid ones of several tokens. Empty when all are blank.
    ///
    /// - Throws: The reason when none is valid.
    func good(_ values: [Secret], as kind: TokenKind, audience: [String] = []) async throws -> [CheckedToken] {
        let validator = try validator()
        var found: [CheckedToken] = []
        var useless: DescopeError?
        var unchecked: DescopeError?
        func refuse(_ error: DescopeError) throws(DescopeError) {
            if error.isOfUselessToken {
                useless = preferred(useless, error)
            } else if error.kind != .token {
                unchecked = unchecked ?? error
            } else if found.isEmpty {
                throw error
            }
        }
        var withoutKey: [Secret] = []
        for jwt in values where !isBlank(jwt.reveal()) {
            do {
                if let token = try validator.validateIfKeyIsCached(jwt, as: kind, audience: audience) {
                    found.append(CheckedToken(jwt: jwt, token: token))
                } else {
                    withoutKey.append(jwt)
                }
            } catch { try refuse(error) }
        }
        // An old cookie whose key was withdrawn must not make each request of its browser wait for keys and use up
        // fetches.
        if found.isEmpty {
            for jwt in withoutKey where unchecked == nil {
                do {
                    let token = try await validator.validate(jwt, as: kind, audience: audience)
                    found.append(CheckedToken(jwt: jwt, token: token))
                } catch let error as DescopeError { try refuse(error) }
            }
        }
        if found.isEmpty, let error = unchecked ?? useless { throw error }
        return found
    }

    /// The session token that was sent beside a refresh token, and its claims if they can be verified. A DPoP proof has
    /// to be made for this token. An expired one counts, too.
    func presentedSession(in tokens: RequestTokens) -> (jwt: Secret?, token: DescopeToken?) {
        func checked(_ jwt: Secret) -> CheckedToken? {
            known(jwt, as: .session).map { CheckedToken(jwt: jwt, token: $0) }
        }
        let authorized = tokens.authorizationJwt.flatMap { isBlank($0.reveal()) ? nil : $0 }
        if let authorized, let token = checked(authorized)?.token { return (authorized, token) }
        if let cookie = tokens.sessionCookies.compactMap(checked).newest { return (cookie.jwt, cookie.token) }
        // No client makes a proof for a string that cannot be a token, such as `deleted`.
        let strings = [authorized].compactMap(\.self) + tokens.sessionCookies
        return (strings.first { $0.reveal().utf8.count { $0 == UInt8(ascii: ".") } == 2 }, nil)
    }

    /// The refresh token that was sent beside a valid session token: the newest valid one of the same user, else one
    /// that cannot be checked with the cached keys. Sends no request and does not wait.
    func refreshJwt(in tokens: RequestTokens, beside session: DescopeToken) -> Secret? {
        guard let validator = try? validator() else { return nil }
        var found: [CheckedToken] = []
        var unchecked: Secret?
        for jwt in tokens.refreshCookies where !isBlank(jwt.reveal()) {
            do {
                guard let token = try validator.validateIfKeyIsCached(jwt, as: .refresh) else {
                    unchecked = unchecked ?? jwt
                    continue
                }
                if isSameUser(token.subject, session.subject) { found.append(CheckedToken(jwt: jwt, token: token)) }
            } catch {
                if error.kind != .token { unchecked = unchecked ?? jwt }
            }
        }
        return found.newest?.jwt ?? unchecked
    }

    /// Validates a token of the project without its times, to read its subject and the key that it is bound to. Nil
    /// unless its key is cached, and its signature, issuer and kind are valid. The result must not grant access to
    /// anything.
    func known(_ jwt: Secret, as kind: TokenKind) -> DescopeToken? {
        try? validator(ignoresTimes: true).validateIfKeyIsCached(jwt, as: kind)
    }

    /// Prefers `tokenExpired`, which is by far the most common reason.
    private func preferred(_ earlier: DescopeError?, _ later: DescopeError) -> DescopeError {
        guard let earlier, earlier.code == .tokenExpired || later.code != .tokenExpired else { return later }
        return earlier
    }
}

extension DescopeError {
    /// Whether a token is useless without a sign of forgery or of another issuer: then another token may be valid.
    var isOfUselessToken: Bool {
        switch code {
        case .missingToken, .malformedToken, .tokenTooLarge, .unsupportedAlgorithm, .wrongTokenKind, .tokenExpired,
            .unknownKey:
            true
        // A signature that is too short: the token was truncated.
        case .invalidSignature: (underlying as? DescopeError)?.code == .malformedToken
        default: false
        }
    }

    /// A refresh token that was sent beside another user's session token.
    static let refreshTokenOfAnotherUser = DescopeError(
        .token,
        code: .wrongSubject,
        message: "refreshJwt: expected a token of the session token's user, found another user's. "
            + "Clear both cookies, and let the user sign in again."
    )
}

/// Compares bytes: Swift compares strings by canonical equivalence, and ids of two users may be equivalent.
func isSameUser(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
