import DescopeCore
import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension DescopeError {
    /// Maps an error of the platform's HTTP client.
    ///
    /// - Parameter mayBeSent: Whether a part of the request may have been sent, and have reached the service, whatever
    ///   the platform reports. (When a kept-alive connection breaks, Linux tries a new one, and when that is refused,
    ///   reports only the refusal.)
    package init(_ error: any Error, mayBeSent: Bool) {
        let code = (error as? URLError)?.code
        let found = error.localizedDescription
        // Without its other user info, which contains the complete URL with its query.
        let underlying = code.map { URLError($0, userInfo: [NSLocalizedDescriptionKey: found]) }
        switch code {
        case .cannotFindHost?, .dnsLookupFailed?, .cannotConnectToHost?, .notConnectedToInternet?:
            self =
                mayBeSent
                ? .connectionLost(found, underlying: underlying) : .cannotConnect(found, underlying: underlying)
        case .badURL?:
            self.init(
                .configuration,
                code: .invalidBaseURL,
                message: "baseURL: expected a URL that the platform can use, found one that it refuses. "
                    + "On Linux it refuses any IPv6 address in brackets: use the host's name.",
                underlying: underlying
            )
        case .timedOut?:
            self = .timedOut(after: nil)
            self.underlying = underlying
        default: self = .connectionLost(found, underlying: underlying)
        }
    }
}
