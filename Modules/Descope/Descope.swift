@_exported public import DescopeAuthOTP
@_exported public import DescopeCore
@_exported public import DescopeHTTP
@_exported public import DescopeJWT
@_exported public import DescopeModels
@_exported public import DescopeSession
@_exported public import DescopeURLSession

extension DescopeClient {
    /// Makes a client with the default transport.
    ///
    /// - Parameter configuration: Which project, with which keys, and how patient.
    public init(_ configuration: DescopeConfiguration) { self.init(configuration, transport: .urlSession) }

    /// Makes a client with the default transport and the default configuration of a project.
    ///
    /// - Parameters:
    ///   - projectId: The project's id (`P…`), from the Descope console.
    ///   - managementKey: Authorises management calls; without it they fail before they are sent.
    /// - Throws: ``DescopeCore/DescopeError`` of kind `configuration` when an argument is malformed.
    public init(projectId: String, managementKey: (any SecretConvertible)? = nil) throws(DescopeError) {
        try self.init(projectId: projectId, managementKey: managementKey, transport: .urlSession)
    }
}
