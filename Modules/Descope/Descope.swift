@_exported public import DescopeAuthLinks
@_exported public import DescopeAuthNOTP
@_exported public import DescopeAuthOTP
@_exported public import DescopeAuthPassword
@_exported public import DescopeAuthTOTP
@_exported public import DescopeAuthPasskeys
@_exported public import DescopeAuthz
@_exported public import DescopeAuthzModel
@_exported public import DescopeCore
@_exported public import DescopeCrypto
@_exported public import DescopeFlows
@_exported public import DescopeHTTP
@_exported public import DescopeJWT
@_exported public import DescopeManagement
@_exported public import DescopeManagementAccessKeys
@_exported public import DescopeManagementApplications
@_exported public import DescopeManagementAudit
@_exported public import DescopeManagementFlows
@_exported public import DescopeManagementJWT
@_exported public import DescopeManagementLists
@_exported public import DescopeManagementMCP
@_exported public import DescopeManagementProject
@_exported public import DescopeManagementRoles
@_exported public import DescopeManagementSSO
@_exported public import DescopeManagementTenants
@_exported public import DescopeManagementUsers
@_exported public import DescopeModels
@_exported public import DescopeOAuth
@_exported public import DescopeSSO
@_exported public import DescopeOutbound
@_exported public import DescopeSession

#if os(Linux)
@_exported public import DescopeCurl
#else
@_exported public import DescopeURLSession
#endif

/// The transport of a client for which none is given.
private var defaultTransport: some HTTPTransport {
    #if os(Linux)
    .curl
    #else
    .urlSession
    #endif
}

extension DescopeClient {
    /// Makes a client with the platform's default transport: `.curl` on Linux, `.urlSession` on Apple platforms.
    ///
    /// - Parameters:
    ///   - configuration: The client's settings.
    ///   - middleware: Handles every operation's request and response; the first one is outermost.
    public init(_ configuration: DescopeConfiguration, middleware: [any HTTPMiddleware] = []) {
        self.init(configuration, transport: defaultTransport, middleware: middleware)
    }

    /// Makes a client with the platform's default transport and the default configuration of a project.
    ///
    /// - Parameters:
    ///   - projectId: The project's id (`P…`), from the Descope console.
    ///   - managementKey: Authorizes management operations; without it they throw before anything is sent.
    ///   - middleware: Handles every operation's request and response; the first one is outermost.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `configuration` when an argument is malformed.
    public init(
        projectId: String,
        managementKey: (any SecretConvertible)? = nil,
        middleware: [any HTTPMiddleware] = []
    ) throws(DescopeError) {
        try self.init(
            projectId: projectId,
            managementKey: managementKey,
            transport: defaultTransport,
            middleware: middleware
        )
    }
}
