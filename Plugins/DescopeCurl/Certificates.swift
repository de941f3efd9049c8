#if os(Linux)
import FoundationEssentials

/// Where the trusted certificates are, for libraries that do not know it.
package struct Certificates {
    /// A file with all of them, or nil for libcurl's own.
    package private(set) var file: String?
    /// A folder with a file for each, or nil for libcurl's own.
    package private(set) var folder: String?
    /// Whether libcurl's own folder is left out, because there is a file. With a folder, libcurl reads the file again
    /// for each connection; without one it does so once, from 7.87 on.
    package let ignoresOwnFolder: Bool

    /// The bundles of Debian, Ubuntu, Alpine and Arch; Fedora, Red Hat and Amazon Linux; openSUSE; older ones.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// The settings of the environment, which libcurl's tool reads and the library does not. Without any, a bundle of a
    /// known distribution when libcurl's own default does not exist, as when the library comes from another one.
    ///
    /// - Parameter defaults: libcurl's own file and folder, which it tells from 7.84 on.
    package init(environment: [String: String], defaults: [String?]) {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        file = set("CURL_CA_BUNDLE") ?? set("SSL_CERT_FILE")
        folder = set("SSL_CERT_DIR")
        func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
        if file == nil, folder == nil, !defaults.contains(where: { $0.map(exists) ?? false }) {
            file = Self.bundles.first(where: exists)
        }
        let ownFile = defaults.first ?? nil
        ignoresOwnFolder = folder == nil && (file != nil || ownFile.map(exists) ?? false)
    }
}
#endif
