public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The configuration of outbound provisioning to an application.
public struct OutboundSCIMConfiguration: JSONModel {
    /// The SSO application.
    public var appId = ""
    /// The values, which depend on the application.
    public var configuration = OutboundSCIMValues()
    /// Whether users are sent to the application.
    public var isEnabled = false
    /// When users were last sent. In JSON: seconds since 1970.
    public var lastExportedAt: Date?
    /// When changes were last processed. In JSON: seconds since 1970.
    public var lastProcessedAt: Date?
    /// The number of failures.
    public var failureCount = 0
    /// The version, which an update has to name.
    public var version = 0

    /// Makes an empty configuration.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("appId", \.appId, required: true)
        $0("configuration", \.configuration)
        $0("enabled", \.isEnabled)
        $0("lastExportTime", \.lastExportedAt, as: .epochSeconds)
        $0("lastProcessingTime", \.lastProcessedAt, as: .epochSeconds)
        $0("failures", \.failureCount, required: false)
        $0("version", \.version)
    }
}
