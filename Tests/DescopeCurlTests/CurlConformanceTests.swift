#if os(Linux)
import DescopeCurl
import DescopeTesting
import FoundationEssentials
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CurlConformanceTests {
    /// A transport that trusts the suite's authority alone.
    private static let trusting = Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "descope-curl-\(UUID()).pem")
        try Data(TransportConformance.certificateAuthority.utf8).write(to: file)
        return try CurlTransport(CurlLoop(Libcurl(), certificateFile: file.path))
    }

    @Test(arguments: TransportConformance.trials)
    func conformance(_ trial: TransportConformance.Trial) async throws {
        let transport = try Self.trusting.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { transport }
        if let reason = try await suite.verify(trial) { print("\(trial): \(reason)") }
    }
}
#endif
