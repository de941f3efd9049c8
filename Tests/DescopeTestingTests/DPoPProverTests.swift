import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

@Suite struct DPoPProverTests {
    private func parts(_ proof: Secret) throws -> (header: JSONValue, claims: JSONValue) {
        let parts = try proof.reveal().split(separator: ".").map {
            try #require(Base64URL.decode(String($0)))
        }
        return (try JSONReader.parse(parts[0]), try JSONReader.parse(parts[1]))
    }

    @Test("a proof says what RFC 9449 asks for")
    func usual() throws {
        let prover = try DPoPProver(clock: ManualClock())
        // The token and its digest are the RFC's own, 7.1.
        let proof = try prover.proof("GET", "https://a.example/x", for: "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
        let (header, claims) = try parts(proof)
        #expect(header == ["typ": "dpop+jwt", "alg": "ES256", "jwk": prover.publicKey])
        #expect(prover.publicKey.objectValue?.keys.sorted() == ["crv", "kty", "x", "y"])
        #expect(claims["htm"] == "GET")
        #expect(claims["htu"] == "https://a.example/x")
        #expect(claims["iat"] == 1_767_225_600)
        #expect(claims["ath"] == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
        #expect(claims["jti"]?.stringValue?.utf8.count == 22)
        #expect(claims.objectValue?.count == 5)
        #expect(prover.binding == ["cnf": ["jkt": .string(prover.thumbprint)]])
    }

    @Test("no two proofs are the same, nor two provers")
    func different() throws {
        let (one, other) = (try DPoPProver(clock: ManualClock()), try DPoPProver(clock: ManualClock()))
        let ids = try (0..<100).map { _ in try parts(one.proof("GET", "https://a.example/")).claims["jti"] }
        #expect(Set(ids).count == 100)
        #expect(one.thumbprint != other.thumbprint)
        #expect(try DPoPProver(signingKey: one.signingKey).thumbprint == one.thumbprint)
    }

    @Test("anything can be said differently, or left out")
    func bad() throws {
        let prover = try DPoPProver(algorithm: .edDSA, clock: ManualClock())
        let proof = try prover.proof(
            "GET",
            "https://a.example/",
            for: "token",
            claims: ["jti": nil, "iat": "now", "ath": nil, "more": 1],
            header: ["typ": nil, "alg": "none", "jwk": .some(.null), "kid": "k"]
        )
        let (header, claims) = try parts(proof)
        #expect(header == ["alg": "none", "jwk": nil, "kid": "k"])
        #expect(claims == ["htm": "GET", "htu": "https://a.example/", "iat": "now", "more": 1])
    }
}
