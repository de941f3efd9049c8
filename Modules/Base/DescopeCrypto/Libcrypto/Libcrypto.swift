#if !canImport(CryptoKit)
import CDescopeCrypto

/// The platform's libcrypto (OpenSSL 3 or 1.1.1), bound when it is first needed.
///
/// The names are fixed: no setting and no environment variable of this package leads elsewhere. The system's loader
/// finds the library as it finds every other one of the process.
// @unchecked: functions, and digests that belong to the library; set once, never changed, and good on every thread.
package final class Libcrypto: @unchecked Sendable {
    /// The library's functions.
    let c: descope_libcrypto

    private let sha1: OpaquePointer
    private let sha256: OpaquePointer
    private let sha384: OpaquePointer
    private let sha512: OpaquePointer

    private static let shared = Result { () throws(CryptoError) in try Libcrypto(names: names) }

    /// The library of this process.
    static func load() throws(CryptoError) -> Libcrypto { try shared.get() }

    /// SHA-256 of the shared library, without a context on the heap; nil where there are no such functions. Apart from
    /// the library itself, so that many threads may call it without counting their references to that.
    static let sha256: SHA256Functions? = {
        guard let c = try? shared.get().c, let start = c.SHA256_Init, let update = c.SHA256_Update,
            let finish = c.SHA256_Final
        else { return nil }
        return SHA256Functions(start: start, update: update, finish: finish)
    }()

    /// What the library is called: OpenSSL 3, OpenSSL 1.1, and whatever a system without versions has.
    package static let names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"]

    /// Binds the first of some libraries that is there and has what we need.
    package init(names: [String]) throws(CryptoError) {
        guard descope_can_load_libraries() else {
            throw CryptoError(
                .libraryUnavailable,
                "expected a program that can load OpenSSL's libcrypto, found a fully static executable, which can load no "
                    + "shared library. Build it with --static-swift-stdlib instead of -static-executable or the static "
                    + "Linux SDK: the Swift libraries are linked in, and the system's C library and libcrypto stay shared"
            )
        }
        guard let c = names.lazy.compactMap(Self.open).first,
            let sha1 = Self.digest("SHA1", c.EVP_sha1, c),
            let sha256 = Self.digest("SHA256", c.EVP_sha256, c),
            let sha384 = Self.digest("SHA384", c.EVP_sha384, c),
            let sha512 = Self.digest("SHA512", c.EVP_sha512, c)
        else {
            throw CryptoError(
                .libraryUnavailable,
                "expected OpenSSL's libcrypto on this system, found none that can be used "
                    + "(tried \(names.joined(separator: ", "))). Install OpenSSL 3 or 1.1.1 "
                    + "(the system package is called libssl3 or openssl)"
            )
        }
        self.c = c
        self.sha1 = sha1
        self.sha256 = sha256
        self.sha384 = sha384
        self.sha512 = sha512
    }

    private static func open(_ name: String) -> descope_libcrypto? {
        withUnsafeTemporaryAllocation(of: descope_libcrypto.self, capacity: 1) { functions in
            guard let first = functions.baseAddress, descope_libcrypto_open(name, first) else { return nil }
            return first.pointee
        }
    }

    // OpenSSL 3 looks a digest up at each use, unless it was fetched once for all.
    private static func digest(
        _ name: String,
        _ builtIn: () -> OpaquePointer?,
        _ c: descope_libcrypto
    ) -> OpaquePointer? {
        guard let fetch = c.EVP_MD_fetch else { return builtIn() }
        return fetch(nil, name, nil)
    }

    /// The library's own object for a digest.
    func digest(_ algorithm: DigestAlgorithm) -> OpaquePointer {
        switch algorithm {
        case .sha1: sha1
        case .sha256: sha256
        case .sha384: sha384
        case .sha512: sha512
        }
    }

    /// The error for a call that failed. The library's own notes on it are thrown away: nobody else shall find them.
    func failure(_ message: String, code: CryptoError.Code = .failed) -> CryptoError {
        c.ERR_clear_error()
        return CryptoError(code, message)
    }

    /// Throws unless a call said that it went well.
    func require(_ result: Int32, _ operation: String) throws(CryptoError) {
        guard result == 1 else { throw failure("the platform's libcrypto failed to \(operation)") }
    }

    /// The result of a call that makes something, unless it made nothing.
    func require(_ result: OpaquePointer?, _ operation: String) throws(CryptoError) -> OpaquePointer {
        guard let result else { throw failure("the platform's libcrypto failed to \(operation)") }
        return result
    }
}

/// The steps of SHA-256, on memory that the caller has.
struct SHA256Functions: Sendable {
    let start: @convention(c) (UnsafeMutableRawPointer) -> Int32
    let update: @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer?, Int) -> Int32
    let finish: @convention(c) (UnsafeMutablePointer<UInt8>?, UnsafeMutableRawPointer) -> Int32

    func hash(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
        // The state (SHA256_CTX) takes 112 bytes.
        withUnsafeTemporaryAllocation(byteCount: 128, alignment: 16) { state in
            guard let state = state.baseAddress else { return false }
            return start(state) == 1 && update(state, bytes.baseAddress, bytes.count) == 1
                && finish(output.bytes, state) == 1
        }
    }
}
#endif
