import Descope

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The API as `Docs/api` states it.
struct Contract: Sendable {
    let operations: [Operation]
    /// The named types.
    let types: [String: TypeEntry]
    /// The operations by their verb and the number of slashes in their path.
    private let byVerbAndLength: [String: [Operation]]
    /// The ids of the operations without a body: models read null and an empty object alike.
    let withoutBody: Set<String>

    /// Reads `Docs/api`.
    static let read = Result { try Contract() }

    private init() throws {
        func json(_ file: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(filePath: packageRoot).appending(path: "Docs/api/\(file)")))
        }
        let text = try json("operations.json")
        operations = try [Operation](json: text)
        byVerbAndLength = Dictionary(grouping: operations) { "\($0.method) \($0.path.count { $0 == "/" })" }
        withoutBody = Set(
            try [JSONValue](json: text).filter { $0["request"] == .null }.compactMap { $0["id"]?.stringValue }
        )
        types = Dictionary(uniqueKeysWithValues: try [TypeEntry](json: json("types.json")).map { ($0.name, $0) })
    }

    /// A row of `operations.json`.
    struct Operation: JSONModel {
        var id = ""
        var area = ""
        var method = ""
        var path = ""
        var authorization: [String] = []
        var query: [String: JSONValue] = [:]
        var requiredQuery: [String] = []
        var request: [String: JSONValue] = [:]
        var response = JSONValue.null
        var swift: String?
        var why: String?
        var emulator: String?

        static let members = Members(Self()) {
            $0("id", \.id, required: true)
            $0("area", \.area, required: true)
            $0("method", \.method, required: true)
            $0("path", \.path, required: true)
            $0("authorization", \.authorization, required: true)
            $0("query", \.query)
            $0("requiredQuery", \.requiredQuery)
            $0("request", \.request)
            $0("response", \.response)
            $0("swift", \.swift)
            $0("why", \.why)
            $0("emulator", \.emulator)
        }

        /// The names of the request's members that must be sent.
        var requiredMembers: [String] { request.filter { $0.value["required"] == true }.map(\.key) }

        /// Whether `path` is this operation's: parameters match any one segment.
        func matches(_ method: APIMethod, _ path: String) -> Bool {
            let (own, other) = (self.path.split(separator: "/"), path.split(separator: "/"))
            return method.rawValue == self.method && own.count == other.count
                && zip(own, other).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
    }

    struct TypeEntry: JSONModel {
        var name = ""
        var fields: [String: JSONValue] = [:]
        var values: [String] = []

        static let members = Members(Self()) {
            $0("name", \.name, required: true)
            $0("members", \.fields)
            $0("values", \.values)
        }
    }

    /// The operation of a verb and a path. A path that is written out counts more than one with parameters.
    func operation(_ method: APIMethod, _ path: String) -> Operation? {
        // Thousands of requests ask, and the rows are many.
        let count = path.count { $0 == "/" }
        let found = (byVerbAndLength["\(method.rawValue) \(count)"] ?? []).filter { $0.matches(method, path) }
        func parameters(_ operation: Operation) -> Int { operation.path.count(where: { $0 == "{" }) }
        return found.min { parameters($0) < parameters($1) }
    }

    /// The members of a type, of the request of an operation when its id is given, or of its response when ` response`
    /// follows the id; nil when there is none.
    func members(of type: String) -> [String: JSONValue]? {
        if type.hasSuffix(" response") {
            let id = type.dropLast(" response".count)
            return operations.first { $0.id == id }?.response.objectValue?.mapValues { ["type": $0] }
        }
        if let operation = operations.first(where: { $0.id == type }) { return operation.request }
        return types[type].flatMap { $0.fields.isEmpty ? nil : $0.fields }
    }

    /// The members of a value that a request or a type does not know, as paths.
    func unknownMembers(in value: JSONValue, knowing members: [String: JSONValue], at path: String = "") -> [String] {
        guard members["$root"] == nil else { return [] }
        return (value.objectValue ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value in
            guard let entry = members[name] else { return [path + name] }
            return unknownMembers(in: value, of: entry["type"]?.stringValue ?? "any", at: path + name)
        }
    }

    private func unknownMembers(in value: JSONValue, of type: String, at path: String) -> [String] {
        if type.hasSuffix("[]") {
            return (value.arrayValue ?? []).flatMap { unknownMembers(in: $0, of: String(type.dropLast(2)), at: path) }
        }
        if type.hasPrefix("map<string,") {
            let inner = String(type.dropFirst("map<string,".count).dropLast())
            return (value.objectValue ?? [:]).values.flatMap { unknownMembers(in: $0, of: inner, at: path) }
        }
        guard let members = members(of: type) else { return [] }
        return unknownMembers(in: value, knowing: members, at: path + ".")
    }

    /// A response to a request, with a value for each of its members; nil when the operation returns nothing.
    func sampleResponse(to request: APIRequest) -> JSONValue? {
        var number = 0
        switch operation(request.method, request.path)?.response {
        case .string(let type): return sample(of: type, &number)
        case .object(let members):
            return .object(members.mapValues { sample(of: $0.stringValue ?? "any", &number) })
        default: return nil
        }
    }

    /// An object with a distinct value for each member of a type, as deep as `depth`.
    func sample(of type: String, _ number: inout Int, depth: Int = 4) -> JSONValue {
        number += 1
        if type.hasSuffix("[]") { return [sample(of: String(type.dropLast(2)), &number, depth: depth)] }
        if type.hasPrefix("map<string,") {
            let inner = String(type.dropFirst("map<string,".count).dropLast())
            return .object(["key\(number)": sample(of: inner, &number, depth: depth)])
        }
        switch type {
        case "int", "int64", "number": return .int(Int64(1_000_000 + number))
        case "bool": return true
        case "bytesBase64": return .string(Data("bytes\(number)".utf8).base64EncodedString())
        case "any": return .object(["any": .int(Int64(number))])
        // Rules are read strictly, and not all members go together.
        case "AuthzNode": return ["nType": "child", "expression": ["neType": "self"]]
        default: break
        }
        guard let members = members(of: type), depth > 0 else { return .string("text\(number)") }
        var object: [String: JSONValue] = [:]
        for (name, entry) in members.sorted(by: { $0.key < $1.key }) {
            object[name] = sample(of: entry["type"]?.stringValue ?? "any", &number, depth: depth - 1)
        }
        return .object(object)
    }
}
