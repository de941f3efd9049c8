#if !canImport(CryptoKit)
import CDescopeCrypto

/// The platform's libcrypto (OpenSSL 3 or 1.1.1), loaded on first use.
///
/// The library's names are fixed: no setting or environment variable of this package changes them. The system's loader
/// finds the library like any other.
// @unchecked: holds functions, and digests that the library owns. They are set once, never changed, and thread-safe.
package final class Libcrypto: @unchecked Sendable {
    /// The library's functions.
    let c: descope_libcrypto

    private let sha1: OpaquePointer
    private let sha256: OpaquePointer
    private let sha384: OpaquePointer
    private let sha512: OpaquePointer

    private static let shared = Result { () throws(CryptoError) in try Libcrypto(names: names) }

    /// The library, loaded once per process.
    static func load() throws(CryptoError) -> Libcrypto { try shared.get() }

    /// SHA-256 without a context on the heap; nil when the library lacks these functions. Kept apart from `Libcrypto`,
    /// so that concurrent callers do not contend for its reference count.
    static let sha256: SHA256Functions? = {
        guard let c = try? shared.get().c, let start = c.SHA256_Init, let update = c.SHA256_Update,
            let finish = c.SHA256_Final
        else { return nil }
        return SHA256Functions(start: start, update: update, finish: finish)
    }()

    /// The library's file names: OpenSSL 3, OpenSSL 1.1, and the name on systems without versions.
    package static let names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"]

    /// Loads the first of these libraries that exists and has the required functions.
    package init(names: [String]) throws(CryptoError) {
        guard descope_can_load_libraries() else {
            throw CryptoError(
                .libraryUnavailable,
                "expected a program that can load OpenSSL's libcrypto, found a fully static executable, which cannot "
                    + "load libraries. Build it with --static-swift-stdlib instead of -static-executable or the static "
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
                "expected OpenSSL's libcrypto on this system, found no usable one "
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

    // OpenSSL 3 looks up a digest at each use, unless it has been fetched explicitly.
    private static func digest(
        _ name: String,
        _ builtIn: () -> OpaquePointer?,
        _ c: descope_libcrypto
    ) -> OpaquePointer? {
        guard let fetch = c.EVP_MD_fetch else { return builtIn() }
        return fetch(nil, name, nil)
    }

    /// The library's object for a digest.
    func digest(_ algorithm: DigestAlgorithm) -> OpaquePointer {
        switch algorithm {
        case .sha1: sha1
        case .sha256: sha256
        case .sha384: sha384
        case .sha512: sha512
        }
    }

    /// The error for a function that failed. Clears the library's error queue, so that no other code in the process
    /// reads our entries.
    func failure(_ message: String, code: CryptoError.Code = .failed) -> CryptoError {
        c.ERR_clear_error()
        return CryptoError(code, message)
    }

    /// Throws unless a function returned success.
    func require(_ result: Int32, _ operation: String) throws(CryptoError) {
        guard result == 1 else { throw failure("the platform's libcrypto failed to \(operation)") }
    }

    /// The object that a function made; throws when it made none.
    func require(_ result: OpaquePointer?, _ operation: String) throws(CryptoError) -> OpaquePointer {
        guard let result else { throw failure("the platform's libcrypto failed to \(operation)") }
        return result
    }
}

/// The steps of SHA-256, in memory that the caller provides.
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
