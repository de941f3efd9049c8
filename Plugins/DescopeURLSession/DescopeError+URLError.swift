import DescopeCore
import DescopeHTTP
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
    package init(_ error: any Error, hasSentBody: Bool) {
        let code = (error as? URLError)?.code
        let found = error.localizedDescription
        // Without its other facts: they hold the whole address, and its query.
        let underlying = code.map { URLError($0, userInfo: [NSLocalizedDescriptionKey: found]) }
        switch code {
        case .cannotFindHost?, .dnsLookupFailed?, .cannotConnectToHost?, .notConnectedToInternet?:
            self =
                hasSentBody
                ? .connectionLost(found, underlying: underlying) : .cannotConnect(found, underlying: underlying)
        case .badURL?:
            self.init(
                .configuration,
                code: .invalidBaseURL,
                message: "baseURL: expected an address that the platform can use, found one that it refuses. "
                    + "On Linux that is any IPv6 address in brackets: give the host's name.",
                underlying: underlying
            )
        case .timedOut?:
            self = .timedOut(after: nil)
            self.underlying = underlying
        default: self = .connectionLost(found, underlying: underlying)
        }
    }
}
