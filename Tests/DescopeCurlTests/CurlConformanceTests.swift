#if os(Linux)
import DescopeCurl
import DescopeTesting
import FoundationEssentials
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CurlConformanceTests {
    /// A transport that trusts the suite's authority, and those in the system's folder.
    private static let trusting = Result { try makeTransport(Libcurl.names) }
    private static let ofGnuTLS = Result { try makeTransport(["libcurl-gnutls.so.4"]) }
    private static let hasGnuTLS = (try? Libcurl(names: ["libcurl-gnutls.so.4"])) != nil

    private static func makeTransport(_ names: [String]) throws -> CurlTransport {
        // The same for each process and run of a user, and replaced at once: another one may read it.
        let file = FileManager.default.temporaryDirectory.appending(path: "descope-curl-suite-\(getuid()).pem")
        try Data(TransportConformance.certificateAuthority.utf8).write(to: file, options: .atomic)
        return try CurlTransport(CurlLoop(Libcurl(names: names), environment: ["CURL_CA_BUNDLE": file.path]))
    }

    @Test(arguments: TransportConformance.trials)
    func conformance(_ trial: TransportConformance.Trial) async throws {
        let transport = try Self.trusting.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { transport }
        guard let reason = try await suite.verify(trial) else { return }
        print("\(trial): \(reason)")
        #expect(trial.name.hasPrefix("http2") || trial.name == "ipv6", "a trial that has to run: \(reason)")
    }

    @Test(
        "with GnuTLS in OpenSSL's place",
        .enabled(if: hasGnuTLS, "the platform has no libcurl-gnutls.so.4"),
        arguments: TransportConformance.trials.filter {
            $0.rule == .tls || ["requestAsItIs", "lostOverTLS", "timeoutInHandshake"].contains($0.name)
        }
    )
    func gnuTLS(_ trial: TransportConformance.Trial) async throws {
        let transport = try Self.ofGnuTLS.get()
        #expect(try await TransportConformance(trustsCertificateAuthority: true) { transport }.verify(trial) == nil)
    }
}
#endif
