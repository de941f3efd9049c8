#if os(Linux)
import DescopeCore
import DescopeHTTP

extension DescopeError {
    /// Maps the failure of an exchange.
    static func from(_ failure: Exchange.Failure, _ exchange: Exchange) -> any Error {
        switch failure {
        case .cancelled: return CancellationError()
        // Certainly not sent either, but to try again would only make the crowd larger.
        case .neverStarted: return timedOut(after: exchange.timeout)
        case .responseTooLarge: return responseTooLarge(limit: exchange.request.maximumResponseBytes)
        case .headersTooLarge: return connectionLost("the response's headers are too large")
        case .curl(let code, let message, let isUnsent): return from(code, message, isUnsent, exchange.timeout)
        case .proxy(let message):
            return DescopeError(
                .transport,
                code: .cannotConnect,
                message: "expected a connection through the proxy that the environment names (HTTPS_PROXY or "
                    + "ALL_PROXY), found that none could be made: \(message). The request was not sent. Check that "
                    + "variable and the proxy, or add the service's host to NO_PROXY."
            )
        }
    }

    private static func from(_ code: Int32, _ message: String, _ isUnsent: Bool, _ timeout: Duration) -> DescopeError {
        switch code {
        // The URL, the protocol. The latter is also reported for a response that is not HTTP: after sending.
        case 3 where isUnsent, 1 where isUnsent:
            DescopeError(
                .configuration,
                code: .invalidBaseURL,
                message: "baseURL: expected a URL that libcurl can use, found one that it refuses: \(message)."
            )
        // As long as the connection or its TLS handshake is not complete, nothing is sent.
        case 28 where isUnsent: cannotConnect("there was no connection within \(timeout)")
        case 28: timedOut(after: timeout)
        // The service's certificate; the file or folder of trusted certificates.
        case 60 where isUnsent, 77 where isUnsent:
            cannotConnect(
                "\(message). Check the service's certificate, and those that this machine trusts: the system package "
                    + "ca-certificates, or the file that CURL_CA_BUNDLE or else SSL_CERT_FILE names in the environment"
            )
        default: isUnsent ? cannotConnect(message) : connectionLost(message)
        }
    }
}
#endif
