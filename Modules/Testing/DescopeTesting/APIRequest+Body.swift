public import DescopeCore
public import DescopeHTTP

extension APIRequest {
    /// The body as JSON; nil when there is no body or it is not valid JSON.
    public var bodyJSON: JSONValue? { body.flatMap { try? JSONReader.parse($0, from: .service) } }
}
