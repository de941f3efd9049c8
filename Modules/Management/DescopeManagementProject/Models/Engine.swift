public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An engine of the project.
public struct Engine: JSONModel {
    /// The id.
    public var id = ""
    /// The name.
    public var name = ""
    /// The secret with which the engine signs in; only in the response of ``EngineAdmin/create(_:)``.
    public var secret: Secret?
    /// When the engine was created. In JSON: seconds since 1970.
    public var createdAt: Date?

    /// Makes an empty engine.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("secret", \.secret)
        $0("createdTime", \.createdAt, as: .epochSeconds)
    }
}
