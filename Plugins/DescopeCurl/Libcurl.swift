#if os(Linux)
import CDescopeCrypto
import CDescopeCurl
package import DescopeCore
import DescopeCrypto

/// The platform's libcurl (7.68 or later), loaded on first use.
///
/// The library's names are fixed: no setting or environment variable of this package changes them. The system's loader
/// finds the library like any other.
// @unchecked: points to functions. They are set once and never changed.
package final class Libcurl: @unchecked Sendable {
    /// The library's functions.
    let c: UnsafeMutablePointer<descope_libcurl>

    /// The library's version, two hexadecimal digits for each of its three numbers.
    let version: UInt32

    /// The library's file names: built with OpenSSL, and with GnuTLS.
    package static let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]

    /// Loads the first of these libraries that exists and has the required functions.
    package init(names: [String] = Libcurl.names) throws(DescopeError) {
        guard descope_can_load_libraries() else {
            throw Self.unavailable(
                "expected a program that can load libcurl, found a fully static executable, which cannot load "
                    + "libraries. Build it with --static-swift-stdlib instead of -static-executable or the static "
                    + "Linux SDK, or pass another transport to the client, such as .asyncHTTPClient (trait "
                    + "AsyncHTTPClientTransport of this package)."
            )
        }
        // OpenSSL frees its locks when the process exits, under the feet of other threads. DescopeCrypto tells it not
        // to, which counts only when it comes first.
        _ = try? Libcrypto(names: Libcrypto.names)
        c = .allocate(capacity: 1)
        // Not thread-safe before 7.84. Nothing else of this package calls it, but URLSession does: an app that uses
        // both with such a version sends its first request with each before it has several threads. The flags are
        // CURL_GLOBAL_DEFAULT.
        guard names.contains(where: { [c] in descope_libcurl_open($0, c) }), c.pointee.curl_global_init(3) == 0 else {
            c.deallocate()
            throw Self.unavailable(
                "expected libcurl 7.68 or later on this system, found no usable one "
                    + "(tried \(names.joined(separator: ", "))). Install it (the system package is called libcurl4 or "
                    + "libcurl), or pass another transport to the client, such as .asyncHTTPClient (trait "
                    + "AsyncHTTPClientTransport of this package)."
            )
        }
        version = c.pointee.curl_version_info(0).pointee.version_num
    }

    private static func unavailable(_ message: String) -> DescopeError {
        DescopeError(.configuration, code: .transportUnavailable, message: message)
    }

    deinit { c.deallocate() }

    /// What an error code of the library means.
    func meaning(of code: Int32) -> String { String(cString: c.pointee.curl_easy_strerror(code)) }

    /// The library's own file and folder of trusted certificates, which it tells from 7.84 on.
    var certificates: [String?] {
        guard let easy = c.pointee.curl_easy_init() else { return [] }
        defer { c.pointee.curl_easy_cleanup(easy) }
        return [descope_info_ca_file, descope_info_ca_directory].map { easy.string($0, self) }
    }

    /// Whether a function can be called before each request of a connection, to stop libcurl from sending it again.
    var hasPrerequest: Bool { version >= 0x07_50_00 }
}

/// A request of libcurl's, a handle of type `CURL`.
extension OpaquePointer {
    func set(_ option: Int, _ value: Int, _ curl: Libcurl) {
        _ = descope_set_long(curl.c, self, Int32(option), value)
    }

    func set(_ option: Int, size value: Int, _ curl: Libcurl) {
        _ = descope_set_size(curl.c, self, Int32(option), Int64(value))
    }

    /// Sets a pointer. False when this version of libcurl does not know the option.
    @discardableResult
    func set(_ option: Int, _ value: UnsafeRawPointer?, _ curl: Libcurl) -> Bool {
        descope_set_pointer(curl.c, self, Int32(option), value) == 0
    }

    /// Sets a string. libcurl makes a copy.
    @discardableResult
    func set(_ option: Int, _ value: String, _ curl: Libcurl) -> Bool {
        value.withCString { set(option, $0, curl) }
    }

    func set(_ option: Int, _ curl: Libcurl, _ function: descope_data_function) {
        _ = descope_set_data_function(curl.c, self, Int32(option), function)
    }

    /// A fact that is a string; nil when this version of libcurl does not know it.
    func string(_ info: Int, _ curl: Libcurl) -> String? {
        descope_pointer_info(curl.c, self, Int32(info)).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
    }
}
#endif
