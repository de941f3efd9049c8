import Descope
import Synchronization

/// A recorded call's arguments, read by name or dotted path. It knows which of them nobody has read.
final class RecordedArguments: Sendable {
    struct Unfit: Error, CustomStringConvertible {
        let description: String
    }

    private let root: JSONValue
    private let read = Mutex<Set<String>>([])

    init(_ arguments: JSONValue) { root = arguments }

    /// Whether there is such an argument; does not count as reading it.
    func has(_ path: String) -> Bool { value(at: path) != nil }

    /// An argument that the call cannot do without.
    func text(_ path: String) throws -> String { try required(path, text(ifAny: path)) }

    func text(ifAny path: String) throws -> String? { try value(path, \.stringValue) }
    func bool(ifAny path: String) throws -> Bool? { try value(path, \.boolValue) }
    func int(ifAny path: String) throws -> Int? { try value(path) { $0.intValue.flatMap(Int.init(exactly:)) } }
    func object(ifAny path: String) throws -> [String: JSONValue]? { try value(path, \.objectValue) }

    func strings(ifAny path: String) throws -> [String]? {
        try value(path) { value in
            value.arrayValue.flatMap { $0.count == value.stringsValue.count ? value.stringsValue : nil }
        }
    }

    func texts(ifAny path: String) throws -> [String: String]? {
        try value(path) { value in
            value.objectValue.flatMap { members in
                let texts = members.compactMapValues(\.stringValue)
                return texts.count == members.count ? texts : nil
            }
        }
    }

    /// A model that is all arguments together, or one of them. What the model has a member for counts as read.
    ///
    /// - Parameters:
    ///   - path: The argument; nil for all arguments.
    ///   - names: The arguments that have another name than the model's member.
    func model<Value: JSONModel>(_ path: String? = nil, renaming names: [String: String] = [:]) throws -> Value {
        let whole = path.map { value(at: $0) } ?? root
        guard var members = whole?.objectValue else { throw Unfit(description: "'\(path ?? "")': expected an object") }
        for (old, new) in names { members[new] = members.removeValue(forKey: old) }
        let known = Set(Value.members.names)
        let prefix = path.map { "\($0)." } ?? ""
        read.withLock { read in
            for name in (whole?.objectValue ?? [:]).keys where known.contains(names[name] ?? name) {
                read.insert(prefix + name)
            }
        }
        return try Value(json: JSONValue.object(members).json)
    }

    /// A list of models.
    func models<Value: JSONModel>(_ path: String) throws -> [Value] {
        try required(path, value(path, \.arrayValue)).map { try Value(json: $0.json) }
    }

    /// What nobody has read, by path.
    var unread: [(path: String, value: JSONValue)] {
        let read = read.withLock(\.self)
        func unread(_ value: JSONValue, _ path: String) -> [(String, JSONValue)] {
            if read.contains(path) { return [] }
            let isReadInside = path.isEmpty || read.contains { $0.hasPrefix("\(path).") }
            guard let members = value.objectValue, isReadInside else { return [(path, value)] }
            return members.sorted { $0.key < $1.key }.flatMap {
                unread($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)")
            }
        }
        return unread(root, "")
    }

    private func value(at path: String) -> JSONValue? {
        path.split(separator: ".").reduce(root as JSONValue?) { value, name in value?[String(name)] }
    }

    private func value<Value>(_ path: String, _ convert: (JSONValue) -> Value?) throws -> Value? {
        guard let found = value(at: path), found != .null else { return nil }
        read.withLock { _ = $0.insert(path) }
        guard let value = convert(found) else {
            throw Unfit(description: "'\(path)': expected \(Value.self), found \(found)")
        }
        return value
    }

    private func required<Value>(_ path: String, _ value: Value?) throws -> Value {
        guard let value else { throw Unfit(description: "'\(path)': expected \(Value.self), found none") }
        return value
    }
}
