public import DescopeCore
public import DescopeHTTP

extension APIRequest {
    /// The body as JSON; nil when there is none, or none that can be read.
    public var bodyJSON: JSONValue? { body.flatMap { try? JSONReader.parse($0, from: .service) } }
}
