import DescopeCrypto
import Testing

@Suite struct PBKDF2Tests {
    @Test(
        "the keys of RFC 6070 (SHA-1) and RFC 7914 (SHA-256), and two by Python's hashlib",
        arguments: [
            ("password", "salt", 1, DigestAlgorithm.sha1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            ("password", "salt", 2, .sha1, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            ("password", "salt", 4096, .sha1, "4b007901b765489abead49d926f721d065a429c1"),
            (
                "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, .sha1,
                "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
            ),
            ("pass\0word", "sa\0lt", 4096, .sha1, "56fa6aa75548099dcc37d7f03425e0c3"),
            (
                "passwd", "salt", 1, .sha256,
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                    + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
            ),
            (
                "Password", "NaCl", 80000, .sha256,
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                    + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
            ),
            (
                "password", "salt", 2, .sha384,
                "54f775c6d790f21930459162fc535dbf04a939185127016a04176a0730c6f1f4fb48832ad1261baadd2cedd50814b1c8"
            ),
            (
                "password", "salt", 2, .sha512,
                "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
                    + "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e"
            ),
        ] as [(String, String, Int, DigestAlgorithm, String)]
    )
    func vectors(
        password: String,
        salt: String,
        iterations: Int,
        algorithm: DigestAlgorithm,
        expected: String
    ) throws {
        let key = try PBKDF2.derive(
            password: utf8(password),
            salt: utf8(salt),
            iterations: iterations,
            count: expected.utf8.count / 2,
            using: algorithm
        )
        #expect(try key == hex(expected))
    }

    @Test(
        "numbers out of range are refused by name",
        arguments: [
            (0, 32, "iterations"), (-1, 32, "iterations"), (Int.max, 32, "iterations"),
            (1, 0, "count"), (1, -1, "count"), (1, 1025, "count"),
        ]
    )
    func outOfRange(iterations: Int, count: Int, name: String) {
        let error = #expect(throws: CryptoError.self) {
            try PBKDF2.derive(password: utf8("password"), salt: utf8("salt"), iterations: iterations, count: count)
        }
        #expect(error?.code == .failed)
        #expect(error?.message.hasPrefix(name) == true)
    }
}
