import DescopeCrypto
import Testing

/// The signed examples of RFC 7515 and RFC 8037.
@Suite struct RFCExampleTests {
    // The claims of RFC 7515, with its line breaks, in base64url.
    private static let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    static let rs256Message = utf8("eyJhbGciOiJSUzI1NiJ9." + claims)
    static let rs256Signature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9"
        + "uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB"
        + "_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq"
        + "Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"

    static let edDSAMessage = utf8("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")
    static let edDSASignature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

    struct Example: Sendable, CustomTestStringConvertible {
        let source: String
        let algorithm: SignatureAlgorithm
        let key: @Sendable () throws -> PublicKeyMaterial
        let message: [UInt8]
        let signature: String
        var testDescription: String { source }
    }

    static let examples = [
        Example(
            source: "RFC 7515 A.2",
            algorithm: .rs256,
            key: ExampleKeys.rsa,
            message: rs256Message,
            signature: rs256Signature
        ),
        Example(
            source: "RFC 7515 A.3",
            algorithm: .es256,
            key: ExampleKeys.p256,
            message: utf8("eyJhbGciOiJFUzI1NiJ9." + claims),
            signature: "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
        Example(
            source: "RFC 7515 A.4",
            algorithm: .es512,
            key: ExampleKeys.p521,
            message: utf8("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA"),
            signature:
                "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCA"
                + "PZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
        ),
        Example(
            source: "RFC 8037 A.4",
            algorithm: .edDSA,
            key: ExampleKeys.ed25519,
            message: edDSAMessage,
            signature: edDSASignature
        ),
    ]

    @Test("the example's signature is valid, and none of its neighbours", arguments: examples)
    func example(_ example: Example) throws {
        let verifier = try PlatformCrypto().verifier(for: example.key(), algorithm: example.algorithm)
        let signature = try base64URL(example.signature)
        #expect(verifier.isValid(signature: signature, for: example.message))
        for bit in [0, 7, signature.count * 4, signature.count * 8 - 1] {
            #expect(!verifier.isValid(signature: flippingBit(bit, of: signature), for: example.message))
        }
        for bit in [0, example.message.count * 8 - 1] {
            #expect(!verifier.isValid(signature: signature, for: flippingBit(bit, of: example.message)))
        }
        #expect(!verifier.isValid(signature: signature, for: []))
        #expect(!verifier.isValid(signature: [], for: example.message))
        #expect(!verifier.isValid(signature: Array(signature.dropLast()), for: example.message))
        #expect(!verifier.isValid(signature: signature + [0], for: example.message))
        #expect(!verifier.isValid(signature: [0] + signature, for: example.message))
        #expect(verifier.isValid(signature: signature, for: example.message))
    }
}
