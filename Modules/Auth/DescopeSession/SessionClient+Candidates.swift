import DescopeCore
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A token that has been checked, and its text.
struct CheckedToken: Sendable {
    let jwt: Secret
    let token: DescopeToken
}

extension [CheckedToken] {
    /// The one that was issued last (`iat`); of several the first.
    var newest: CheckedToken? {
        func time(_ checked: CheckedToken) -> TimeInterval { checked.token.issuedAt?.timeIntervalSince1970 ?? 0 }
        return dropFirst().reduce(first) { best, next in
            if let best, time(next) <= time(best) { best } else { next }
        }
    }
}

// A request may bring several values of each token. A useless one is passed over, and the newest good one counts. A
// value that somebody has forged or brought from elsewhere ends the search, unless a good one came before it.
extension SessionClient {
    /// The session token that counts: that of the `Authorization` header, else the newest good cookie.
    ///
    /// - Throws: Why there is none. ``/DescopeCore/DescopeError/isOfUselessToken`` says whether a refresh may help.
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

    /// Those of several tokens that are good. Empty when all are blank.
    ///
    /// - Throws: Why none is good.
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
        // An old cookie whose key is gone shall not make each request of its browser wait for keys, and use up fetches.
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

    /// Which session token came along with a refresh token: the one that a proof has to be made for, and what it says,
    /// if that is known. An expired one counts too.
    func presentedSession(in tokens: RequestTokens) -> (jwt: Secret?, token: DescopeToken?) {
        func checked(_ jwt: Secret) -> CheckedToken? {
            known(jwt, as: .session).map { CheckedToken(jwt: jwt, token: $0) }
        }
        let authorized = tokens.authorizationJwt.flatMap { isBlank($0.reveal()) ? nil : $0 }
        if let authorized, let token = checked(authorized)?.token { return (authorized, token) }
        if let cookie = tokens.sessionCookies.compactMap(checked).newest { return (cookie.jwt, cookie.token) }
        // Nobody makes a proof for a string that cannot be a token, such as `deleted`.
        let strings = [authorized].compactMap(\.self) + tokens.sessionCookies
        return (strings.first { $0.reveal().utf8.count { $0 == UInt8(ascii: ".") } == 2 }, nil)
    }

    /// The refresh token that came along with a good session token: the newest that is good and the same user's, else
    /// one that cannot be checked with the keys at hand. Asks nobody and waits for nothing.
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

    /// A token of the project whatever its times, to learn whose it is and what it is bound to: its key is at hand, and
    /// its signature, issuer and kind are good. It opens nothing.
    func known(_ jwt: Secret, as kind: TokenKind) -> DescopeToken? {
        try? validator(ignoresTimes: true).validateIfKeyIsCached(jwt, as: kind)
    }

    /// That a token has expired says most: it is the one reason that users meet every day.
    private func preferred(_ earlier: DescopeError?, _ later: DescopeError) -> DescopeError {
        guard let earlier, earlier.code == .tokenExpired || later.code != .tokenExpired else { return later }
        return earlier
    }
}

extension DescopeError {
    /// Whether a token is of no use, without a sign that anybody has forged it or brought it from elsewhere: then
    /// another one may be good.
    var isOfUselessToken: Bool {
        switch code {
        case .missingToken, .malformedToken, .tokenTooLarge, .unsupportedAlgorithm, .wrongTokenKind, .tokenExpired,
            .unknownKey:
            true
        // A signature that is too short: the token was cut off.
        case .invalidSignature: (underlying as? DescopeError)?.code == .malformedToken
        default: false
        }
    }

    /// A refresh token that came along with another user's session token.
    static let refreshTokenOfAnotherUser = DescopeError(
        .token,
        code: .wrongSubject,
        message: "refreshJwt: expected one of the session token's user, found another user's. "
            + "Have the browser forget both, and the user sign in."
    )
}

/// By bytes: Swift's texts are equal when they look alike, and two users' ids are not.
func isSameUser(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
