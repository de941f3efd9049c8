#if os(Linux)
import DescopeCurl
import DescopeTesting
import FoundationEssentials
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CurlConformanceTests {
    /// A transport that trusts the suite's authority.
    private static let trusting = Result { try makeTransport(Libcurl.names) }
    private static let before780 = Result { try makeTransport(Libcurl.names, usesPrerequest: false) }
    private static let ofGnuTLS = Result { try makeTransport(["libcurl-gnutls.so.4"]) }
    private static let hasGnuTLS = (try? Libcurl(names: ["libcurl-gnutls.so.4"])) != nil

    private static func makeTransport(_ names: [String], usesPrerequest: Bool = true) throws -> CurlTransport {
        // The same for each process and run of a user, and replaced at once: another one may read it.
        let file = FileManager.default.temporaryDirectory.appending(path: "descope-curl-suite-\(getuid()).pem")
        try Data(TransportConformance.certificateAuthority.utf8).write(to: file, options: .atomic)
        let environment = ["CURL_CA_BUNDLE": file.path]
        return try CurlTransport(
            CurlLoop(Libcurl(names: names), environment: environment, usesPrerequest: usesPrerequest)
        )
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
        "what a libcurl before 7.80 fails, as the documentation says",
        arguments: TransportConformance.trials.filter { $0.rule == .connections || $0.name.hasPrefix("noResend") }
    )
    func before780(_ trial: TransportConformance.Trial) async throws {
        let transport = try Self.before780.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { transport }
        let reason = try await suite.verify(trial, knownFailures: ["noResendOfGET": "libcurl sends it again"])
        let isSkipped = ["noResendOfDELETE", "noResendOfEmptyPOST", "noResendOfPOSTWithoutBody"].contains(trial.name)
        #expect((reason != nil) == isSkipped)
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
