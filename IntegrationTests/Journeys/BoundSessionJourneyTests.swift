import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// A project whose session tokens are bound to a client's key (RFC 9449), and refresh tokens rotate.
@Suite(.timeLimit(.minutes(5))) struct BoundSessionJourneyTests {
    private let it: Journey
    private let prover: DPoPProver

    init() throws {
        var prover = try DPoPProver()
        let thumbprint = prover.thumbprint
        it = try Journey {
            $0.proofKeyThumbprint = thumbprint
            $0.rotatesRefreshTokens = true
        }
        prover.clock = it.clock
        self.prover = prover
    }

    /// A request to the app, as it arrives behind a proxy.
    private func tokens(_ sessionJwt: Secret, _ refreshJwt: Secret?, proofs: [Secret]) -> RequestTokens {
        it.session.tokens(
            authorization: "DPoP \(sessionJwt.reveal())",
            cookies: refreshJwt.map { ["DSR=\($0.reveal())"] } ?? [],
            dpop: DPoPRequest(
                proofs: proofs,
                method: "GET",
                scheme: "http",
                host: "10.0.0.5:8080",
                target: "/orders?page=2",
                forwardedProto: "https, http",
                forwardedHost: "shop.example, inner.local",
                forwardedPort: "443, 8080"
            )
        )
    }

    private func proof(_ jwt: Secret) throws -> Secret {
        try prover.proof("GET", "https://shop.example/orders", for: jwt)
    }

    @Test("sign in, call, come back later")
    func journey() async throws {
        let signedIn = try await it.signUpOrIn()
        let sessionJwt = signedIn.sessionJwt
        let refreshJwt = try #require(signedIn.refreshJwt)
        let first = tokens(sessionJwt, nil, proofs: [try proof(sessionJwt)])
        #expect(try await it.session.validate(first).proofKeyThumbprint == prover.thumbprint)
        await expect(.replayedProof) { _ = try await it.session.validate(first) }
        await expect(.missingProof) { _ = try await it.session.validate(sessionJwt) }

        it.clock.advance(by: .seconds(700))
        // Whoever has stolen both tokens has no proof, and does not cost the user the session either.
        let thief = try DPoPProver(clock: it.clock).proof("GET", "https://shop.example/", for: sessionJwt)
        await expect(.invalidProof) {
            _ = try await it.session.validateAndRefresh(tokens(sessionJwt, refreshJwt, proofs: [thief]))
        }
        await expect(.missingProof) {
            _ = try await it.session.validateAndRefresh(tokens(sessionJwt, refreshJwt, proofs: []))
        }
        // Nor with another scheme, or by ending the session.
        let cookies = ["DS=\(sessionJwt.reveal())", "DSR=\(refreshJwt.reveal())"]
        let stolen = it.session.tokens(authorization: nil, cookies: cookies)
        await expect(.missingProof) { _ = try await it.session.validateAndRefresh(stolen) }
        await expect(.missingProof) { try await it.session.logOut(stolen) }
        await expect(.missingProof) { try await it.session.logOutEverywhere(stolen) }
        let back = try await it.session.validateAndRefresh(
            tokens(sessionJwt, refreshJwt, proofs: [try proof(sessionJwt)])
        )
        #expect(back.isRefreshed)
        let next = tokens(back.sessionJwt, back.refreshJwt, proofs: [try proof(back.sessionJwt)])
        #expect(try await !it.session.validateAndRefresh(next).isRefreshed)
    }

    @Test("a thief of the refresh token alone gets no token of a bound session")
    func refreshTokenAlone() async throws {
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let error = await #expect(throws: DescopeError.self) { _ = try await it.session.refresh(refreshJwt) }
        #expect((error?.code, error?.httpStatus) == (.missingProof, 401))
        #expect(error?.refreshJwt == nil && error.map { it.session.setCookies(for: $0).isEmpty } == true)
    }
}
