import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All tokens of a session are one user's: what comes with a request, and what the service answers.
@Suite(.timeLimit(.minutes(5))) struct SubjectTests {
    // MARK: - What comes with a request

    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let session: @Sendable (Fixture) throws -> Secret
        var refreshUser = "U2eve"
        /// Nil: it is sent.
        var code: DescopeError.Code? = .wrongSubject
    }

    static let pairs = [
        Pair(
            testDescription: "an expired session of another user",
            session: { try $0.mint.session(userId: "U2ada", lifetime: .seconds(-6)) }
        ),
        Pair(
            testDescription: "one that expired long ago",
            session: { try $0.mint.session(userId: "U2ada", lifetime: .seconds(-1_000_000_000)) }
        ),
        Pair(
            testDescription: "ids that only look alike",
            session: { try $0.mint.session(userId: "U2\u{E9}", lifetime: .seconds(-6)) },
            refreshUser: "U2e\u{301}"
        ),
        Pair(
            testDescription: "an expired session of the same user",
            session: { try $0.mint.session(userId: "U2eve", lifetime: .seconds(-6)) },
            code: nil
        ),
        Pair(
            testDescription: "a session of whom nobody knows: its key is gone",
            session: { try $0.mintWithUnknownKey.session(userId: "U2ada") },
            code: nil
        ),
        Pair(testDescription: "a text that is no token", session: { _ in "deleted" }, code: nil),
        Pair(
            testDescription: "an expired session that is forged says nothing of its user, and is refused as such",
            session: { try $0.forge.session(userId: "U2ada", lifetime: .seconds(-6)) },
            code: .invalidSignature
        ),
        Pair(
            testDescription: "an expired session of another project neither",
            session: { try $0.mint.session(userId: "U2ada", lifetime: .seconds(-6), claims: ["iss": "P2other"]) },
            code: .wrongIssuer
        ),
    ]

    @Test("a refresh token of another user than the session token's is not sent", arguments: pairs)
    func pair(_ pair: Pair) async throws {
        let it = try Fixture()
        let (sessionJwt, refreshJwt) = (try pair.session(it), try it.mint.refresh(userId: pair.refreshUser))
        let cookies = ["DS=\(sessionJwt.reveal()); DSR=\(refreshJwt.reveal())"]
        for tokens in [
            RequestTokens(sessionJwt: sessionJwt, refreshJwt: refreshJwt),
            it.session.tokens(authorization: nil, cookies: cookies),
            it.session.tokens(authorization: "Bearer \(sessionJwt.reveal())", cookies: cookies),
        ] {
            guard let code = pair.code else {
                for _ in 0..<2 { it.transport.append(it.signedIn(try it.mint.session(userId: pair.refreshUser))) }
                #expect(try await it.session.validateAndRefresh(tokens).token.subject == pair.refreshUser)
                #expect(try await it.session.refresh(tokens).token.subject == pair.refreshUser)
                continue
            }
            let error = await #expect(throws: DescopeError.self) { try await it.session.validateAndRefresh(tokens) }
            #expect((error?.kind, error?.code, error?.httpStatus) == (.token, code, 401))
            #expect(error?.refreshJwt == nil)
            guard code == .wrongSubject else { continue }
            let direct = await #expect(throws: DescopeError.self) { try await it.session.refresh(tokens) }
            #expect((direct?.code, direct?.operation) == (code, "session.refresh"))
        }
        try it.transport.verify()
        #expect(pair.code == nil || it.transport.sent.isEmpty)
    }

    @Test("of several refresh cookies the session's user's is sent, also when another user's is newer")
    func severalUsers() async throws {
        let it = try Fixture()
        let own = try it.mint.refresh(userId: "U2ada", claims: ["iat": 1_767_225_000])
        let other = try it.mint.refresh(userId: "U2eve")
        let expired = try it.mint.session(userId: "U2ada", lifetime: .seconds(-6))
        it.transport.append(it.signedIn(try it.mint.session(userId: "U2ada")))
        let cookies = ["DS=\(expired.reveal()); DSR=\(other.reveal()); DSR=\(own.reveal())"]
        let session = try await it.session.validateAndRefresh(it.session.tokens(authorization: nil, cookies: cookies))
        #expect(session.refreshJwt?.reveal() == own.reveal())
        #expect(it.transport.sent.first?.headers["authorization"] == "Bearer P2test:\(own.reveal())")
    }

    // MARK: - What a good session hands on

    struct Beside: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let refresh: @Sendable (Fixture) throws -> Secret?
        var isHandedOn = false
    }

    static let beside: [Beside] =
        [
            Beside(testDescription: "its own", refresh: { try $0.mint.refresh() }, isHandedOn: true),
            Beside(
                testDescription: "one whose key is not at hand",
                refresh: { try $0.mintWithUnknownKey.refresh() },
                isHandedOn: true
            ),
            Beside(testDescription: "another user's", refresh: { try $0.mint.refresh(userId: "U2eve") }),
            Beside(testDescription: "garbage", refresh: { _ in "garbage" }),
            Beside(testDescription: "white space", refresh: { _ in " " }),
            Beside(testDescription: "none", refresh: { _ in nil }),
        ]
        + Flaw.allCases.filter { $0 != .wrongAudience && $0 != .unknownKey }.map { flaw in
            Beside(testDescription: "\(flaw)", refresh: { try flaw.refreshToken($0) })
        }

    @Test("a refresh token that is certainly of no use is not handed on beside a good session", arguments: beside)
    func handedOn(_ beside: Beside) async throws {
        let it = try Fixture()
        let (sessionJwt, refreshJwt) = (try it.mint.session(), try beside.refresh(it))
        let session = try await it.session.validateAndRefresh(sessionJwt: sessionJwt, refreshJwt: refreshJwt)
        #expect(!session.isRefreshed)
        #expect(session.refreshJwt?.reveal() == (beside.isHandedOn ? refreshJwt?.reveal() : nil))
        #expect(it.session.setCookies(for: session).isEmpty)
        guard let refreshJwt, !refreshJwt.isEmpty, refreshJwt.reveal() != " " else { return }
        // Beside one that is of use.
        let own = try it.mint.refresh()
        let cookies = ["DS=\(sessionJwt.reveal()); DSR=\(refreshJwt.reveal()); DSR=\(own.reveal())"]
        let tokens = it.session.tokens(authorization: nil, cookies: cookies)
        let handedOn = try await it.session.validateAndRefresh(tokens).refreshJwt?.reveal()
        #expect([own.reveal(), beside.testDescription == "its own" ? refreshJwt.reveal() : ""].contains(handedOn))
        #expect(it.transport.sent.isEmpty)
    }

    @Test("to look at it fetches no keys")
    func noFetch() async throws {
        let it = try Fixture(keysAreKnown: false)
        it.transport.append(.json(String(decoding: try JSONEncoder().encode(it.keys.keySet), as: UTF8.self)))
        let unknown = try it.mintWithUnknownKey.refresh(userId: "U2eve")
        let session = try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: unknown)
        #expect(session.refreshJwt?.reveal() == unknown.reveal())
        try it.transport.verify()
    }

    @Test("one that could not be checked then is checked before it moves the session")
    func checkedLate() async throws {
        let it = try Fixture()
        let late = try FakeKeys(keyId: "SK2late", algorithm: .es256)
        let mint = TokenMinter(projectId: Fixture.projectId, keys: late, clock: it.clock)
        let client = it.client.with(keys: LateKeys(known: it.keys, late: late))
        let session = try await client.session.validateAndRefresh(
            sessionJwt: it.mint.session(userId: "U2ada"),
            refreshJwt: mint.refresh(userId: "U2eve")
        )
        let error = await #expect(throws: DescopeError.self) {
            try await client.session.selectTenant("acme", in: session)
        }
        #expect((error?.code, error?.httpStatus) == (.wrongSubject, 401))
        #expect(it.transport.sent.isEmpty)
    }

    // MARK: - What the service answers

    enum Call: String, CaseIterable, Sendable {
        case refresh, validateAndRefresh, selectTenant, selectTenantInSession, migrate
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let session: @Sendable (Fixture) throws -> Secret
        var refresh: @Sendable (Fixture) throws -> Secret? = { _ in nil }
        /// Whether it is wrong already by itself, without what was sent.
        var isOfTwo = false
    }

    static let answers = [
        Answer(testDescription: "another's session", session: { try $0.mint.session(userId: "U2eve") }),
        Answer(
            testDescription: "another's session and refresh token",
            session: { try $0.mint.session(userId: "U2eve") },
            refresh: { try $0.mint.refresh(userId: "U2eve") }
        ),
        Answer(
            testDescription: "another's session, and a refresh token of whom nobody knows",
            session: { try $0.mint.session(userId: "U2eve") },
            refresh: { try $0.mintWithUnknownKey.refresh(userId: "U2ada") }
        ),
        Answer(
            testDescription: "another's session that is refused anyway",
            session: { try $0.mint.session(userId: "U2eve", lifetime: .seconds(-6)) },
            refresh: { _ in "hush-R1" }
        ),
        Answer(
            testDescription: "another's session that is bound to a key",
            session: { try $0.mint.session(userId: "U2eve", claims: ["cnf": ["jkt": "abc"]]) },
            refresh: { _ in "hush-R1" }
        ),
        Answer(
            testDescription: "the user's session, another's refresh token",
            session: { try $0.mint.session(userId: "U2ada") },
            refresh: { try $0.mint.refresh(userId: "U2eve") },
            isOfTwo: true
        ),
        Answer(
            testDescription: "the user's session that is refused, another's refresh token",
            session: { try $0.mint.session(userId: "U2ada", lifetime: .seconds(-6)) },
            refresh: { try $0.mint.refresh(userId: "U2eve") },
            isOfTwo: true
        ),
        Answer(
            testDescription: "a session of whom nobody knows, another's refresh token",
            session: { try $0.forge.session(userId: "U2ada") },
            refresh: { try $0.mint.refresh(userId: "U2eve") }
        ),
    ]

    @Test(
        "an answer with another user's tokens is refused, and hands them to nobody",
        arguments: answers,
        Call.allCases
    )
    func answer(_ answer: Answer, _ call: Call) async throws {
        guard call != .migrate || answer.isOfTwo else { return }
        let it = try Fixture()
        let (sessionJwt, refreshJwt) = (try answer.session(it), try answer.refresh(it))
        it.transport.append(it.signedIn(sessionJwt, refreshJwt: refreshJwt?.reveal()))
        let own = try it.mint.refresh(userId: "U2ada")
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                switch call {
                case .refresh: try await it.session.refresh(own)
                case .validateAndRefresh:
                    try await it.session.validateAndRefresh(sessionJwt: "deleted", refreshJwt: own)
                case .selectTenant: try await it.session.selectTenant("acme", refreshJwt: own)
                case .selectTenantInSession:
                    try await it.session.selectTenant(
                        "acme",
                        in: it.session.validateAndRefresh(
                            sessionJwt: it.mint.session(userId: "U2ada"),
                            refreshJwt: own
                        )
                    )
                case .migrate: try await it.session.migrate(externalToken: "legacy")
                }
            }
        )
        #expect((error.kind, error.code, error.httpStatus) == (.decoding, .wrongSubject, 503))
        #expect(error.refreshJwt == nil && error.cookies == nil)
        #expect(it.session.setCookies(for: error).isEmpty)
        #expect(error.operation.hasPrefix("session."))
        for secret in [sessionJwt, refreshJwt].compactMap({ $0?.reveal() }) {
            #expect(!"\(error)".contains(secret))
        }
        try it.transport.verify()
    }

    @Test("an answer of the same user is taken, whatever its refresh token is", arguments: Call.allCases)
    func sameUser(_ call: Call) async throws {
        let it = try Fixture()
        for refreshJwt in [
            try it.mint.refresh(userId: "U2ada"), try it.mintWithUnknownKey.refresh(userId: "U2ada"), "opaque",
        ] {
            it.transport.append(it.signedIn(try it.mint.session(userId: "U2ada"), refreshJwt: refreshJwt.reveal()))
            let own = try it.mint.refresh(userId: "U2ada")
            let expired = try it.mint.session(userId: "U2ada", lifetime: .seconds(-6))
            let session =
                switch call {
                case .refresh: try await it.session.refresh(own)
                case .validateAndRefresh:
                    try await it.session.validateAndRefresh(sessionJwt: expired, refreshJwt: own)
                case .selectTenant: try await it.session.selectTenant("acme", refreshJwt: own)
                case .selectTenantInSession:
                    try await it.session.selectTenant(
                        "acme",
                        in: it.session.validateAndRefresh(
                            sessionJwt: it.mint.session(userId: "U2ada"),
                            refreshJwt: own
                        )
                    )
                case .migrate: try await it.session.migrate(externalToken: "legacy")
                }
            #expect(session.token.subject == "U2ada")
            #expect(session.refreshJwt?.reveal() == refreshJwt.reveal())
        }
    }
}

/// Has one key at hand, and another only for who waits.
private struct LateKeys: KeyProvider {
    let known: FakeKeys
    let late: FakeKeys

    func cachedKey(for keyId: String) -> VerificationKey? { known.cachedKey(for: keyId) }
    func key(for keyId: String) async throws -> VerificationKey {
        if let key = known.cachedKey(for: keyId) { return key }
        return try await late.key(for: keyId)
    }
}
