public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A validated access token: its subject, the client that it was issued to, and the scopes that it grants.
///
/// Applications, agents and MCP clients send it to the one server that it is intended for. It is not a session: it
/// cannot be refreshed here, and it contains a user's roles only if the project adds them. It does not store the token
/// string, and never prints claims.
public struct AccessToken: Sendable {
    /// The validated token, for its other claims. Its ``DescopeToken/kind`` is nil.
    public let token: DescopeToken

    /// The granted scopes (`scope`, RFC 6749, section 3.3), in the order of the claim. Empty when the token has none.
    public let scopes: [String]

    /// The id of the client that the token was issued to: `azp`, or else `client_id` (RFC 9068). Nil when the token has
    /// neither.
    public let clientId: String?

    /// The actors on behalf of the ``subject`` (`act`, RFC 8693, section 4.1): the current actor first, then the
    /// earlier ones. Empty when the subject acts itself.
    ///
    /// Base decisions only on the first one; the others are for information.
    public let actors: [Actor]

    /// The id of the user, application or agent that the token represents.
    public var subject: String { token.subject }

    /// The recipients that the token is intended for (`aud`).
    public var audience: [String] { token.audience }

    /// When the token expires.
    public var expiresAt: Date { token.expiresAt }

    /// A party that acts on behalf of another one.
    public struct Actor: Hashable, Sendable {
        /// The actor's id (`sub`); nil when the token does not contain it.
        public let subject: String?
        /// The issuer of that id (`iss`); nil when the token does not contain it.
        public let issuer: String?
        /// The id of the actor's client (`client_id`); nil when the token does not contain it.
        public let clientId: String?

        /// Makes an actor, for tests.
        public init(subject: String? = nil, issuer: String? = nil, clientId: String? = nil) {
            self.subject = subject
            self.issuer = issuer
            self.clientId = clientId
        }
    }

    /// The maximum number of actors in a chain.
    static let maximumActors = 16

    /// Reads the claims that only access tokens have.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/malformedToken`` when the
    ///   actors cannot be read.
    init(_ token: DescopeToken) throws(DescopeError) {
        let claims = token.claims
        func text(_ name: String) -> String? { claims[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        self.token = token
        scopes = (text("scope") ?? "").utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        clientId = text("azp") ?? text("client_id")
        var actors: [Actor] = []
        var next = claims["act"]
        while let actor = next {
            guard let members = actor.objectValue else { throw malformed("expected an object in 'act'") }
            guard actors.count < Self.maximumActors else {
                throw malformed("expected at most \(Self.maximumActors) actors in 'act', found more")
            }
            actors.append(
                Actor(
                    subject: members["sub"]?.stringValue,
                    issuer: members["iss"]?.stringValue,
                    clientId: members["client_id"]?.stringValue
                )
            )
            next = members["act"]
        }
        self.actors = actors
    }

    /// Whether the token grants all of `scopes`. Scopes are compared exactly.
    public func hasScopes(_ scopes: [String]) -> Bool { scopes.allSatisfy(isGranted) }

    /// Throws unless the token grants all of `scopes`.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/insufficientScope`` when it
    ///   does not: respond with 403, and list the scopes in `WWW-Authenticate` (RFC 6750, section 3). Of kind
    ///   `configuration` when a scope is malformed: empty, or with a space in it.
    public func requireScopes(_ scopes: [String]) throws(DescopeError) {
        try Self.requireScopeNames(scopes)
        let missing = scopes.filter { !isGranted($0) }
        guard missing.isEmpty else {
            throw DescopeError(
                .token,
                code: .insufficientScope,
                message: "token: expected the scopes '\(scopes.joined(separator: " "))', found one without "
                    + "'\(missing.joined(separator: " "))'. Respond with 403; the client has to request these scopes."
            )
        }
    }

    private func isGranted(_ scope: String) -> Bool {
        // Compared as bytes: Swift strings are equal when they are canonically equivalent, scopes are not.
        scopes.contains { $0.utf8.elementsEqual(scope.utf8) }
    }

    /// Throws for arguments with which every token would pass, or none.
    package static func requireArguments(audience: [String], scopes: [String]) throws(DescopeError) {
        guard !audience.isEmpty else {
            throw .ownArgument(
                "audience",
                "expected at least one, found none. Name this server as its tokens do, often by its URL: without an "
                    + "audience another server's token would pass."
            )
        }
        try requireNamedAudience(audience)
        try requireScopeNames(scopes)
    }

    private static func requireScopeNames(_ scopes: [String]) throws(DescopeError) {
        // The characters of RFC 6749, section 3.3.
        func isName(_ scope: String) -> Bool {
            isHeaderText(scope) && !scope.isEmpty && !scope.utf8.contains { $0 == 0x22 || $0 == 0x5C }
        }
        guard scopes.allSatisfy(isName) else {
            throw .ownArgument(
                "scopes",
                "expected names in printable ASCII without spaces, quotes and backslashes, found another string. "
                    + "Pass each scope as a separate element."
            )
        }
    }
}

/// Throws for a blank audience, which no token should have. With an empty list, no audience is required.
package func requireNamedAudience(_ audience: [String]) throws(DescopeError) {
    guard audience.contains(where: isBlank) else { return }
    throw .ownArgument(
        "audience",
        "expected the names of recipients, found a blank one. Was a setting not read? Name this server as its "
            + "tokens do."
    )
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of token and its expiry.
    public var description: String { "<access token until \(expiresAt)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
