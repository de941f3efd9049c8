import DescopeHTTP
public import DescopeManagement

extension Management {
    /// Shows the licence.
    public var license: LicenseAdmin { LicenseAdmin(management: self) }
}

/// Shows the project's licence.
///
/// ```swift
/// let tier = try await client.management.license.load()
/// ```
public struct LicenseAdmin: Sendable {
    let management: Management

    /// The tier of the licence, for example `tier4`, on which the service's limits depend.
    ///
    /// Clients send it with management requests by themselves; see
    /// ``/DescopeCore/DescopeConfiguration/sendsLicenseTier``.
    public func load() async throws -> String {
        try await management.send(.loadLicense, returning: .member("rateLimitTier"))
    }
}
