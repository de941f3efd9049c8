import DescopeCrypto
import Testing

@Suite struct HMACTests {
    @Test(
        "HMAC-SHA-1 of RFC 2202",
        arguments: [
            ([UInt8](repeating: 0x0B, count: 20), utf8("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00"),
            (utf8("Jefe"), utf8("what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "125d7342b9ac11cd91a39af48aa17b4f63f175d3"
            ),
            (Array(1...25), [UInt8](repeating: 0xCD, count: 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
            (
                [UInt8](repeating: 0xAA, count: 80), utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
                "aa4ae5e15272d00e95705637ce8a3b55ed402112"
            ),
        ] as [([UInt8], [UInt8], String)]
    )
    func rfc2202(key: [UInt8], message: [UInt8], expected: String) throws {
        #expect(try HMAC.authenticationCode(for: message, key: key, using: .sha1) == hex(expected))
    }

    @Test(
        "HMAC-SHA-256, 384 and 512 of RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), utf8("Hi There"),
                [
                    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                    "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
                    "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                        + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
                ]
            ),
            (
                utf8("Jefe"), utf8("what do ya want for nothing?"),
                [
                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                    "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
                    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                ]
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                [
                    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                    "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
                    "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                        + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
                ]
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
                [
                    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                    "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
                    "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                        + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
                ]
            ),
        ] as [([UInt8], [UInt8], [String])]
    )
    func rfc4231(key: [UInt8], message: [UInt8], expected: [String]) throws {
        for (algorithm, code) in zip([DigestAlgorithm.sha256, .sha384, .sha512], expected) {
            #expect(try HMAC.authenticationCode(for: message, key: key, using: algorithm) == hex(code), "\(algorithm)")
        }
    }

    // Python: hmac.new(b"", b"", "sha256").hexdigest()
    @Test("an empty key and an empty message have a code")
    func empty() throws {
        let code = try HMAC.authenticationCode(for: [], key: [], using: .sha256)
        #expect(try code == hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
    }
}
