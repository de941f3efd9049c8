public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A backup of the schema and all relations. From the service's published description; not checked against another SDK.
public struct FGABackup: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The project's id.
    public var projectId: String?
    /// How far the backup is; the service does not document the words.
    public var status: String?
    /// The version of the schema in it.
    public var schemaVersion: Int?
    /// The number of relations in it.
    public var tupleCount: Int?
    /// When it was begun.
    public var createdAt: Date?
    /// When it was complete.
    public var completedAt: Date?
    /// Why it failed.
    public var errorMessage: String?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("projectId", \.projectId)
        $0("status", \.status)
        $0("schemaVersion", \.schemaVersion)
        $0("tupleCount", \.tupleCount)
        $0("createdAt", \.createdAt, as: .epochSeconds)
        $0("completedAt", \.completedAt, as: .epochSeconds)
        $0("errorMessage", \.errorMessage)
    }
}
