#if AsyncHTTPClientTransport
import AsyncHTTPClient
import DescopeAsyncHTTPClient
import DescopeCore
import DescopeTesting
import NIOPosix
import NIOSSL
import Testing

@Suite(.timeLimit(.minutes(10)))
struct AsyncHTTPClientConformanceTests {
    /// The trials that the client fails, and why. `Docs/Transports.md` has the same table.
    static let failures = [
        "foldedHeader": "The client's parser refuses the response; the error is `connectionLost`.",
        "closedInHandshake":
            "The request is not sent, but the error is `connectionLost`: the client reports the same as "
            + "for a connection that is closed later.",
    ]

    /// The trial that it fails now and then: whether it reads the response or sees first that it cannot go on sending.
    static let race = "refusedWhileSending"

    /// A client that trusts the suite's authority; never shut down.
    private static let client = Result { try makeClient(AsyncHTTPClientTransport.configuration.httpVersion) }
    private static let http2Client = Result { try makeClient(.automatic) }

    private static func makeClient(_ version: HTTPClient.Configuration.HTTPVersion) throws -> HTTPClient {
        let authority = try NIOSSLCertificate(
            bytes: Array(TransportConformance.certificateAuthority.utf8),
            format: .pem
        )
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([authority])
        var configuration = AsyncHTTPClientTransport.configuration
        configuration.tlsConfiguration = tls
        configuration.httpVersion = version
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration
        )
    }

    @Test(arguments: TransportConformance.trials)
    func conformance(_ trial: TransportConformance.Trial) async throws {
        let client = try Self.client.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { .asyncHTTPClient(client) }
        guard trial.name != Self.race else {
            await withKnownIssue(isIntermittent: true) { _ = try await suite.verify(trial) }
            return
        }
        guard let reason = try await suite.verify(trial, knownFailures: Self.failures) else { return }
        print("\(trial): \(reason)")
        #expect(trial.name.hasPrefix("http2") || trial.name == "ipv6", "a trial that has to run: \(reason)")
    }

    @Test(
        "a client that offers HTTP/2 passes the trials with it",
        arguments: TransportConformance.trials.filter { $0.name.hasPrefix("http2") }
    )
    func http2(_ trial: TransportConformance.Trial) async throws {
        let client = try Self.http2Client.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { .asyncHTTPClient(client) }
        #expect(try await suite.verify(trial) == nil, "a skipped trial proves nothing")
    }

    /// A transport with a fault that only the trials with HTTP/2 can find.
    struct Faulty: HTTPTransport {
        enum Fault: CaseIterable { case callsItUnsent, sendsAgain, losesBody }

        let fault: Fault
        let transport: AsyncHTTPClientTransport

        func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
            do {
                var response = try await transport.send(request, timeout: timeout)
                if fault == .losesBody { response.body = [] }
                return response
            } catch let error as DescopeError where fault != .losesBody {
                if fault == .callsItUnsent { throw DescopeError.cannotConnect("\(error.code?.rawValue ?? "")") }
                return try await transport.send(request, timeout: timeout)
            }
        }
    }

    @Test("the trials with HTTP/2 find faults", arguments: Faulty.Fault.allCases)
    func http2Faults(_ fault: Faulty.Fault) async throws {
        let client = try Self.http2Client.get()
        let names = fault == .losesBody ? ["http2"] : ["http2StreamReset", "http2GoAway"]
        for trial in TransportConformance.trials where names.contains(trial.name) {
            let suite = TransportConformance(trustsCertificateAuthority: true) {
                Faulty(fault: fault, transport: .asyncHTTPClient(client))
            }
            guard case .failed = try await suite.run(trial) else {
                Issue.record("\(trial) passes in spite of \(fault)")
                continue
            }
        }
    }

    @Test(
        "the SDK's own client passes the trials that need no authority",
        arguments: ["statuses", "refusedConnection"]
    )
    func ownClient(_ name: String) async throws {
        let trial = try #require(TransportConformance.trials.first { $0.name == name })
        try await TransportConformance { .asyncHTTPClient }.verify(trial)
    }

    @Test("a client that has followed a redirect is refused")
    func followedRedirect() async throws {
        let trial = try #require(TransportConformance.trials.first { $0.name == "redirects" })
        let outcome = try await TransportConformance { .asyncHTTPClient(.shared) }.run(trial)
        guard case .failed(let violations) = outcome else {
            Issue.record("the shared client follows redirects, but the trial passed")
            return
        }
        #expect(!violations.isEmpty)
    }

    @Test(
        "a verb or a header that cannot be sent is refused",
        arguments: [("GET / HTTP/1.1\r\nx-injected: two", "one"), ("GET", "one\r\nx-injected: two")]
    )
    func refused(verb: String, header: String) async throws {
        let request = APIRequest(
            method: APIMethod(rawValue: verb),
            baseURL: try BaseURL("http://127.0.0.1:1"),
            path: "/v1",
            headers: ["x-own": header]
        )
        let error = await #expect(throws: DescopeError.self) {
            _ = try await AsyncHTTPClientTransport().send(request, timeout: .seconds(30))
        }
        #expect(error?.code == .unusableArgument)
    }
}
#endif
