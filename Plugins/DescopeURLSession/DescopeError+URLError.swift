import DescopeCore
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension DescopeError {
    /// What a failure of the platform's means for the request.
    ///
    /// - Parameter hasSentBody: Whether some of the request's body has gone out: then it may have reached the service,
    ///   whatever the platform says. (Linux tries a new connection when one that it kept open breaks, and when that is
    ///   refused, tells of nothing else.)
    init(_ error: any Error, hasSentBody: Bool) {
        let code = (error as? URLError)?.code
        let found = error.localizedDescription
        let unsent: [URLError.Code] = [
            .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet,
        ]
        switch code {
        case let code? where unsent.contains(code) && !hasSentBody:
            self.init(
                .transport,
                code: .cannotConnect,
                message: "expected a connection to the service, found none to be had: \(found). "
                    + "The request was not sent. Check the base URL and this machine's network."
            )
        case .badURL?:
            self.init(
                .configuration,
                code: .invalidBaseURL,
                message: "baseURL: expected an address that the platform can use, found one that it refuses. "
                    + "On Linux that is any IPv6 address in brackets: give the host's name."
            )
        case .timedOut?: self = .timedOut(after: nil)
        default: self = .connectionLost(found)
        }
        // Without its other facts: they hold the whole address, and its query.
        underlying = code.map { URLError($0, userInfo: [NSLocalizedDescriptionKey: found]) }
    }

    static func connectionLost(_ found: String) -> DescopeError {
        DescopeError(
            .transport,
            code: .connectionLost,
            message: "expected an HTTP answer, found the connection failing: \(found). "
                + "Whether the request reached the service is not known."
        )
    }
}
