import DescopeCore
import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLRequest {
    /// Converts a request to the platform's type.
    init(_ request: APIRequest, timeout: Duration) throws(DescopeError) {
        guard let url = URL(string: request.url, encodingInvalidCharacters: false) else {
            throw .argument(
                "path",
                "expected a percent-encoded path, found one that makes no valid URL. Percent-encode its segments."
            )
        }
        guard request.method != .get || request.body == nil else {
            throw .ownArgument("body", "expected none with GET, found one. Leave it out or use another verb.")
        }
        self.init(url: url)
        httpMethod = request.method.rawValue
        httpBody = request.body.map { Data($0) }
        httpShouldHandleCookies = false
        for (name, value) in request.headers { addValue(value, forHTTPHeaderField: name) }
        // A fallback for our own timeout: the platform's timer restarts with every byte.
        timeoutInterval = Double(min(max(timeout.components.seconds, 0), 86_400)) + 2
    }
}
