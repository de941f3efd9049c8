#if !canImport(CryptoKit)
import DescopeCrypto
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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

    #if compiler(>=6.2)
    @Test("a process ends while other threads still use the library", arguments: 0..<4)
    func exits(_ round: Int) async {
        await #expect(processExitsWith: .success) {
            let key = try SigningKey.generate(for: .es256)
            for _ in 0..<4 {
                Thread.detachNewThread {
                    // Each key and each context is made and freed again.
                    while true { _ = try? PlatformCrypto().verifier(for: key.publicKey, algorithm: .es256) }
                }
            }
            for _ in 0..<20 { _ = try key.signature(for: utf8("message")) }
            exit(EXIT_SUCCESS)
        }
    }
    #endif

    /// What OpenSSL has noted on this thread and nobody has asked for: other users of the library in the same process
    /// would take it for an error of theirs.
    private func errorNoted() throws -> UInt {
        let library = try #require(Libcrypto.names.lazy.compactMap { dlopen($0, RTLD_NOW) }.first)
        defer { dlclose(library) }
        let symbol = try #require(dlsym(library, "ERR_peek_error"))
        return unsafeBitCast(symbol, to: (@convention(c) () -> UInt).self)()
    }

    @Test(
        "a signature that is refused leaves nothing in OpenSSL's error queue",
        arguments: SignatureAlgorithm.supported
    )
    func refusedSignature(_ algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(for: algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        let message = utf8("message")
        let good = try key.signature(for: message)
        #expect(try errorNoted() == 0)
        let flawed: [[UInt8]] = [
            flippingBit(0, of: good), flippingBit(good.count * 8 - 1, of: good), good.map { _ in 0 },
            good.map { _ in 0xFF }, good.reversed(), Array(good.dropLast()), [],
        ]
        for bad in flawed {
            #expect(!verifier.isValid(signature: bad, for: message))
            #expect(try errorNoted() == 0)
        }
        #expect(!verifier.isValid(signature: good, for: utf8("another")))
        #expect(try errorNoted() == 0)
        #expect(verifier.isValid(signature: good, for: message))
        #expect(try errorNoted() == 0)
    }

    @Test("neither does a key that is refused")
    func refusedKey() throws {
        let ones = [UInt8](repeating: 1, count: 32)
        let keys: [(PublicKeyMaterial, SignatureAlgorithm)] = [
            (.elliptic(curve: .p256, x: ones, y: ones), .es256),
            (.elliptic(curve: .p256, x: ones.map { _ in 0xFF }, y: ones), .es256),
            (.elliptic(curve: .p384, x: ones + ones[..<16], y: ones + ones[..<16]), .es384),
            (.rsa(modulus: ones, exponent: [1, 0, 1]), .rs256), (.edwards(x: ones), .rs256),
        ]
        for (key, algorithm) in keys {
            #expect(throws: CryptoError.self) { try PlatformCrypto().verifier(for: key, algorithm: algorithm) }
            #expect(try errorNoted() == 0)
        }
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", ExampleKeys.p256PEM] {
            #expect(throws: CryptoError.self) { try SigningKey(algorithm: .rs256, pkcs8PEM: pem) }
            #expect(try errorNoted() == 0)
        }
        #expect(throws: CryptoError.self) { try ExampleKeys.rsaSigningKey(n: [1]) }
        #expect(try errorNoted() == 0)
    }
}
#endif
