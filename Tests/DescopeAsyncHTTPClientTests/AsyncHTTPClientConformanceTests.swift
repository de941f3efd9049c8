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

    /// A client that trusts the suite's authority; never shut down.
    private static let client = Result {
        let authority = try NIOSSLCertificate(
            bytes: Array(TransportConformance.certificateAuthority.utf8),
            format: .pem
        )
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([authority])
        var configuration = AsyncHTTPClientTransport.configuration
        configuration.tlsConfiguration = tls
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration
        )
    }

    @Test(arguments: TransportConformance.trials)
    func conformance(_ trial: TransportConformance.Trial) async throws {
        let client = try Self.client.get()
        let suite = TransportConformance(trustsCertificateAuthority: true) { .asyncHTTPClient(client) }
        if let reason = try await suite.verify(trial, knownFailures: Self.failures) { print("\(trial): \(reason)") }
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

    @Test("a header that cannot be sent is refused")
    func refusedHeader() async throws {
        let request = APIRequest(
            method: .get,
            baseURL: try BaseURL("http://127.0.0.1:1"),
            path: "/v1",
            headers: ["x-own": "one\r\nx-injected: two"]
        )
        let error = await #expect(throws: DescopeError.self) {
            _ = try await AsyncHTTPClientTransport().send(request, timeout: .seconds(30))
        }
        #expect(error?.code == .unusableArgument)
    }
}
#endif
