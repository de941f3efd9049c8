import DescopeAuthzFormats
import DescopeCore
import DescopeYAML

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder of files that is removed with the last reference to it.
final class TemporaryFolder {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "authz-\(UUID().uuidString)").path(
            percentEncoded: false
        )
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func cases(_ name: String) throws -> [AuthzTestCase] {
        try AuthzFolder(path, yaml: DescopeYAML.parse).cases(in: name)
    }
}

/// What a call throws; nil when it throws nothing.
func failure(_ call: () throws -> Void) -> DescopeError? {
    do { try call() } catch { return error as? DescopeError }
    return nil
}
