import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Synchronization
import Testing

/// A request may bring several values of each token: which of them counts.
@Suite(.timeLimit(.minutes(5))) struct CandidateTests {
    /// A value of a cookie or of the `Authorization` header.
    enum Value: Hashable, Sendable {
        /// Good, and issued so many seconds ago.
        case good(age: Int)
        case flaw(Flaw)
        /// Good, without its last characters.
        case cutOff(by: Int)
        case text(String)
    }

    enum Outcome: Equatable, Sendable {
        case session(Value)
        case refreshed(with: Value)
        case refused(DescopeError.Code)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var authorization: (scheme: String, value: Value)?
        var session: [Value] = []
        var refresh: [Value] = []
        let outcome: Outcome
    }

    private static let (dead, live) = (Value.flaw(.expired), Value.good(age: 10))
    /// What says nothing against the next value.
    static let useless: [Value] = [
        .flaw(.expired), .flaw(.unknownKey), .flaw(.malformed), .flaw(.oversized), .flaw(.wrongKind),
        .text("deleted"), .text("null"), .text("a.b.c"), .text("e30.e30."), .cutOff(by: 1), .cutOff(by: 40),
        .cutOff(by: 100), .cutOff(by: 300),
    ]
    /// What ends the search.
    static let fatal: [(Flaw, DescopeError.Code)] = [
        (.forged, .invalidSignature), (.tampered, .invalidSignature), (.wrongIssuer, .wrongIssuer),
        (.wrongAudience, .wrongAudience), (.fromTheFuture, .tokenNotYetValid), (.noExpiry, .missingClaim),
    ]

    private static func rows(useless value: Value) -> [Row] {
        [
            Row(
                testDescription: "session cookies: \(value), then a good one",
                session: [value, live],
                outcome: .session(live)
            ),
            Row(
                testDescription: "session cookies: a good one, then \(value)",
                session: [live, value],
                outcome: .session(live)
            ),
            Row(
                testDescription: "session cookie: \(value), beside a good refresh cookie",
                session: [value],
                refresh: [live],
                outcome: .refreshed(with: live)
            ),
            Row(
                testDescription: "refresh cookies: \(value), then a good one",
                refresh: [value, live],
                outcome: .refreshed(with: live)
            ),
            Row(
                testDescription: "refresh cookies: a good one, then \(value)",
                refresh: [live, value],
                outcome: .refreshed(with: live)
            ),
            Row(
                testDescription: "Authorization: \(value), beside a good session cookie",
                authorization: ("Bearer", value),
                session: [live],
                outcome: .session(live)
            ),
            Row(
                testDescription: "Authorization and session cookie: \(value), beside a good refresh cookie",
                authorization: ("Bearer", value),
                session: [value],
                refresh: [live],
                outcome: .refreshed(with: live)
            ),
        ]
    }

    private static func rows(fatal flaw: Flaw, _ code: DescopeError.Code) -> [Row] {
        [
            Row(
                testDescription: "session cookies: \(flaw), then a good one",
                session: [.flaw(flaw), live],
                refresh: [live],
                outcome: .refused(code)
            ),
            Row(
                testDescription: "session cookies: an expired one, then \(flaw), then a good one",
                session: [dead, .flaw(flaw), live],
                refresh: [live],
                outcome: .refused(code)
            ),
            Row(
                testDescription: "session cookies: a good one, then \(flaw)",
                session: [live, .flaw(flaw)],
                outcome: .session(live)
            ),
            Row(
                testDescription: "Authorization: \(flaw), beside good cookies",
                authorization: ("Bearer", .flaw(flaw)),
                session: [live],
                refresh: [live],
                outcome: .refused(code)
            ),
        ]
    }

    private static func refreshRows(fatal flaw: Flaw, _ code: DescopeError.Code) -> [Row] {
        [
            Row(
                testDescription: "refresh cookies: \(flaw), then a good one",
                refresh: [.flaw(flaw), live],
                outcome: .refused(code)
            ),
            Row(
                testDescription: "refresh cookies: a good one, then \(flaw)",
                refresh: [live, .flaw(flaw)],
                outcome: .refreshed(with: live)
            ),
        ]
    }

    private static let otherRows = [
        Row(
            testDescription: "the newest session cookie",
            session: [.good(age: 60), .good(age: 5), .good(age: 30)],
            outcome: .session(.good(age: 5))
        ),
        Row(
            testDescription: "the newest refresh cookie",
            refresh: [.good(age: 60), .good(age: 5), .good(age: 30)],
            outcome: .refreshed(with: .good(age: 5))
        ),
        Row(
            testDescription: "Authorization before a newer cookie",
            authorization: ("Bearer", .good(age: 60)),
            session: [.good(age: 5)],
            outcome: .session(.good(age: 60))
        ),
        Row(
            testDescription: "another scheme",
            authorization: ("Basic", .text("dTpw")),
            session: [live],
            outcome: .session(live)
        ),
        Row(
            testDescription: "another scheme and an expired session",
            authorization: ("Basic", .text("dTpw")),
            session: [dead],
            refresh: [live],
            outcome: .refreshed(with: live)
        ),
        Row(
            testDescription: "seven useless values and a good one",
            session: Array(repeating: dead, count: 7) + [live],
            outcome: .session(live)
        ),
        Row(
            testDescription: "eight useless values and a good one: only eight are tried",
            session: Array(repeating: dead, count: 8) + [live],
            outcome: .refused(.tokenExpired)
        ),
        Row(
            testDescription: "eight useless refresh tokens and a good one: only eight are tried",
            refresh: Array(repeating: dead, count: 8) + [live],
            outcome: .refused(.tokenExpired)
        ),
        Row(
            testDescription: "none good: that one has expired says most",
            session: [.text("deleted"), dead, .flaw(.wrongKind)],
            outcome: .refused(.tokenExpired)
        ),
        Row(
            testDescription: "none good, refresh tokens too",
            session: [.text("deleted")],
            refresh: [.text("deleted"), dead, .text("null")],
            outcome: .refused(.tokenExpired)
        ),
        // The scheme DPoP asks for a bound token, whichever it is in the end.
        Row(
            testDescription: "the scheme DPoP with a useless token, and an unbound cookie",
            authorization: ("DPoP", .text("deleted")),
            session: [live],
            refresh: [live],
            outcome: .refused(.unboundToken)
        ),
        Row(
            testDescription: "the scheme DPoP with a useless token, and a refresh cookie",
            authorization: ("DPoP", .text("deleted")),
            refresh: [live],
            outcome: .refused(.missingProof)
        ),
    ]

    static var rows: [Row] {
        var rows = useless.flatMap { Self.rows(useless: $0) }
        for (flaw, code) in fatal {
            rows += Self.rows(fatal: flaw, code)
            // Refresh tokens are asked for no audience.
            if flaw != .wrongAudience { rows += refreshRows(fatal: flaw, code) }
        }
        return rows + otherRows
    }

    /// The project, and the text of each value.
    private struct Setting {
        let it: Fixture

        init() throws { it = try Fixture() }

        func text(_ value: Value, as kind: TokenKind) throws -> String {
            switch value {
            case .text(let text): return text
            case .cutOff(let count):
                return try String(text(.good(age: 0), as: kind).dropLast(count))
            case .flaw(let flaw):
                let jwt = try kind == .session ? flaw.sessionToken(it) : flaw.refreshToken(it)
                return try #require(jwt).reveal()
            case .good(let age):
                let claims: [String: JSONValue] = ["aud": "api", "iat": .int(1_767_225_600 - Int64(age))]
                return try (kind == .session ? it.mint.session(claims: claims) : it.mint.refresh(claims: claims))
                    .reveal()
            }
        }
    }

    @Test("which of several tokens counts", arguments: rows)
    func candidates(_ row: Row) async throws {
        let setting = try Setting()
        let it = setting.it
        // Signatures are not the same each time: a value stands for one text.
        var (session, refresh): ([Value: String], [Value: String]) = ([:], [:])
        for value in Set(row.session + [row.authorization?.value].compactMap(\.self)) {
            session[value] = try setting.text(value, as: .session)
        }
        for value in Set(row.refresh) { refresh[value] = try setting.text(value, as: .refresh) }
        let cookies =
            row.session.compactMap { session[$0].map { "DS=\($0)" } }
            + row.refresh.compactMap { refresh[$0].map { "DSR=\($0)" } }
        let tokens = it.session.tokens(
            authorization: row.authorization.flatMap { authorization in
                session[authorization.value].map { "\(authorization.scheme) \($0)" }
            },
            cookies: [cookies.joined(separator: "; ")]
        )
        let fresh = try it.mint.session(claims: ["aud": "api"])
        if case .refreshed = row.outcome { it.transport.append(it.signedIn(fresh)) }

        switch row.outcome {
        case .session(let value):
            let found = try await it.session.validateAndRefresh(tokens, audience: ["api"])
            #expect(!found.isRefreshed)
            #expect(found.sessionJwt.reveal() == session[value])
            _ = try await it.session.validate(tokens, audience: ["api"])
        case .refreshed(let value):
            let found = try await it.session.validateAndRefresh(tokens, audience: ["api"])
            #expect(found.isRefreshed)
            #expect(found.sessionJwt.reveal() == fresh.reveal())
            #expect(found.refreshJwt?.reveal() == refresh[value])
            #expect(it.transport.sent.map { $0.headers["authorization"] } == ["Bearer P2test:\(refresh[value] ?? "")"])
        case .refused(let code):
            let error = await #expect(throws: DescopeError.self) {
                try await it.session.validateAndRefresh(tokens, audience: ["api"])
            }
            #expect(error?.code == code)
            #expect(error?.httpStatus == 401)
            #expect(it.transport.sent.isEmpty)
        }
        try it.transport.verify()
    }

    @Test("of several that were issued at the same time the first counts", arguments: [TokenKind.session, .refresh])
    func sameTime(_ kind: TokenKind) async throws {
        let it = try Fixture()
        let numbers: [Int64] = [1, 2, 3]
        let jwts = try numbers.map {
            try kind == .session ? it.mint.session(claims: ["n": .int($0)]) : it.mint.refresh(claims: ["n": .int($0)])
        }
        for jwts in [jwts, jwts.reversed()] {
            let cookies = jwts.map { "\(kind == .session ? "DS" : "DSR")=\($0.reveal())" }.joined(separator: "; ")
            let tokens = it.session.tokens(authorization: nil, cookies: [cookies])
            if kind == .refresh { it.transport.append(it.signedIn(try it.mint.session())) }
            let found = try await it.session.validateAndRefresh(tokens)
            #expect((kind == .session ? found.sessionJwt : found.refreshJwt)?.reveal() == jwts[0].reveal())
        }
    }

    @Test("eight values of each token are tried, whichever name they came under", arguments: [(7, true), (8, false)])
    func bothNames(_ useless: Int, isFound: Bool) async throws {
        let it = try Fixture { $0.cookies = CookieNames(session: "A", refresh: "B") }
        for (configured, standard, good) in [("A", "DS", try it.mint.session()), ("B", "DSR", try it.mint.refresh())] {
            let cookies = Array(repeating: "\(configured)=deleted", count: useless) + ["\(standard)=\(good.reveal())"]
            let tokens = it.session.tokens(authorization: nil, cookies: cookies)
            if configured == "B", isFound { it.transport.append(it.signedIn(try it.mint.session())) }
            guard isFound else {
                let error = await #expect(throws: DescopeError.self) { try await it.session.validateAndRefresh(tokens) }
                #expect(error?.code == .malformedToken)
                continue
            }
            #expect(try await it.session.validateAndRefresh(tokens).token.subject == "U2test")
        }
        try it.transport.verify()
    }

    @Test("calls with a request's tokens send the newest good refresh token of several")
    func calls() async throws {
        let setting = try Setting()
        let it = setting.it
        let values: [Value] = [.text("deleted"), Self.dead, .good(age: 60), .good(age: 5), .good(age: 30)]
        let texts = try values.map { try setting.text($0, as: .refresh) }
        let tokens = it.session.tokens(
            authorization: nil,
            cookies: [texts.map { "DSR=\($0)" }.joined(separator: "; ")]
        )
        for _ in 0..<2 { it.transport.append(.json("{}")) }
        try await it.session.logOut(tokens)
        try await it.session.logOutEverywhere(tokens)
        #expect(it.transport.sent.map(\.path) == ["/v1/auth/logout", "/v1/auth/logoutall"])
        it.transport.append(.json(#"{"userId":"U2test"}"#))
        it.transport.append(.json(#"{"tenants":[]}"#))
        it.transport.append(.json("[]"))
        _ = try await it.session.me(tokens)
        _ = try await it.session.myTenants(tokens)
        _ = try await it.session.history(tokens)
        #expect(it.transport.sent.count == 5)
        for request in it.transport.sent { #expect(request.headers["authorization"] == "Bearer P2test:\(texts[3])") }

        let none = await #expect(throws: DescopeError.self) { try await it.session.logOut(RequestTokens()) }
        #expect((none?.code, none?.operation, none?.httpStatus) == (.missingToken, "session.logOut", 401))
    }

    @Test("a bound cookie needs its proof, whatever useless token stands before it")
    func bound() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let url = "https://api.example.com/orders"
        let (jwt, refreshJwt) = (try it.mint.session(claims: prover.binding), try it.mint.refresh())
        let cookies = ["DS=deleted; DS=\(jwt.reveal()); DSR=\(refreshJwt.reveal())"]
        for authorization in [nil, "Bearer deleted", "DPoP deleted", "Basic dTpw"] {
            let without = it.session.tokens(authorization: authorization, cookies: cookies)
            let error = await #expect(throws: DescopeError.self) { try await it.session.validateAndRefresh(without) }
            #expect(error?.code == .missingProof)
            let request = DPoPRequest(proofs: [try prover.proof("GET", url, for: jwt)], method: "GET", url: url)
            let tokens = it.session.tokens(authorization: authorization, cookies: cookies, dpop: request)
            #expect(try await it.session.validateAndRefresh(tokens).sessionJwt.reveal() == jwt.reveal())
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test(
        "a text that is no token needs no proof for it: a bound refresh token goes on without",
        arguments: [
            "deleted", "null", "a.b", "a.b.c.d",
        ]
    )
    func boundRefresh(_ text: String) async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let url = "https://api.example.com/orders"
        let (fresh, refreshJwt) = (
            try it.mint.session(claims: prover.binding), try it.mint.refresh(claims: prover.binding)
        )
        it.transport.append(it.signedIn(fresh))
        let request = DPoPRequest(proofs: [try prover.proof("GET", url)], method: "GET", url: url)
        let tokens = it.session.tokens(
            authorization: nil,
            cookies: ["DS=\(text); DSR=\(refreshJwt.reveal())"],
            dpop: request
        )
        #expect(try await it.session.validateAndRefresh(tokens).sessionJwt.reveal() == fresh.reveal())
    }

    @Test("an old value whose key is gone makes nobody wait for keys beside a good one", arguments: [true, false])
    func noFetch(_ comesFirst: Bool) async throws {
        let it = try Fixture()
        let keys = CountingKeys(keys: it.keys)
        let session = it.client.with(keys: keys).session
        func cookies(_ old: Secret, _ good: Secret, _ name: String) -> String {
            (comesFirst ? [old, good] : [good, old]).map { "\(name)=\($0.reveal())" }.joined(separator: "; ")
        }
        let unknown = try it.mintWithUnknownKey
        let refreshCookies = try cookies(unknown.refresh(), it.mint.refresh(), "DSR")
        let both = try cookies(unknown.session(), it.mint.session(), "DS") + "; " + refreshCookies
        _ = try await session.validateAndRefresh(session.tokens(authorization: nil, cookies: [both]))
        #expect(keys.waits == 0)
        it.transport.append(it.signedIn(try it.mint.session()))
        _ = try await session.validateAndRefresh(session.tokens(authorization: nil, cookies: [refreshCookies]))
        #expect(keys.waits == 0)
    }

    @Test("while keys cannot be had, one value waits for them and the others do not")
    func oneWait() async throws {
        let it = try Fixture()
        let keys = CountingKeys(keys: it.keys, areUnavailable: true)
        let session = it.client.with(keys: keys).session
        let cookies = try (0..<8).map { _ in "DS=\(try it.mint.session().reveal())" }
        let tokens = session.tokens(authorization: nil, cookies: cookies)
        let error = await #expect(throws: DescopeError.self) { try await session.validateAndRefresh(tokens) }
        #expect(error?.code == .keysUnavailable)
        #expect(keys.waits == 1)
    }

    @Test("both names are read, the configured one first; one with a prefix alone")
    func names() throws {
        let cookies = ["DS=s1; DSR=r1; MYDS=s2; __Host-DSR=r2"]
        for (names, session, refresh) in [
            (CookieNames(), "s1", "r1"),
            (CookieNames(session: "MYDS", refresh: "MYDSR"), "s2", "r1"),
            (CookieNames(session: "none", refresh: "__Host-DSR"), "s1", "r2"),
            (CookieNames(session: "__Host-DS", refresh: "__Secure-DSR"), nil, nil),
            (CookieNames(session: "__HOST-DS", refresh: "__secure-DSR"), nil, nil),
            // A standard name that is configured for the other token is not this one's.
            (CookieNames(session: "DSR", refresh: "none"), "r1", nil),
            (CookieNames(session: "DSR", refresh: "DS"), "r1", "s1"),
        ] as [(CookieNames, String?, String?)] {
            let tokens = try Fixture { $0.cookies = names }.session.tokens(authorization: nil, cookies: cookies)
            #expect((tokens.sessionJwt?.reveal(), tokens.refreshJwt?.reveal()) == (session, refresh), "\(names)")
        }
    }

    @Test("setting a token replaces all of its cookies")
    func replaced() async throws {
        let it = try Fixture()
        var tokens = it.session.tokens(authorization: "Bearer a", cookies: ["DS=b; DS=c; DSR=d; DSR=e"])
        #expect((tokens.sessionJwt?.reveal(), tokens.refreshJwt?.reveal()) == ("a", "d"))
        tokens.sessionJwt = try it.mint.session()
        tokens.refreshJwt = nil
        #expect(try await it.session.validateAndRefresh(tokens).sessionJwt.reveal() == tokens.sessionJwt?.reveal())
        tokens.sessionJwt = nil
        let error = await #expect(throws: DescopeError.self) { try await it.session.validateAndRefresh(tokens) }
        #expect(error?.code == .missingToken)
    }
}

/// Known keys, and how often somebody asks for one that is not among them. Or none, as they cannot be had.
private final class CountingKeys: KeyProvider {
    private let keys: FakeKeys
    private let areUnavailable: Bool
    private let count = Mutex(0)

    init(keys: FakeKeys, areUnavailable: Bool = false) { (self.keys, self.areUnavailable) = (keys, areUnavailable) }

    var waits: Int { count.withLock(\.self) }

    func cachedKey(for keyId: String) -> VerificationKey? { areUnavailable ? nil : keys.cachedKey(for: keyId) }

    func key(for keyId: String) async throws -> VerificationKey {
        count.withLock { $0 += 1 }
        guard !areUnavailable else { throw DescopeError(.key, code: .keysUnavailable, message: "unreachable") }
        return try await keys.key(for: keyId)
    }
}
