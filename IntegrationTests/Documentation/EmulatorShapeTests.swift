import Descope
import DescopeEmulator
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The emulator's table of operations: `Docs/api`, in a form that it reads at run time.
@Suite struct EmulatorShapeTests {
    private static let file = URL(filePath: packageRoot)
        .appending(path: "Modules/Testing/DescopeEmulator/Engine/OperationTable.swift")

    @Test("the emulator's table is what Docs/api says; Scripts/generate-emulator-shapes writes it")
    func table() throws {
        let rendered = Self.rendered(try Contract.read.get())
        if ProcessInfo.processInfo.environment["DESCOPE_WRITE_DOCS"] == "1" {
            try Data(rendered.utf8).write(to: Self.file)
        }
        // Not #expect of the files themselves: the difference would be printed whole.
        let isSame = try String(contentsOf: Self.file, encoding: .utf8) == rendered
        #expect(isSame, "run Scripts/generate-emulator-shapes and look at the change")
    }

    @Test("each type of a request or a response is one of Docs/api, or a basic one")
    func types() throws {
        let contract = try Contract.read.get()
        let basic: Set = ["string", "bool", "int", "int64", "number", "any", "bytesBase64"]
        let named = Self.reached(from: contract.operations, in: contract).subtracting(contract.types.keys)
        #expect(named.subtracting(basic) == [])
    }

    @Test("Docs/api says which operations the emulator has, and which of them it only stores")
    func emulated() throws {
        var expected: [String: String] = [:]
        for operation in try Contract.read.get().operations where operation.emulator != "unsupported" {
            expected[operation.id] = operation.emulator
        }
        let found = Dictionary(Route.all.map { ($0.shape.id, $0.isStored ? "stored" : "stateful") }) { first, _ in first
        }
        #expect(found == expected)
    }

    private static func rendered(_ contract: Contract) -> String {
        let operations = contract.operations.sorted { $0.id < $1.id }
        let types = reached(from: operations, in: contract).filter { contract.types[$0] != nil }.sorted()
        return """
            // Generated from Docs/api by Scripts/generate-emulator-shapes. Do not edit.

            /// The requests and responses of all operations, and their types. `OperationShape` explains and reads them.
            enum OperationTable {
                static let text = #\"""
            \(indented(operations.map { line($0, hasBody: !contract.withoutBody.contains($0.id)) }))

            \(indented(types.map { line($0, contract.types[$0]) }))
                    \"""#
            }

            """
    }

    private static func indented(_ lines: [String]) -> String {
        lines.map { "        " + $0 }.joined(separator: "\n")
    }

    private static func line(_ operation: Contract.Operation, hasBody: Bool) -> String {
        let query = operation.query.sorted { $0.key < $1.key }.map { name, type in
            "?" + word(name, ["type": type, "required": .bool(operation.requiredQuery.contains(name))])
        }
        let body = operation.request.isEmpty ? [hasBody ? "{}" : "-"] : words(operation.request)
        let head = [operation.id, operation.method, operation.path, operation.authorization.joined(separator: ",")]
        let response = responseTypes(operation).sorted { $0.key < $1.key }.map { name, type in
            ">" + word(name, ["type": type])
        }
        return (head + query + body + response).joined(separator: " ")
    }

    private static func line(_ name: String, _ type: Contract.TypeEntry?) -> String {
        let members = type.map { $0.fields.isEmpty ? ["string"] : words($0.fields) } ?? []
        return ([name] + members).joined(separator: " ")
    }

    private static func words(_ members: [String: JSONValue]) -> [String] {
        members.sorted { $0.key < $1.key }.map { word($0.key, $0.value) }
    }

    private static func word(_ name: String, _ entry: JSONValue) -> String {
        "\(name):\(entry["type"]?.stringValue ?? "any")\(entry["required"] == true ? "!" : "")"
    }

    /// The types of a response's members, or of the response itself as `$root`.
    private static func responseTypes(_ operation: Contract.Operation) -> [String: JSONValue] {
        operation.response.objectValue ?? operation.response.stringValue.map { ["$root": .string($0)] } ?? [:]
    }

    /// The names of the types that requests and responses contain, at any depth.
    private static func reached(from operations: [Contract.Operation], in contract: Contract) -> Set<String> {
        var found: Set<String> = []
        var rest = operations.flatMap {
            Array($0.query.values) + types(of: $0.request) + Array(responseTypes($0).values)
        }
        while let type = rest.popLast()?.stringValue.map(named) {
            guard found.insert(type).inserted else { continue }
            rest += types(of: contract.types[type]?.fields ?? [:])
        }
        return found
    }

    private static func types(of members: [String: JSONValue]) -> [JSONValue] {
        members.values.compactMap { $0["type"] }
    }

    /// The type within lists and maps.
    private static func named(_ type: String) -> String {
        if type.hasSuffix("[]") { return named(String(type.dropLast(2))) }
        let map = "map<string,"
        return type.hasPrefix(map) ? named(String(type.dropFirst(map.count).dropLast())) : type
    }
}
