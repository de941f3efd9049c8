import DescopeCore
import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLRequest {
    /// The platform's form of a request.
    init(_ request: APIRequest, timeout: Duration) throws(DescopeError) {
        guard let url = URL(string: request.url, encodingInvalidCharacters: false) else {
            throw .argument(
                "path",
                "expected a percent-encoded path, found one that makes no URL. Encode what stands in it."
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
        // The platform's timer starts anew with every byte: a net below our own, which does not.
        timeoutInterval = Double(min(max(timeout.components.seconds, 0), 86_400)) + 2
    }
}
