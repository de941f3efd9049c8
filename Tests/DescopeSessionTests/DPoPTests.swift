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

/// A client's key, and requests that come with proofs of it.
private struct Bound {
    static let method = "POST"
    static let url = "https://api.example.com/orders"

    let it: Fixture
    let prover: DPoPProver
    let store: InMemoryReplayStore
    let session: SessionClient

    init(_ answers: ScriptedTransport.Answer..., configure: (inout DescopeConfiguration) -> Void = { _ in }) throws {
        it = try Fixture(configure: configure)
        for answer in answers { it.transport.append(answer) }
        prover = try DPoPProver(clock: it.clock)
        store = InMemoryReplayStore(clock: it.clock)
        session = it.client.with(replayStore: store).session
    }

    /// A session token that is bound to the key.
    func jwt(userId: String = "U2test", lifetime: Duration = .seconds(600)) throws -> Secret {
        try it.mint.session(userId: userId, lifetime: lifetime, claims: prover.binding)
    }

    /// A request with a good proof, but for what is said.
    func request(for jwt: Secret?, claims: [String: JSONValue?] = [:]) throws -> DPoPRequest {
        request([try prover.proof(Self.method, Self.url, for: jwt, claims: claims)])
    }

    func request(_ proofs: [any SecretConvertible]) -> DPoPRequest {
        DPoPRequest(proofs: proofs, method: Self.method, url: Self.url)
    }

    /// Requests that are refused, by what is wrong with them.
    func badRequests(for jwt: Secret?) throws -> [(String, DPoPRequest, DescopeError.Code)] {
        let proof = try prover.proof(Self.method, Self.url, for: jwt)
        return [
            ("no header", request([]), .missingProof),
            ("blank header", request([" "]), .missingProof),
            ("two headers", request([proof, try prover.proof(Self.method, Self.url, for: jwt)]), .invalidProof),
            ("no proof", request(["proof"]), .invalidProof),
            ("another method", DPoPRequest(proofs: [proof], method: "GET", url: Self.url), .invalidProof),
            ("another URL", DPoPRequest(proofs: [proof], method: Self.method, url: Self.url + "/5"), .invalidProof),
            ("too old", try request(for: jwt, claims: ["iat": .int(1_767_225_540)]), .invalidProof),
            ("for another token", try request(for: "another"), .invalidProof),
            ("no URL", DPoPRequest(proofs: [proof], method: Self.method, url: "/orders"), .unusableArgument),
        ]
    }

    /// A request with a proof of somebody else.
    func strangersRequest(for jwt: Secret?) throws -> DPoPRequest {
        request([try DPoPProver(clock: it.clock).proof(Self.method, Self.url, for: jwt)])
    }
}

/// Expects an error with that code and returns it.
private func refusal(
    _ code: DescopeError.Code,
    _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Void
) async throws -> DescopeError {
    let error = try #require(
        await #expect(throws: DescopeError.self, Comment(rawValue: comment), sourceLocation: sourceLocation) {
            try await work()
        }
    )
    #expect(error.code == code, Comment(rawValue: comment), sourceLocation: sourceLocation)
    return error
}

