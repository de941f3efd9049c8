import DescopeHTTP
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(10))) struct TransportConformanceTests {
    typealias Trial = TransportConformance.Trial

    private func suite(_ transport: SmallTransport, _ patience: Duration = .seconds(30)) -> TransportConformance {
        TransportConformance(trustsCertificateAuthority: TLSClient.isAvailable, patience: patience) { transport }
    }

    @Test("a transport that meets the requirements passes each trial", arguments: TransportConformance.trials)
    func correct(_ trial: Trial) async throws {
        try await suite(SmallTransport()).verify(trial)
    }

    @Test("each fault is found by its trials", arguments: TransportFault.allCases)
    func faulty(_ fault: TransportFault) async throws {
        let transport = SmallTransport(fault)
        for trial in TransportConformance.trials where fault.trials.contains(trial.name) {
            switch try await suite(transport, .seconds(1)).run(trial) {
            case .passed: Issue.record("\(trial) passes in spite of \(fault)")
            case .skipped: continue
            case .failed(let violations):
                #expect(violations.allSatisfy { $0.trial == trial.name && $0.rule == trial.rule })
                #expect(violations.first?.description.hasPrefix("\(trial) (\(trial.rule)): expected ") == true)
            }
        }
    }

    @Test("each trial is shown to find a fault, and has a name of its own")
    func complete() {
        let names = TransportConformance.trials.map(\.name)
        #expect(Set(names).count == names.count)
        // Those with HTTP/2 are shown with AsyncHTTPClient: the transport here does not offer it.
        #expect(Set(TransportFault.allCases.flatMap(\.trials)) == Set(names.filter { !$0.hasPrefix("http2") }))
        #expect(Set(TransportConformance.trials.map(\.rule)) == Set(TransportConformance.Rule.allCases))
    }

    @Test("a known failure that passes is a violation, and one that fails is none")
    func knownFailures() async throws {
        let trial = try #require(TransportConformance.trials.first { $0.name == "redirects" })
        let known = ["redirects": "it follows them"]
        let error = await #expect(throws: TransportViolations.self) {
            try await suite(SmallTransport()).verify(trial, knownFailures: known)
        }
        #expect(error?.description.contains("the known failure (it follows them)") == true)
        try await suite(SmallTransport(.followsRedirects)).verify(trial, knownFailures: known)
        await #expect(throws: TransportViolations.self) {
            try await suite(SmallTransport(.followsRedirects)).verify(trial)
        }
    }
}
