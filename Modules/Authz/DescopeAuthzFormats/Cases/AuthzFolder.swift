public import DescopeAuthzModel
public import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of schemas and test cases. Files in it may name others, but only such that lie in the folder of the file
/// that names them, or below it.
public struct AuthzFolder: Sendable {
    /// The path, without symbolic links.
    public let path: String
    /// Reads YAML.
    private let yaml: @Sendable (String) throws(DescopeError) -> JSONValue

    /// The largest file that is read, in bytes.
    static let maximumBytes = 64 << 20

    /// Opens a folder.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - yaml: Reads YAML. The default refuses it.
    /// - Throws: `DescopeError.Code.invalidFile`.
    public init(
        _ path: String,
        yaml: @escaping @Sendable (String) throws(DescopeError) -> JSONValue = AuthzFolder.refuseYAML
    ) throws(DescopeError) {
        self.path = try Self.resolved(path)
        self.yaml = yaml
    }

    /// The folder of a file, and the file's name in it. A symbolic link is followed.
    public static func folder(
        of file: String,
        yaml: @escaping @Sendable (String) throws(DescopeError) -> JSONValue = AuthzFolder.refuseYAML
    ) throws(DescopeError) -> (folder: AuthzFolder, name: String) {
        let path = try resolved(file)
        let (parent, name) = split(path)
        return (try AuthzFolder(parent.isEmpty ? "/" : parent, yaml: yaml), name)
    }

    /// Refuses YAML, and says how to read it.
    public static func refuseYAML(_ text: String) throws(DescopeError) -> JSONValue {
        throw .invalidFile(
            "expected JSON, found YAML, which is read only with the trait YAML of this package: "
                + "swift run --traits YAML authz …"
        )
    }

    private static func resolved(_ path: String) throws(DescopeError) -> String {
        guard !path.utf8.contains(0), let resolved = realpath(path, nil) else {
            throw .invalidFile("expected a file or folder, found nothing at \(path).")
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The folder and the name of a path.
    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }

    /// The folder of a file that is named, and its name in that.
    private func entry(_ reference: String) throws(DescopeError) -> (folder: AuthzFolder, name: String) {
        // By bytes, as the file system compares: for `String`, two folders may have the same name.
        let slash = UInt8(ascii: "/")
        let parts = reference.utf8.split(separator: slash, omittingEmptySubsequences: false)
        guard let first = reference.utf8.first, first != slash, !parts.contains(where: { $0.elementsEqual("..".utf8) })
        else { throw .invalidFile("expected a path below the folder of the file that names it, found \(reference).") }
        let resolved = try Self.resolved("\(path)/\(reference)")
        guard resolved.utf8.starts(with: (path == "/" ? "/" : path + "/").utf8) else {
            throw .invalidFile("expected a file in \(path), found a link that leads out of it: \(reference).")
        }
        let (parent, name) = Self.split(resolved)
        return (try AuthzFolder(parent.isEmpty ? "/" : parent, yaml: yaml), name)
    }

    /// The text of a file of the folder.
    ///
    /// - Throws: `DescopeError.Code.invalidFile`.
    public func text(of reference: String) throws(DescopeError) -> String {
        let (folder, name) = try entry(reference)
        let path = "\(folder.path)/\(name)"
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .invalidFile("expected a regular file, found none at \(reference).")
        }
        guard status.st_size <= Self.maximumBytes else {
            throw .invalidFile(
                "expected a file of at most \(Self.maximumBytes) bytes, found a larger one: \(reference)."
            )
        }
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
        else { throw .invalidFile("expected UTF-8 text that can be read, found other bytes in \(reference).") }
        return text
    }

    /// The tree of a JSON or YAML file, by its suffix.
    func tree(of reference: String) throws(DescopeError) -> Tree {
        let text = try text(of: reference)
        return Tree(try Self.isYAML(reference) ? yaml(text) : Self.json(text, reference))
    }

    static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    func yamlValue(_ text: String) throws(DescopeError) -> JSONValue { try yaml(text) }

    static func json(_ text: String, _ name: String) throws(DescopeError) -> JSONValue {
        do throws(JSONFailure) { return try JSONReader.parse([UInt8](text.utf8), from: .service) } catch {
            throw .invalidFile("expected JSON in \(name), found: \(error)")
        }
    }
}

