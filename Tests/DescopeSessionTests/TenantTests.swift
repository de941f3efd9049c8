import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct TenantTests {
    @Test("choosing a tenant sends it with the refresh token, and brings both tokens")
    func select() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(claims: ["dct": "acme"]), refreshJwt: "R1"))
        let refreshJwt = try it.mint.refresh()
        let session = try await it.session.selectTenant("acme", refreshJwt: refreshJwt)
        #expect(session.token.currentTenant == "acme")
        #expect(session.refreshJwt?.reveal() == "R1")
        #expect(session.isRefreshed)
        #expect(it.session.setCookies(for: session).count == 2)

        let request = try #require(it.transport.sent.first)
        #expect((request.method, request.path) == (.post, "/v1/auth/tenant/select"))
        #expect(request.bodyJSON == ["tenant": "acme"])
        #expect(request.headers["authorization"] == "Bearer P2test:\(refreshJwt.reveal())")
        try it.transport.verify()
    }

    @Test(
        "the refresh token is the body's, else the cookie's, else the one that was sent",
        arguments: [("R1", "R2", "R1"), ("", "R2", "R2"), (nil, "R2", "R2"), ("", nil, nil), (nil, nil, nil)]
            as [(String?, String?, String?)]
    )
    func refreshToken(_ body: String?, _ cookie: String?, _ expected: String?) async throws {
        let it = try Fixture()
        var headers = APIHeaders()
        if let cookie { headers.append("Set-Cookie", "DSR=\(cookie); Path=/; HttpOnly") }
        let jwt = try it.mint.session(claims: ["dct": "acme"]).reveal()
        it.transport.append(.json(object(["sessionJwt": jwt, "refreshJwt": body]), headers: headers))
        let sent = try it.mint.refresh()
        let session = try await it.session.selectTenant("acme", refreshJwt: sent)
        #expect(session.refreshJwt?.reveal() == expected ?? sent.reveal())
    }

    @Test("a session token that comes as a cookie is found")
    func sessionCookie() async throws {
        let it = try Fixture()
        var headers = APIHeaders()
        headers.append("Set-Cookie", "DS=\(try it.mint.session(userId: "U2ada").reveal()); Path=/")
        it.transport.append(.json(#"{"sessionJwt":"","refreshJwt":"R1"}"#, headers: headers))
        let refreshJwt = try it.mint.refresh(userId: "U2ada")
        let session = try await it.session.selectTenant("acme", refreshJwt: refreshJwt)
        #expect(session.token.subject == "U2ada")
        #expect(session.refreshJwt?.reveal() == "R1")
    }

    @Test("when the new session token is refused, the new refresh token is not lost", arguments: Flaw.allCases)
    func answerIsChecked(_ flaw: Flaw) async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try flaw.sessionToken(it), refreshJwt: "R1"))
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await it.session.selectTenant("acme", refreshJwt: it.mint.refresh(), audience: ["api"])
            }
        )
        #expect(error.code == .newTokenRefused)
        #expect((error.underlying as? DescopeError)?.code == flaw.code)
        #expect(error.operation == "session.selectTenant")
        #expect(error.refreshJwt?.reveal() == "R1")
    }

    @Test("a bound session token is refused without a proof, with the refresh token to keep")
    func bound() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(claims: ["cnf": ["jkt": "abc"]]), refreshJwt: "R1"))
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.selectTenant("acme", refreshJwt: it.mint.refresh())
        }
        #expect(error?.code == .missingProof)
        #expect(error?.refreshJwt == nil)
    }

    @Test("and taken with one; a bad one is not even sent")
    func proven() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let url = "https://shop.example/tenant"
        let jwt = try it.mint.session(claims: ["cnf": ["jkt": .string(prover.thumbprint)]])
        it.transport.append(it.signedIn(jwt, refreshJwt: "R1"))
        let proof = try prover.proof("POST", url)
        let session = try await it.session.selectTenant(
            "acme",
            refreshJwt: it.mint.refresh(),
            dpop: DPoPRequest(proofs: [proof], method: "POST", url: url)
        )
        #expect(session.token.proofKeyThumbprint == prover.thumbprint)

        let error = await #expect(throws: DescopeError.self) {
            let other = try prover.proof("POST", "https://other.example/")
            _ = try await it.session.selectTenant(
                "acme",
                refreshJwt: it.mint.refresh(),
                dpop: DPoPRequest(proofs: [other], method: "POST", url: url)
            )
        }
        #expect(error?.code == .invalidProof)
        try it.transport.verify()
    }

    @Test("one proof is enough for a request that checks its session and moves it")
    func provenBefore() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let bound: [String: JSONValue] = ["cnf": ["jkt": .string(prover.thumbprint)]]
        let (url, jwt) = ("https://shop.example/tenant", try it.mint.session(claims: bound))
        let request = DPoPRequest(proofs: [try prover.proof("POST", url, for: jwt)], method: "POST", url: url)
        let tokens = RequestTokens(sessionJwt: jwt, refreshJwt: try it.mint.refresh(), scheme: .dpop, dpop: request)
        let session = try await it.session.validateAndRefresh(tokens)

        it.transport.append(it.signedIn(try it.mint.session(claims: bound), refreshJwt: "R1"))
        let moved = try await it.session.selectTenant("acme", in: session)
        #expect((moved.refreshJwt?.reveal(), moved.isRefreshed) == ("R1", true))
        let sent = try #require(it.transport.sent.last)
        #expect(sent.headers["authorization"] == "Bearer P2test:\(try #require(tokens.refreshJwt).reveal())")
        #expect(sent.bodyJSON == ["tenant": "acme"])
    }

    @Test("but not for a session token that is bound to another key, or bound only now")
    func boundToAnother() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let stranger: [String: JSONValue] = ["cnf": ["jkt": "abc"]]
        let (url, jwt) = (
            "https://shop.example/tenant",
            try it.mint.session(claims: ["cnf": ["jkt": .string(prover.thumbprint)]])
        )
        let request = DPoPRequest(proofs: [try prover.proof("POST", url, for: jwt)], method: "POST", url: url)
        let refreshJwt = try it.mint.refresh()
        let sessions = [
            try await it.session.validateAndRefresh(sessionJwt: jwt, refreshJwt: refreshJwt, dpop: request),
            try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: refreshJwt),
        ]
        for session in sessions {
            it.transport.append(it.signedIn(try it.mint.session(claims: stranger), refreshJwt: "R1"))
            let error = await #expect(throws: DescopeError.self) {
                try await it.session.selectTenant("acme", in: session)
            }
            #expect(error?.code == .missingProof)
            #expect(error?.refreshJwt == nil)
        }
        // Where a gateway has checked the proofs, all of it is its affair.
        it.transport.append(it.signedIn(try it.mint.session(claims: stranger), refreshJwt: "R1"))
        _ = try await it.client.with { $0.gatewayChecksProofs = true }.session.selectTenant("acme", in: sessions[0])
    }

    @Test("a refresh token that is bound to another key, or another user's, is not spent")
    func foreignRefreshToken() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let own: [String: JSONValue] = ["cnf": ["jkt": .string(prover.thumbprint)]]
        let url = "https://shop.example/tenant"
        func session(_ claims: [String: JSONValue], _ refreshJwt: Secret) async throws -> ActiveSession {
            let jwt = try it.mint.session(userId: "U2ada", claims: claims)
            let request = DPoPRequest(proofs: [try prover.proof("POST", url, for: jwt)], method: "POST", url: url)
            return try await it.session.validateAndRefresh(sessionJwt: jwt, refreshJwt: refreshJwt, dpop: request)
        }
        let stolen = try it.mint.refresh(userId: "U2ada", claims: ["cnf": ["jkt": "abc"]])
        let others = try it.mint.refresh(userId: "U2eve")
        for (claims, refreshJwt, code) in [
            ([:], stolen, .missingProof), (own, stolen, .missingProof),
            // It was not handed on.
            ([:], others, .missingToken), (own, others, .missingToken),
        ] as [([String: JSONValue], Secret, DescopeError.Code)] {
            let session = try await session(claims, refreshJwt)
            let error = await #expect(throws: DescopeError.self) {
                try await it.session.selectTenant("acme", in: session)
            }
            #expect(error?.code == code)
            #expect(error?.isUnauthenticated == true && error?.refreshJwt == nil)
        }
        #expect(it.transport.sent.isEmpty)

        // With the session's own key it is.
        it.transport.append(it.signedIn(try it.mint.session(userId: "U2ada", claims: own), refreshJwt: "R1"))
        let bound = try await session(own, it.mint.refresh(userId: "U2ada", claims: own))
        #expect(try await it.session.selectTenant("acme", in: bound).refreshJwt?.reveal() == "R1")
    }

    @Test(
        "a session that was refreshed with a bound refresh token is moved without another proof",
        arguments: [true, false]
    )
    func refreshedBefore(_ isBoundAfter: Bool) async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let bound: [String: JSONValue] = ["cnf": ["jkt": .string(prover.thumbprint)]]
        let (url, refreshJwt) = ("https://shop.example/tenant", try it.mint.refresh(claims: bound))
        it.transport.append(it.signedIn(try it.mint.session()))
        let session = try await it.session.validateAndRefresh(
            sessionJwt: nil,
            refreshJwt: refreshJwt,
            dpop: DPoPRequest(proofs: [try prover.proof("POST", url)], method: "POST", url: url)
        )
        #expect(session.token.proofKeyThumbprint == nil)
        it.transport.append(it.signedIn(try it.mint.session(claims: isBoundAfter ? bound : [:]), refreshJwt: "R1"))
        #expect(try await it.session.selectTenant("acme", in: session).refreshJwt?.reveal() == "R1")
    }

    @Test("a key that nobody was asked for is not proven by a new refresh token that names it")
    func unprovenKey() async throws {
        let it = try Fixture()
        let bound: [String: JSONValue] = ["cnf": ["jkt": "abc"]]
        let rotated = try it.mint.refresh(claims: bound).reveal()
        for call in ["refresh", "migrate"] {
            it.transport.append(it.signedIn(try it.mint.session(), refreshJwt: rotated))
            let session =
                try await call == "refresh"
                ? it.session.refresh(it.mint.refresh()) : it.session.migrate(externalToken: "legacy")
            it.transport.append(it.signedIn(try it.mint.session(claims: bound), refreshJwt: "R1"))
            let error = await #expect(throws: DescopeError.self) {
                try await it.session.selectTenant("acme", in: session)
            }
            #expect(error?.code == .missingProof, "\(call)")
        }
    }

    @Test("a session without a refresh token cannot be moved")
    func noRefreshToken() async throws {
        let it = try Fixture()
        let session = try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: nil)
        let error = await #expect(throws: DescopeError.self) { try await it.session.selectTenant("acme", in: session) }
        #expect((error?.kind, error?.code) == (.token, .missingToken))
        #expect(it.transport.sent.isEmpty)
    }

    // MARK: - The user's tenants

    @Test(
        "the user's tenants: all, the current one, or given ones",
        arguments: [
            (.all, ["dct": false]), (.current, ["dct": true]),
            (.ids(["acme", "globex"]), ["dct": false, "ids": ["acme", "globex"]]),
        ] as [(MyTenantsSelection, JSONValue)]
    )
    func myTenants(_ selection: MyTenantsSelection, _ body: JSONValue) async throws {
        let it = try Fixture(
            .json(#"{"tenants":[{"id":"acme","name":"Acme","customAttributes":{"tier":3},"new":1},{"id":"globex"}]}"#)
        )
        let refreshJwt = try it.mint.refresh()
        let tenants = try await it.session.myTenants(refreshJwt, selection)
        #expect(tenants.map(\.id) == ["acme", "globex"])
        #expect(tenants.map(\.name) == ["Acme", nil])
        #expect(tenants.map(\.customAttributes) == [["tier": 3], [:]])
        let request = try #require(it.transport.sent.first)
        #expect((request.method, request.path) == (.post, "/v1/auth/me/tenants"))
        #expect(request.bodyJSON == body)
        #expect(request.headers["authorization"] == "Bearer P2test:\(refreshJwt.reveal())")
    }

    @Test("no tenants, however they are written", arguments: ["{}", #"{"tenants":null}"#, #"{"tenants":[]}"#])
    func noTenants(_ answer: String) async throws {
        let it = try Fixture(.json(answer))
        #expect(try await it.session.myTenants(it.mint.refresh()).isEmpty)
    }

    @Test("no ids, or a blank one, do not become a question for all tenants", arguments: [[], [""], ["acme", " "]])
    func noIds(_ ids: [String]) async throws {
        let it = try Fixture()
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.myTenants(it.mint.refresh(), .ids(ids))
        }
        #expect(error?.message.hasPrefix("ids: ") == true)
        #expect(error?.operation == "session.myTenants")
        #expect(it.transport.sent.isEmpty)
    }
}
