#if !canImport(CryptoKit)
import DescopeCrypto
import Testing

@Suite struct LibcryptoTests {
    @Test(
        "without a library the error names what was tried and the way out",
        arguments: [
            ["libno-such-library.so"],
            ["libc.so.6"],  // a library that is no libcrypto
            [],
        ]
    )
    func noLibrary(names: [String]) {
        let error = #expect(throws: CryptoError.self) { try Libcrypto(names: names) }
        #expect(error?.code == .libraryUnavailable)
        #expect(names.allSatisfy { error?.message.contains($0) == true })
        #expect(error?.message.contains("Install OpenSSL 3 or 1.1.1") == true)
        #expect(error?.message.contains("libssl3") == true)
    }

    @Test("a name that leads nowhere gives way to the next")
    func fallback() {
        #expect(throws: Never.self) { try Libcrypto(names: ["libno-such-library.so"] + Libcrypto.names) }
    }
}
#endif