// MARK: - Schemas

extension AuthzFolder {
    /// Reads a schema by the suffix of its file: `.authz` and `.dsl` the language (`model AuthZ 1.0`), `.fga` and
    /// `fga.mod` OpenFGA's, `.zed` SpiceDB's, `.json` the service's form, `.yaml` and `.txt` the indented form.
    ///
    /// - Throws: `DescopeError.Code.invalidFile`, `DescopeError.Code.invalidSchema` or
    ///   `DescopeError.Code.unsupportedFeature`.
    public func schema(in reference: String) throws(DescopeError) -> AuthzSchema { try read(reference).schema }

    /// A schema, and where its leaves stand.
    func read(_ reference: String) throws(DescopeError) -> (schema: AuthzSchema, source: SchemaSource?) {
        if reference.hasSuffix(".mod") { return (try modules(reference), nil) }
        let text = try text(of: reference)
        let (folder, name) = try entry(reference)
        let source = "\(folder.path)/\(name)"
        do throws(DescopeError) {
            switch reference.split(separator: ".").last {
            case "fga":
                let reading = OpenFGAReader.read(text)
                return (try reading.get(), SchemaSource(path: source, positions: reading.positions))
            case "zed":
                let reading = SpiceDBReader.read(text)
                return (try reading.get(), SchemaSource(path: source, positions: reading.positions))
            case "authz", "dsl":
                let schema = try AuthzSchema(dsl: text)
                return (schema, SchemaSource(path: source, positions: LeafPositions(dsl: text, of: schema)))
            case "json":
                let value = try Self.json(text, reference)
                // Its own text has the lines and columns of errors.
                return (try Self.isWrapped(value) ? Self.schema(value) : AuthzSchema(json: text), nil)
            case "yaml", "yml", "txt": return (try AuthzSchema(indented: text), nil)
            default:
                throw .invalidFile("expected a schema in a file .authz, .dsl, .fga, .zed, .json, .yaml or fga.mod.")
            }
        } catch { throw error.named(reference) }
    }

    private func modules(_ reference: String) throws(DescopeError) -> AuthzSchema {
        // A module file is a YAML file of three lines or so; this reads just that form, without YAML.
        let contents = try ModuleList(try text(of: reference)).contents
        let folder = try entry(reference).folder
        var modules: [(name: String, text: String)] = []
        for name in contents { modules.append((name, try folder.text(of: name))) }
        return try AuthzSchema(openFGAModules: modules)
    }

    /// Reads the service's form strictly: a member that was passed over would change who may do what.
    static func schema(_ value: JSONValue) throws(DescopeError) -> AuthzSchema {
        let tree = isWrapped(value) ? value["schema"] ?? value : value
        return try AuthzSchema(json: String(decoding: tree.json, as: UTF8.self))
    }

    /// Whether the schema is a member, as in the responses of the service and in exports.
    private static func isWrapped(_ value: JSONValue) -> Bool { value["schema"]?.objectValue != nil }
}

extension DescopeError {
    func named(_ file: String) -> DescopeError {
        var error = self
        error.message = "\(file): \(message)"
        return error
    }
}

/// The list of modules in `fga.mod`.
private struct ModuleList {
    private(set) var contents: [String] = []

    init(_ text: String) throws(DescopeError) {
        var isInList = false
        for line in text.split(whereSeparator: \.isNewline) {
            let code = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let words = code.split { $0 == " " || $0 == "\t" }.map(String.init)
            switch (words.first, words.count) {
            case (nil, _): continue
            case ("schema:", 2):
                isInList = false
                guard ["1.2", "'1.2'", "\"1.2\""].contains(words[1]) else {
                    throw .invalidFile("fga.mod: expected schema: '1.2', found \(words[1]).")
                }
            case ("contents:", 1): isInList = true
            case ("-", 2) where isInList:
                contents.append(words[1].filter { $0 != "'" && $0 != "\"" })
            default: throw .invalidFile("fga.mod: expected schema: and contents: with a list, found \(line).")
            }
        }
        guard !contents.isEmpty, contents.count <= 1000 else {
            throw .invalidFile("fga.mod: expected a list of 1 to 1000 modules.")
        }
    }
}