@Suite(.timeLimit(.minutes(5))) struct DPoPTests {
    // MARK: - The tokens of a request

    @Test("a request's tokens know their scheme and their request")
    func tokens() throws {
        let session = try Fixture().session
        let request = DPoPRequest(proofs: ["proof"], method: "GET", url: Bound.url)
        func scheme(_ authorization: String?) -> RequestTokens.Scheme {
            session.tokens(authorization: authorization, cookies: ["DS=s"], dpop: request).scheme
        }
        #expect(scheme("DPoP s") == .dpop)
        #expect(scheme("dpop s") == .dpop)
        #expect(scheme("Bearer s") == .bearer)
        #expect(scheme(nil) == .bearer)
        // Whoever names the scheme asks for a bound token, with or without one of their own.
        #expect(scheme("DPoP") == .dpop)
        #expect(scheme("DPoP s t") == .dpop)
        #expect(scheme("Basic s") == .bearer)
        let tokens = session.tokens(authorization: "DPoP s", dpop: request)
        #expect(tokens.dpop?.url == Bound.url)
        #expect(session.tokens(authorization: "DPoP s").dpop == nil)
        #expect(RequestTokens(sessionJwt: "s").scheme == .bearer)
    }

    // MARK: - Validating

    @Test("a bound token with a good proof, however it was sent", arguments: [RequestTokens.Scheme.bearer, .dpop])
    func good(_ scheme: RequestTokens.Scheme) async throws {
        let it = try Bound()
        let jwt = try it.jwt()
        let token = try await it.session.validate(jwt, dpop: it.request(for: jwt))
        #expect(token.proofKeyThumbprint == it.prover.thumbprint)
        let tokens = RequestTokens(sessionJwt: jwt, scheme: scheme, dpop: try it.request(for: jwt))
        #expect(try await it.session.validate(tokens).subject == "U2test")
        let refreshJwt = try it.it.mint.refresh()
        let both = RequestTokens(
            sessionJwt: jwt,
            refreshJwt: refreshJwt,
            scheme: scheme,
            dpop: try it.request(for: jwt)
        )
        let session = try await it.session.validateAndRefresh(both)
        #expect(!session.isRefreshed)
        #expect(session.refreshJwt?.reveal() == refreshJwt.reveal())
        let pair = try await it.session.validateAndRefresh(
            sessionJwt: jwt,
            refreshJwt: nil,
            dpop: it.request(for: jwt)
        )
        #expect(!pair.isRefreshed)
        #expect(it.store.count == 4)
        #expect(it.it.transport.sent.isEmpty)
    }

    @Test("a bound token without a good proof is refused by every call")
    func bad() async throws {
        let it = try Bound()
        let jwt = try it.jwt()
        var requests: [(String, DPoPRequest?, DescopeError.Code)] = [("no request", nil, .missingProof)]
        requests += try it.badRequests(for: jwt).map { ($0, $1, $2) }
        requests.append(("a stranger's", try it.strangersRequest(for: jwt), .invalidProof))
        for (what, request, code) in requests {
            for scheme in [RequestTokens.Scheme.bearer, .dpop] {
                let tokens = RequestTokens(
                    sessionJwt: jwt,
                    refreshJwt: try it.it.mint.refresh(),
                    scheme: scheme,
                    dpop: request
                )
                let one = try await refusal(code, what) { _ = try await it.session.validate(tokens) }
                #expect(one.operation == "session.validate")
                _ = try await refusal(code, what) { _ = try await it.session.validateAndRefresh(tokens) }
            }
            _ = try await refusal(code, what) { _ = try await it.session.validate(jwt, dpop: request) }
        }
        #expect(it.it.transport.sent.isEmpty)
        #expect(it.store.count == 0)
    }

    @Test("without a proof the message says who has to do something about it: your server, or its client")
    func missingProofs() async throws {
        let it = try Bound()
        let (jwt, refreshJwt) = (try it.jwt(), try it.it.mint.refresh())
        for (request, advice) in [
            (nil, "as `dpop`."), (it.request([]), "The client has to send a proof"),
            (it.request([" "]), "The client has to send a proof"),
        ] as [(DPoPRequest?, String)] {
            it.it.transport.append(it.it.signedIn(jwt), it.it.signedIn(jwt))
            for call in [
                { _ = try await it.session.validate(jwt, dpop: request) },
                { _ = try await it.session.refresh(refreshJwt, dpop: request) },
                { _ = try await it.session.migrate(externalToken: "legacy", dpop: request) },
            ] as [() async throws -> Void] {
                let error = try await refusal(.missingProof, advice, call)
                #expect(error.message.contains(advice), "\(error.message)")
            }
        }
    }

    @Test("a proof is good for one call")
    func once() async throws {
        let it = try Bound()
        let jwt = try it.jwt()
        let request = try it.request(for: jwt)
        _ = try await it.session.validate(jwt, dpop: request)
        _ = try await refusal(.replayedProof) { _ = try await it.session.validate(jwt, dpop: request) }
        _ = try await refusal(.replayedProof) {
            _ = try await it.session.validateAndRefresh(sessionJwt: jwt, refreshJwt: nil, dpop: request)
        }
    }

    @Test("the store in memory is shared by copies of a client")
    func sharedStore() async throws {
        let it = try Bound()
        let jwt = try it.jwt()
        let request = try it.request(for: jwt)
        _ = try await it.it.client.session.validate(jwt, dpop: request)
        let copy = it.it.client.with { $0.requestTimeout = .seconds(1) }
        _ = try await refusal(.replayedProof) { _ = try await copy.session.validate(jwt, dpop: request) }
        // Another client knows nothing of it.
        _ = try await it.session.validate(jwt, dpop: request)
    }

    @Test("an unbound token is untouched, whatever came along")
    func unbound() async throws {
        let it = try Bound()
        let jwt = try it.it.mint.session()
        var requests: [DPoPRequest?] = [nil, try it.request(for: jwt)]
        requests += try it.badRequests(for: jwt).map(\.1)
        for request in requests {
            #expect(try await it.session.validate(jwt, dpop: request).proofKeyThumbprint == nil)
            let tokens = RequestTokens(sessionJwt: jwt, dpop: request)
            #expect(try await !it.session.validateAndRefresh(tokens).isRefreshed)
        }
        #expect(it.store.count == 0)
    }

    @Test("an unbound token with the scheme DPoP is refused, whatever came along")
    func unboundWithScheme() async throws {
        let it = try Bound()
        let jwt = try it.it.mint.session()
        for request in [nil, try it.request(for: jwt), it.request([])] {
            let tokens = RequestTokens(
                sessionJwt: jwt,
                refreshJwt: try it.it.mint.refresh(),
                scheme: .dpop,
                dpop: request
            )
            let error = try await refusal(.unboundToken) { _ = try await it.session.validate(tokens) }
            #expect(error.kind == .token)
            #expect(error.message.hasPrefix("token: expected one that is bound"))
            _ = try await refusal(.unboundToken) { _ = try await it.session.validateAndRefresh(tokens) }
        }
        #expect(it.it.transport.sent.isEmpty)
        #expect(it.store.count == 0)
    }

    @Test("a bad token is refused as such, and its proof is not used up")
    func badToken() async throws {
        let it = try Bound()
        let forged = try it.it.forge.session(claims: it.prover.binding)
        _ = try await refusal(.invalidSignature) {
            _ = try await it.session.validate(forged, dpop: it.request(for: forged))
        }
        let expired = try it.jwt(lifetime: .seconds(-6))
        _ = try await refusal(.tokenExpired) {
            _ = try await it.session.validate(expired, dpop: it.request(for: expired))
        }
        _ = try await refusal(.missingToken) { _ = try await it.session.validate(RequestTokens()) }
        #expect(it.store.count == 0)
    }

    @Test("behind a gateway that checks proofs, none is looked at")
    func gateway() async throws {
        let it = try Bound { $0.gatewayChecksProofs = true }
        let jwt = try it.jwt()
        for request in try it.badRequests(for: jwt).map(\.1) + [it.strangersRequest(for: jwt)] {
            _ = try await it.session.validate(jwt, dpop: request)
            it.it.transport.append(it.it.signedIn(jwt))
            _ = try await it.session.refresh(it.it.mint.refresh(), dpop: request)
        }
        _ = try await it.session.validate(RequestTokens(sessionJwt: jwt, scheme: .dpop))
        #expect(it.store.count == 0)
        #expect(DescopeConfiguration.isStrictByDefault)
    }

    // MARK: - Refreshing

    @Test("a new session token that is bound needs the proof: for the session token that came along, or for none")
    func refreshed() async throws {
        let it = try Bound()
        let (expired, refreshJwt) = (try it.jwt(lifetime: .seconds(-6)), try it.it.mint.refresh())
        let calls: [(String, () async throws -> ActiveSession)] = [
            ("refresh token alone", { try await it.session.refresh(refreshJwt, dpop: it.request(for: nil)) }),
            (
                "refresh of a request",
                {
                    try await it.session.refresh(
                        RequestTokens(sessionJwt: expired, refreshJwt: refreshJwt, dpop: it.request(for: expired))
                    )
                }
            ),
            (
                "expired",
                {
                    try await it.session.validateAndRefresh(
                        sessionJwt: expired,
                        refreshJwt: refreshJwt,
                        dpop: it.request(for: expired)
                    )
                }
            ),
            (
                "expired, scheme DPoP",
                {
                    try await it.session.validateAndRefresh(
                        RequestTokens(
                            sessionJwt: expired,
                            refreshJwt: refreshJwt,
                            scheme: .dpop,
                            dpop: it.request(for: expired)
                        )
                    )
                }
            ),
            (
                "refresh cookie alone",
                {
                    try await it.session.validateAndRefresh(
                        it.session.tokens(
                            authorization: nil,
                            cookies: ["DSR=\(refreshJwt.reveal())"],
                            dpop: it.request(for: nil)
                        )
                    )
                }
            ),
            (
                "an empty session token is none",
                {
                    try await it.session.validateAndRefresh(
                        sessionJwt: "",
                        refreshJwt: refreshJwt,
                        dpop: it.request(for: nil)
                    )
                }
            ),
        ]
        for (what, call) in calls {
            it.it.transport.append(it.it.signedIn(try it.jwt()))
            let session = try await call()
            #expect(session.isRefreshed, "\(what)")
            #expect(session.token.proofKeyThumbprint == it.prover.thumbprint, "\(what)")
        }
        #expect(it.store.count == calls.count)
        try it.it.transport.verify()
    }

    @Test("a bad proof costs no refresh: it is refused before anything is sent")
    func badProofBeforeRefresh() async throws {
        let it = try Bound()
        let (expired, refreshJwt) = (try it.jwt(lifetime: .seconds(-6)), try it.it.mint.refresh())
        let requests = try it.badRequests(for: expired).map { ($0, Optional($1), $2) }
        for (what, request, code) in requests + [
            ("no request", nil, .missingProof), ("another key", try it.strangersRequest(for: expired), .invalidProof),
        ] {
            let tokens = RequestTokens(sessionJwt: expired, refreshJwt: refreshJwt, dpop: request)
            let error = try await refusal(code, what) { _ = try await it.session.validateAndRefresh(tokens) }
            #expect(error.operation == "session.refresh")
            #expect(error.refreshJwt == nil)
        }
        // Whether a proof is needed is known only afterwards.
        for (what, request, code) in try it.badRequests(for: nil) where what != "no header" {
            _ = try await refusal(code, what) { _ = try await it.session.refresh(refreshJwt, dpop: request) }
        }
        // A session token that did not come along.
        _ = try await refusal(.invalidProof) {
            _ = try await it.session.refresh(refreshJwt, dpop: it.request(for: expired))
        }
        // One that came along, and is not what the proof was made for.
        _ = try await refusal(.invalidProof) {
            _ = try await it.session.validateAndRefresh(
                sessionJwt: expired,
                refreshJwt: refreshJwt,
                dpop: it.request(for: nil)
            )
        }
        // With this scheme a proof is needed in any case.
        _ = try await refusal(.missingProof) {
            _ = try await it.session.validateAndRefresh(
                RequestTokens(sessionJwt: expired, refreshJwt: refreshJwt, scheme: .dpop)
            )
        }
        #expect(it.it.transport.sent.isEmpty)
        #expect(it.store.count == 0)
    }

    @Test("a refresh token that is bound itself needs its proof before anything is sent, and uses it up")
    func boundRefreshToken() async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh(claims: it.prover.binding)
        _ = try await refusal(.missingProof) { _ = try await it.session.refresh(refreshJwt) }
        _ = try await refusal(.invalidProof) {
            _ = try await it.session.refresh(refreshJwt, dpop: it.strangersRequest(for: nil))
        }
        #expect(it.it.transport.sent.isEmpty)

        let request = try it.request(for: nil)
        it.it.transport.append(it.it.signedIn(try it.it.mint.session()))
        _ = try await it.session.refresh(refreshJwt, dpop: request)
        #expect(it.store.count == 1)
        // A proof that was used before is refused before the refresh token is spent.
        _ = try await refusal(.replayedProof) { _ = try await it.session.refresh(refreshJwt, dpop: request) }
        #expect(it.it.transport.sent.count == 1)
    }

    @Test("a bound refresh token selects no tenant without a proof")
    func boundTenantSelection() async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh(claims: it.prover.binding)
        _ = try await refusal(.missingProof) { _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt) }
        _ = try await refusal(.invalidProof) {
            let request = try it.strangersRequest(for: nil)
            _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt, dpop: request)
        }
        #expect(it.it.transport.sent.isEmpty)

        let request = try it.request(for: nil)
        it.it.transport.append(it.it.signedIn(try it.it.mint.session()))
        _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt, dpop: request)
        _ = try await refusal(.replayedProof) {
            _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt, dpop: request)
        }
        #expect(it.it.transport.sent.count == 1)
    }

    @Test("a new session token that is bound to another key than its refresh token is refused")
    func boundElsewhere() async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh(claims: it.prover.binding)
        it.it.transport.append(it.it.signedIn(try it.it.mint.session(claims: ["cnf": ["jkt": "another"]])))
        _ = try await refusal(.invalidProof) {
            _ = try await it.session.refresh(refreshJwt, dpop: it.request(for: nil))
        }
    }

    @Test("what can only be known afterwards is refused, and a sender who has not proven the key gets no token")
    func refusedAfterRefresh() async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh()
        let used = try it.request(for: nil)
        it.it.transport.append(it.it.signedIn(try it.jwt()))
        _ = try await it.session.refresh(refreshJwt, dpop: used)

        let cases: [(DPoPRequest?, DescopeError.Code)] = [
            (nil, .missingProof), (it.request([]), .missingProof),
            (try it.strangersRequest(for: nil), .invalidProof), (used, .replayedProof),
        ]
        for (request, code) in cases {
            it.it.transport.append(it.it.signedIn(try it.jwt(), refreshJwt: "rotated"))
            let error = try await refusal(code) { _ = try await it.session.refresh(refreshJwt, dpop: request) }
            #expect(error.refreshJwt == nil && error.cookies == nil)
            #expect(it.session.setCookies(for: error).isEmpty)
            #expect(error.operation == "session.refresh")
            #expect(error.message.contains("tokens are discarded"))
            #expect(error.httpStatus == 401)
            // Without rotation nothing is lost: it is the token that was sent.
            it.it.transport.append(it.it.signedIn(try it.jwt()))
            let kept = try await refusal(code) { _ = try await it.session.refresh(refreshJwt, dpop: request) }
            #expect(kept.refreshJwt?.reveal() == refreshJwt.reveal())
            #expect(it.session.setCookies(for: kept).isEmpty)
        }

        // A good proof of the right key that could not be remembered.
        for (capacity, code) in [(0, DescopeError.Code.replayStoreFull), (10, .tooManyProofs)] {
            let store = InMemoryReplayStore(capacity: capacity, capacityPerKey: 1, clock: it.it.clock)
            let broken = it.it.client.with(replayStore: store).session
            if capacity > 0 {
                let jwt = try it.jwt()
                _ = try await broken.validate(jwt, dpop: it.request(for: jwt))
            }
            it.it.transport.append(it.it.signedIn(try it.jwt(), refreshJwt: "rotated"))
            let error = try await refusal(code) {
                _ = try await broken.refresh(refreshJwt, dpop: it.request(for: nil))
            }
            #expect(error.refreshJwt?.reveal() == "rotated")
        }

        it.it.transport.append(it.it.signedIn(try it.it.mint.session(), refreshJwt: "rotated"))
        let unbound = try await refusal(.unboundToken) {
            let tokens = RequestTokens(refreshJwt: refreshJwt, scheme: .dpop, dpop: try it.request(for: nil))
            _ = try await it.session.refresh(tokens)
        }
        #expect(unbound.refreshJwt?.reveal() == "rotated")
        try it.it.transport.verify()
    }

    @Test("a new session token that is not bound needs no proof, and uses none up")
    func unboundAfterRefresh() async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh()
        for request in [nil, it.request([]), try it.request(for: nil), try it.strangersRequest(for: nil)] {
            it.it.transport.append(it.it.signedIn(try it.it.mint.session()))
            #expect(try await it.session.refresh(refreshJwt, dpop: request).token.proofKeyThumbprint == nil)
        }
        #expect(it.store.count == 0)
        try it.it.transport.verify()
    }

    @Test("a proof is not used up by a refresh that fails, as long as nothing is known to be bound")
    func notBurnedBefore() async throws {
        let it = try Bound(.status(500))
        let (refreshJwt, request) = (try it.it.mint.refresh(), try it.request(for: nil))
        await #expect(throws: DescopeError.self) { try await it.session.refresh(refreshJwt, dpop: request) }
        #expect(it.store.count == 0)
        it.it.transport.append(it.it.signedIn(try it.jwt()))
        #expect(try await it.session.refresh(refreshJwt, dpop: request).isRefreshed)
        #expect(it.store.count == 1)
    }

    @Test("the proof beside a bound session token is used up before the refresh is sent, and once")
    func burnedBefore() async throws {
        let it = try Bound(.status(500))
        let (expired, refreshJwt) = (try it.jwt(lifetime: .seconds(-6)), try it.it.mint.refresh())
        func tokens(_ request: DPoPRequest) -> RequestTokens {
            RequestTokens(sessionJwt: expired, refreshJwt: refreshJwt, dpop: request)
        }
        let used = try it.request(for: expired)
        await #expect(throws: DescopeError.self) { try await it.session.validateAndRefresh(tokens(used)) }
        #expect(it.store.count == 1)
        _ = try await refusal(.replayedProof) { _ = try await it.session.validateAndRefresh(tokens(used)) }
        #expect(it.it.transport.sent.count == 1)
        it.it.transport.append(it.it.signedIn(try it.jwt()))
        #expect(try await it.session.validateAndRefresh(tokens(it.request(for: expired))).isRefreshed)
        #expect(it.store.count == 2)
    }

    @Test("a refresh whose tokens are bound to two keys is not sent: no proof is of both")
    func boundToTwoKeys() async throws {
        let (it, other) = (try Bound(), try DPoPProver())
        let tokens = RequestTokens(
            sessionJwt: try it.jwt(lifetime: .seconds(-6)),
            refreshJwt: try it.it.mint.refresh(claims: other.binding)
        )
        for key in [it.prover, other] {
            var (key, tokens) = (key, tokens)
            key.clock = it.it.clock
            tokens.dpop = it.request([try key.proof(Bound.method, Bound.url, for: tokens.sessionJwt)])
            _ = try await refusal(.invalidProof) { [tokens] in _ = try await it.session.refresh(tokens) }
        }
        #expect(it.it.transport.sent.isEmpty)
        #expect(it.store.count == 0)
    }

    /// The calls that send the refresh token of a request.
    enum Sending: String, CaseIterable, Sendable {
        case refresh, validateAndRefresh, me, logOut, logOutEverywhere, myTenants, history

        func make(_ session: SessionClient, _ tokens: RequestTokens) async throws {
            switch self {
            case .refresh: _ = try await session.refresh(tokens)
            case .validateAndRefresh: _ = try await session.validateAndRefresh(tokens)
            case .me: _ = try await session.me(tokens)
            case .logOut: try await session.logOut(tokens)
            case .logOutEverywhere: try await session.logOutEverywhere(tokens)
            case .myTenants: _ = try await session.myTenants(tokens)
            case .history: _ = try await session.history(tokens)
            }
        }
    }

    @Test(
        "beside an expired session token that is bound, no call sends a refresh token without a proof of its key",
        arguments: Sending.allCases,
        [RequestTokens.Scheme.bearer, .dpop]
    )
    func thief(_ call: Sending, _ scheme: RequestTokens.Scheme) async throws {
        let it = try Bound()
        let (expired, refreshJwt) = (try it.jwt(lifetime: .seconds(-6)), try it.it.mint.refresh())
        let used = try it.request(for: expired)
        it.it.transport.append(it.it.signedIn(try it.jwt()))
        _ = try await it.session.refresh(RequestTokens(sessionJwt: expired, refreshJwt: refreshJwt, dpop: used))
        let bad: [(String, DPoPRequest?, DescopeError.Code)] =
            [
                ("no request", nil, .missingProof), ("used", used, .replayedProof),
                ("a stranger's", try it.strangersRequest(for: expired), .invalidProof),
                ("for no token", try it.request(for: nil), .invalidProof),
            ] + (try it.badRequests(for: expired).map { ($0, $1, $2) })
        for (what, request, code) in bad {
            for ways in [["DS"], []] {
                var tokens = it.session.tokens(
                    authorization: ways.isEmpty ? "Bearer \(expired.reveal())" : nil,
                    cookies: ways.map { "\($0)=\(expired.reveal())" } + ["DSR=\(refreshJwt.reveal())"],
                    dpop: request
                )
                tokens.scheme = scheme
                let error = try await refusal(code, what) { [tokens] in try await call.make(it.session, tokens) }
                #expect(error.refreshJwt == nil, "\(what)")
                #expect(error.operation == "session.\(call == .validateAndRefresh ? "refresh" : call.rawValue)")
            }
        }
        #expect(it.it.transport.sent.count == 1)

        switch call {
        case .refresh, .validateAndRefresh: it.it.transport.append(it.it.signedIn(try it.jwt()))
        case .history: it.it.transport.append(.json("[]"))
        default: it.it.transport.append(.json(#"{"userId":"U2test","tenants":[]}"#))
        }
        let good = RequestTokens(
            sessionJwt: expired,
            refreshJwt: refreshJwt,
            scheme: scheme,
            dpop: try it.request(for: expired)
        )
        try await call.make(it.session, good)
        try it.it.transport.verify()
    }

    @Test("nor a refresh token that is bound itself", arguments: Sending.allCases)
    func boundRefreshTokenOfRequest(_ call: Sending) async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh(claims: it.prover.binding)
        for (request, code) in [
            (nil, .missingProof), (try it.strangersRequest(for: nil), .invalidProof),
        ] as [(DPoPRequest?, DescopeError.Code)] {
            let tokens = RequestTokens(refreshJwt: refreshJwt, dpop: request)
            _ = try await refusal(code) { try await call.make(it.session, tokens) }
        }
        #expect(it.it.transport.sent.isEmpty)
    }

    /// New tokens that are refused before it is asked whether they are bound.
    enum Refused: String, CaseIterable, Sendable {
        case expired, audience, unknownKey, boundRefreshToken

        fileprivate func answer(_ it: Bound) throws -> ScriptedTransport.Answer {
            let (session, refreshJwt): (Secret, String) =
                switch self {
                case .expired: (try it.jwt(lifetime: .seconds(-6)), "rotated")
                case .audience: (try it.jwt(), "rotated")
                case .unknownKey: (try it.it.mintWithUnknownKey.session(claims: it.prover.binding), "rotated")
                case .boundRefreshToken:
                    (try it.it.mint.session(), try it.it.mint.refresh(claims: it.prover.binding).reveal())
                }
            return it.it.signedIn(session, refreshJwt: refreshJwt)
        }
    }

    @Test(
        "new tokens that are refused for another reason are kept from who has not proven the key, too",
        arguments: Refused.allCases
    )
    func refusedOtherwise(_ refused: Refused) async throws {
        let it = try Bound()
        let refreshJwt = try it.it.mint.refresh()
        let calls: [(String, (DPoPRequest?) async throws -> ActiveSession)] = [
            ("refresh", { try await it.session.refresh(refreshJwt, audience: ["api"], dpop: $0) }),
            (
                "selectTenant",
                { try await it.session.selectTenant("acme", refreshJwt: refreshJwt, audience: ["api"], dpop: $0) }
            ),
            ("migrate", { try await it.session.migrate(externalToken: "legacy", audience: ["api"], dpop: $0) }),
        ]
        for (what, call) in calls {
            let good = try it.request(for: nil)
            for (request, isProven) in [
                (nil, false), (try it.strangersRequest(for: nil), false), (good, true), (good, false),
            ] as [(DPoPRequest?, Bool)] {
                it.it.transport.append(try refused.answer(it))
                let error = try await refusal(.newTokenRefused, what) { _ = try await call(request) }
                #expect((error.refreshJwt != nil) == isProven, "\(what)")
                #expect(it.session.setCookies(for: error).isEmpty != isProven, "\(what)")
                #expect(error.message.contains("tokens are discarded") != isProven, "\(what)")
                #expect(error.httpStatus == 503)
            }
        }
        try it.it.transport.verify()
    }

    @Test("callers who share a refresh are asked for a proof each")
    func shared() async throws {
        let (it, gate, executor) = (try Bound(), ManualClock(patience: nil), HeldExecutor())
        let (answer, refreshJwt) = (try it.jwt().reveal(), try it.it.mint.refresh())
        it.it.transport.append(.held(by: gate) { _ in object(["sessionJwt": answer, "refreshJwt": "r"]) })
        let same = try it.request(for: nil)
        let requests = [
            same, same, try it.request(for: nil), try it.strangersRequest(for: nil), nil, it.request(["bad"]),
        ]
        let tasks = await callers(with: requests, on: executor, waitingAt: gate) { request -> DescopeError? in
            do { _ = try await it.session.refresh(refreshJwt, dpop: request) } catch let error as DescopeError {
                return error
            }
            return nil
        }
        gate.advance(by: .seconds(1))
        executor.release()
        var errors: [DescopeError?] = []
        for task in tasks { errors.append(try await task.value) }
        let codes = errors.map(\.?.code)
        #expect(Set(codes[0..<2]) == [nil, .replayedProof])
        #expect(codes[2...] == [nil, .invalidProof, .missingProof, .invalidProof])
        // The last one never joined them.
        #expect(errors.allSatisfy { $0?.refreshJwt == nil })
        #expect(it.store.count == 2)
        try it.it.transport.verify()
    }
}

extension DescopeConfiguration {
    fileprivate static var isStrictByDefault: Bool {
        (try? DescopeConfiguration(projectId: Fixture.projectId)).map { !$0.gatewayChecksProofs } ?? false
    }
}
