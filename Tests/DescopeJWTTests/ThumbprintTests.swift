import DescopeCore
import DescopeCrypto
import DescopeJWT
import Testing

/// Thumbprints (RFC 7638) that RFCs print and that joserfc computed.
@Suite struct ThumbprintTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let jwk: String
        let thumbprint: String
    }

    static let rows = [
        Row(
            testDescription: "RFC 7638, 3.1",
            jwk: #"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1"#
                + "L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2"
                + "QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4"
                + #"lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","#
                + #""kid":"2011-04-29"}"#,
            thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        ),
        Row(
            testDescription: "RFC 8037, A.3",
            jwk: #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"rfc"}"#,
            thumbprint: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        ),
        Row(
            testDescription: "RFC 9449, 6.1",
            jwk: #"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","#
                + #""y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256","kid":"rfc"}"#,
            thumbprint: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        ),
        Row(
            testDescription: "the key of RFC 7515, A.3, by joserfc",
            jwk: #"{"kty":"EC","crv":"P-256","kid":"rfc","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
            thumbprint: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
        ),
        Row(
            testDescription: "the key of RFC 7515, A.4, by joserfc",
            jwk: #"{"kty":"EC","crv":"P-521","kid":"rfc","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjc"#
                + #"BpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMox"#
                + #"Vg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
            thumbprint: "u5YUSjQ2-2chBi51NSk3t3g7IM4o2KYcnPqPtCNGd3U"
        ),
    ]

    @Test("the thumbprint is the printed one", arguments: rows)
    func printed(_ row: Row) throws {
        let jwk = try JWK(json: row.jwk)
        #expect(try jwk.thumbprint() == row.thumbprint)
        #expect(try jwk.publicKey.thumbprint() == row.thumbprint)
        if row.testDescription.hasPrefix("RFC ") { print("\(row.testDescription): 1 thumbprint, as printed there") }
    }

    @Test("another implementation comes to the same", arguments: SignatureAlgorithm.supported)
    func joserfc(_ algorithm: SignatureAlgorithm) throws {
        let fixture = try Fixtures.proof(algorithm)
        let members = changing(try #require(fixture["jwk"]), ["kid": "a", "alg": .string(algorithm.rawValue)])
        let jwk = try JWK(json: String(decoding: bytes(members), as: UTF8.self))
        #expect(try jwk.thumbprint() == fixture["thumbprint"]?.stringValue)
    }

    @Test("id, algorithm and use are no part of it")
    func sameKey() throws {
        let key = try JWK(json: Self.rows[0].jwk).publicKey
        #expect(
            try JWK(publicKey: key, algorithm: .ps512, keyId: "other").thumbprint()
                == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        )
    }
}
