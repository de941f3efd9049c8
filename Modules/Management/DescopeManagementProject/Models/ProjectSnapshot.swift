public import DescopeCore

/// All settings of a project, as files. It contains no secrets.
///
/// ```swift
/// try await client.management.project.exportSnapshot().write(to: folder)
/// let snapshot = try ProjectSnapshot(readingFrom: folder)
/// ```
public struct ProjectSnapshot: JSONModel, Hashable {
    /// The contents of the files by their names, which are relative paths such as `flows/sign-up/contents.json`. Of a
    /// file that is not JSON, a string: its text, or an image in base64.
    public var files: [String: JSONValue] = [:]

    /// Makes a snapshot.
    public init(_ files: [String: JSONValue]) { self.files = files }

    /// The members in JSON.
    public static let members = Members(Self([:])) { $0("files", \.files, required: true) }
}
