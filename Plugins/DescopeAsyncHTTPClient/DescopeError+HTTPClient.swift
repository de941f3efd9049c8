#if AsyncHTTPClientTransport
import AsyncHTTPClient
import DescopeCore
import DescopeHTTP
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension DescopeError {
    /// Maps an error of the client. Only what happens before a connection is ready cannot have reached the service.
    init(clientError error: any Error) {
        let found = String(describing: error)
        switch error {
        case is NIOConnectionError, NIOSSLError.handshakeFailed:
            self = .cannotConnect(found, underlying: error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .cannotConnect(found, underlying: error)
        case let error as HTTPClientError where error == .alreadyShutdown:
            self = DescopeError(
                .configuration,
                code: .unusableArgument,
                message: "client: expected one that is running, found one that was shut down. Shut it down after the "
                    + "last request.",
                underlying: error
            )
        // Only connecting is refused.
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self = .cannotConnect(found, underlying: error)
        case let error as HTTPClientError where error.isBeforeConnection:
            self = .cannotConnect(found, underlying: error)
        case let error as HTTPClientError where error.isRefusal:
            self = .argument(
                "request",
                "expected a URL and headers that can be sent, found: \(error.shortDescription)."
            )
        default: self = .connectionLost(found, underlying: error)
        }
    }
}

extension HTTPClientError {
    /// Whether there was no connection yet that could have carried the request.
    fileprivate var isBeforeConnection: Bool {
        [
            .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout,
            .socksHandshakeTimeout, .proxyAuthenticationRequired, .invalidProxyResponse,
        ].contains(self)
    }

    /// Whether the client has refused the request before it did anything.
    fileprivate var isRefusal: Bool {
        [.invalidURL, .emptyHost, .emptyScheme, .identityCodingIncorrectlyPresent, .traceRequestWithBody]
            .contains(self) || shortDescription.contains("header field")
    }
}
#endif
