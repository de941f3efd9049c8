import DescopeAuthzModel
import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tests of OpenFGA and SpiceDB in the form of this project, which lie beside the package and not in it.
struct PublishedCase: CustomStringConvertible {
    struct Question {
        let resource: String
        let relationDefinition: String
        let namespace: String
        let target: String
        let isExpected: Bool
        let expected: Set<String>
    }

    let name: String
    let schema: AuthzSchema
    let dsl: String?
    let relations: [AuthzRelation]
    let disallowed: [(relation: AuthzRelation, why: String)]
    let checks: [Question]
    let who: [Question]
    let what: [Question]

    var description: String { name }

    static let files = ["openfga", "spicedb", "sample-stores"]

    static func cases(of file: String) throws -> [PublishedCase] {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file).json"))
        return try (JSONReader.parse([UInt8](data), from: .service).arrayValue ?? []).map(PublishedCase.init)
    }

    private init(_ json: JSONValue) throws {
        func list(_ name: String) -> [JSONValue] { json[name]?.arrayValue ?? [] }
        func relation(_ json: JSONValue) throws -> AuthzRelation { try AuthzRelation(json: json.bytes) }
        func question(_ json: JSONValue) -> Question {
            func text(_ name: String) -> String { json[name]?.stringValue ?? "" }
            return Question(
                resource: text("resource"),
                relationDefinition: text("relationDefinition"),
                namespace: text("namespace"),
                target: text("target"),
                isExpected: json["expected"]?.boolValue ?? false,
                expected: Set((json["expected"]?.arrayValue ?? []).compactMap(\.stringValue))
            )
        }
        name = json["name"]?.stringValue ?? ""
        schema = try AuthzSchema(json: (json["schema"] ?? .null).bytes)
        dsl = json["dsl"]?.stringValue
        relations = try list("relations").map(relation)
        disallowed = try list("disallowed").map {
            (try relation($0["relation"] ?? .null), $0["why"]?.stringValue ?? "")
        }
        checks = list("checks").map(question)
        who = list("whoCanAccess").map(question)
        what = list("whatCanTargetAccessWithRelation").map(question)
    }

    private static let folder: String = {
        let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let beside = path.dropLast(3).joined(separator: "/") + "/../shared/vectors"
        return (ProcessInfo.processInfo.environment["DESCOPE_TEST_VECTORS"] ?? beside) + "/authz"
    }()

    static var arePresent: Bool { FileManager.default.fileExists(atPath: folder + "/openfga.json") }

    static var missing: String {
        "no cases in \(folder): set DESCOPE_TEST_VECTORS to a folder with the published cases in `authz`"
    }
}

extension JSONValue {
    var bytes: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}
