import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ProjectSnapshot {
    /// Reads a snapshot from a folder and its subfolders. Files and folders whose names begin with a dot are skipped.
    ///
    /// A file is JSON, unless its name ends with `.txt` or `.html` (text in UTF-8), or with `.jpg`, `.png`, `.svg` or
    /// `.webp` (an image, which becomes base64).
    ///
    /// - Parameter folder: The folder.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `argument`, which names the file: one that is not what its name
    ///   says, that cannot be read, or that is a symbolic link. Also when the folder does not exist or has no files, or
    ///   when a file is missing that ``write(to:removesOthers:)`` has written.
    public init(readingFrom folder: URL) throws {
        var files: [String: JSONValue] = [:]
        for name in try Self.fileNames(in: folder) { files[name] = try Self.read(name, in: folder) }
        for name in try Self.listedNames(in: folder) where files[name] == nil {
            throw DescopeError.argument(
                name,
                "expected the file, which \(Self.list) names, found none. Write the snapshot again, or delete that list."
            )
        }
        guard !files.isEmpty else {
            throw DescopeError.argument("folder", "expected files of a snapshot in \(folder.path), found none.")
        }
        self.init(files)
    }

    /// Writes each file of the snapshot to a folder, which is created when it does not exist. A file with the same name
    /// is replaced, by all of the new content or not at all. The names of the files are written to the hidden file
    /// `.descope-snapshot.json`, so that a missing one is noticed when the folder is read.
    ///
    /// JSON is indented and its members are sorted, so that files can be compared.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - removesOthers: Whether files that the snapshot does not have are deleted, so that what was deleted in the
    ///     project does not come back with the next import. Hidden files are kept. Default false.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `argument`, which names the file, when its name is not a
    ///   relative path within the folder, has a part that begins with a dot, or leads over a symbolic link; then
    ///   nothing is written. Of kind `storage`, which names the file, when it cannot be written.
    public func write(to folder: URL, removesOthers: Bool = false) throws {
        let names = files.keys.sorted()
        if let clash = Dictionary(grouping: names, by: { $0.lowercased() }).values.first(where: { $0.count > 1 }) {
            throw DescopeError.argument(
                clash.joined(separator: ", "),
                "expected names that differ in more than letter case, which some file systems ignore."
            )
        }
        var contents = try files.sorted { $0.key < $1.key }.map { name, value in
            try Self.check(name, in: folder)
            return (name, try Self.content(name, value))
        }
        try Self.check(Self.list, in: folder, mayBeHidden: true)
        contents.append((Self.list, try Self.content(Self.list, .array(names.map { .string($0) }))))
        for (name, content) in contents {
            let place = Self.place(name, in: folder)
            do {
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try content.write(to: place, options: .atomic)
            } catch {
                let message = "\(name): expected to write the file in \(folder.path), found that this is not possible."
                throw DescopeError(.storage, message: message, underlying: error)
            }
        }
        guard removesOthers else { return }
        for name in try Self.fileNames(in: folder) where files[name] == nil {
            do { try FileManager.default.removeItem(at: Self.place(name, in: folder)) } catch {
                let message = "\(name): expected to delete the file in \(folder.path), found that this is not possible."
                throw DescopeError(.storage, message: message, underlying: error)
            }
        }
    }

    /// The names of all files in a folder and its subfolders, without hidden ones.
    private static func fileNames(in folder: URL) throws(DescopeError) -> [String] {
        var (files, parents): ([String], [String]) = ([], [""])
        while let parent = parents.popLast() {
            for name in try names(in: parent, of: folder) where !name.hasPrefix(".") {
                let name = parent + name
                switch try type(of: name, in: folder) {
                case .typeDirectory: parents.append(name + "/")
                case .typeRegular: files.append(name)
                default: throw .argument(name, "expected a file or a folder, found a link or a device.")
                }
            }
        }
        return files
    }

    private static func place(_ name: String, in folder: URL) -> URL { URL(filePath: folder.path + "/" + name) }

    // MARK: - Reading

    /// The file with the names of all files.
    private static let list = ".descope-snapshot.json"

    /// The names that the list contains; none without a list.
    private static func listedNames(in folder: URL) throws(DescopeError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path + "/" + list) else { return [] }
        return try read(list, in: folder).stringsValue
    }

    private static func names(in parent: String, of folder: URL) throws(DescopeError) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + parent) } catch {
            let found = "found none: it does not exist or cannot be read."
            throw unreadable(
                parent.isEmpty ? "folder" : parent,
                parent.isEmpty ? "expected a folder at \(folder.path), \(found)" : "expected a folder, \(found)",
                error
            )
        }
    }

    private static func type(of name: String, in folder: URL) throws(DescopeError) -> FileAttributeType? {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            return attributes[.type] as? FileAttributeType
        } catch { throw unreadable(name, "expected a file that can be read, found another one.", error) }
    }

    private static func read(_ name: String, in folder: URL) throws(DescopeError) -> JSONValue {
        let content: Data
        do { content = try Data(contentsOf: place(name, in: folder)) } catch {
            throw unreadable(name, "expected a file that can be read, found another one.", error)
        }
        switch Form(name) {
        case .json:
            do throws(JSONFailure) { return try JSONReader.parse([UInt8](content), from: .service) } catch {
                throw unreadable(name, "expected JSON, found something else: \(error)", error)
            }
        case .text:
            guard let text = String(data: content, encoding: .utf8) else {
                throw .argument(name, "expected text in UTF-8, found other bytes.")
            }
            return .string(text)
        case .image: return .string(content.base64EncodedString())
        }
    }

    private static func unreadable(_ name: String, _ message: String, _ error: any Error) -> DescopeError {
        var refusal = DescopeError.argument(name, message)
        refusal.underlying = error
        return refusal
    }

    // MARK: - Writing

    /// Refuses a name that leads out of the folder, and hidden ones, which reading skips.
    private static func check(
        _ name: String,
        in folder: URL,
        mayBeHidden: Bool = false
    ) throws(DescopeError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && (mayBeHidden || !$0.hasPrefix(".")) && !$0.utf8.contains(0) }) else {
            throw .argument(
                name,
                "expected a relative path within the folder without parts that begin with a dot, found another one."
            )
        }
        var path = folder.path
        for part in parts {
            path += "/" + part
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
                throw .argument(name, "expected files and folders on the way, found a symbolic link at \(path).")
            }
        }
    }

    private static func content(_ name: String, _ value: JSONValue) throws(DescopeError) -> Data {
        switch (Form(name), value) {
        case (.text, .string(let text)): return Data(text.utf8)
        case (.image, .string(let base64)):
            guard let image = Data(base64Encoded: base64) else {
                throw .argument(name, "expected an image in base64, found other text.")
            }
            return image
        case (.json, _):
            guard let text = value.indentedText else {
                throw .argument(name, "expected a value that JSON can hold, found another one.")
            }
            return Data((text + "\n").utf8)
        default: throw .argument(name, "expected a string, found another value.")
        }
    }

    /// What a file contains, which the ending of its name says.
    private enum Form {
        case json, text, image

        init(_ name: String) {
            switch name.split(separator: ".").last {
            case "txt", "html": self = .text
            case "jpg", "png", "svg", "webp": self = .image
            default: self = .json
            }
        }
    }
}
