import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ProjectSnapshot {
    /// Reads a snapshot from a folder and its subfolders.
    ///
    /// A file is JSON when its name ends with `.json`, text in UTF-8 when it ends with `.txt` or `.html`, and otherwise
    /// bytes, which become base64. The letter case of the ending does not matter. Descope's command line tool writes
    /// and reads folders of the same form.
    ///
    /// Skipped are files and folders whose names begin with a dot, or with `__MACOSX`, as in some archives. So is a
    /// file that ``write(to:removesOthers:)`` has not written, unless its ending is one of the three above, `.jpg`,
    /// `.png`, `.svg` or `.webp`.
    ///
    /// - Parameter folder: The folder.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `argument`, which names the file: one that is not what its name
    ///   says, that cannot be read, or that is a symbolic link. Also when the folder does not exist or has no files, or
    ///   when a file is missing that ``write(to:removesOthers:)`` has written.
    public init(readingFrom folder: URL) throws {
        var files: [String: JSONValue] = [:]
        let listed = try Self.listedNames(in: folder) ?? []
        for name in try Self.fileNames(in: folder) where Form.isKnown(name) || listed.contains(name) {
            files[name] = try Self.read(name, in: folder)
        }
        for name in listed where files[name] == nil {
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
    ///   - removesOthers: Whether files are deleted that an earlier snapshot has written to the folder and this one
    ///     does not have, so that what was deleted in the project does not come back with the next import. Files of
    ///     another origin are kept. Default false.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `argument`, which names the file, when its name is not a
    ///   relative path within the folder, has a part that begins with a dot, or leads over a symbolic link, and when
    ///   its value is not what the name says. With `removesOthers` also when the folder has files, but no list of those
    ///   that an earlier snapshot has written. Then nothing is written or deleted. Of kind `storage`, which names the
    ///   file, when it cannot be written or deleted.
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
        let others = try others(in: folder, needsList: removesOthers)
        // What is kept of an earlier snapshot can still be removed with a later one.
        let listed = removesOthers ? names : (names + others).sorted()
        contents.append((Self.list, try Self.content(Self.list, .array(listed.map { .string($0) }))))
        // Removed first: a file may now be a folder, or be named in another letter case.
        if removesOthers {
            for name in others {
                do { try FileManager.default.removeItem(at: Self.place(name, in: folder)) } catch {
                    let found = "found that this is not possible."
                    let message = "\(name): expected to delete the file in \(folder.path), \(found)"
                    throw DescopeError(.storage, message: message, underlying: error)
                }
            }
        }
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
    }

    /// The files in a folder that an earlier snapshot has written and this one does not have.
    ///
    /// - Parameter needsList: Whether files are refused when no list says which ones those are.
    private func others(in folder: URL, needsList: Bool) throws(DescopeError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        guard let listed = try Self.listedNames(in: folder) else {
            let names = needsList ? try Self.names(in: "", of: folder) : []
            guard names.allSatisfy({ $0.hasPrefix(".") }) else {
                throw .argument(
                    "folder",
                    "expected \(Self.list) in \(folder.path), which says what an earlier snapshot has written, or no "
                        + "files, found others. Write to a folder of its own, or without removesOthers."
                )
            }
            return []
        }
        var others: [String] = []
        for name in Set(listed).subtracting(files.keys).sorted() {
            try Self.check(name, in: folder)
            guard FileManager.default.fileExists(atPath: folder.path + "/" + name) else { continue }
            guard try Self.type(of: name, in: folder) == .typeRegular else {
                throw .argument(name, "expected a file, which \(Self.list) names, found something else.")
            }
            others.append(name)
        }
        return others
    }

    /// How the names of hidden files begin, and of what some archives add.
    private static let skipped = [".", "__MACOSX"]

    /// The names of all files in a folder and its subfolders that are not skipped.
    private static func fileNames(in folder: URL) throws(DescopeError) -> [String] {
        var (files, parents): ([String], [String]) = ([], [""])
        while let parent = parents.popLast() {
            for name in try names(in: parent, of: folder) where !Self.skipped.contains(where: { name.hasPrefix($0) }) {
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

    /// The names that the list contains; nil without a list.
    private static func listedNames(in folder: URL) throws(DescopeError) -> [String]? {
        guard FileManager.default.fileExists(atPath: folder.path + "/" + list) else { return nil }
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
        case .bytes: return .string(content.base64EncodedString())
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
        case (.bytes, .string(let base64)):
            guard let bytes = Data(base64Encoded: base64) else {
                throw .argument(name, "expected bytes in base64, found other text.")
            }
            return bytes
        case (.json, _):
            guard let text = value.indentedText else {
                throw .argument(name, "expected a value that JSON can hold, found another one.")
            }
            return Data((text + "\n").utf8)
        default: throw .argument(name, "expected a string, found another value.")
        }
    }

    /// What a file contains, which the ending of its name says. Descope's command line tool tells them apart alike.
    private enum Form {
        case json, text, bytes

        init(_ name: String) {
            switch Self.ending(of: name) {
            case "json": self = .json
            case "txt", "html": self = .text
            default: self = .bytes
            }
        }

        /// Whether a file that nothing but its ending tells about is one of a snapshot.
        static func isKnown(_ name: String) -> Bool {
            ["json", "txt", "html", "jpg", "png", "svg", "webp"].contains(ending(of: name))
        }

        private static func ending(of name: String) -> String {
            let parts = name.split(separator: "/").last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
            return parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
        }
    }
}
