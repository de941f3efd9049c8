import DescopeCore
import DescopeHTTP
import Testing

/// A project whose relations are spoken of as texts: `doc:roadmap#owner@u1`, and with a set on the right side
/// `folder:plans#viewer@org:acme#member`.
struct AuthzProject {
    let project: Project

    init(_ project: Project? = nil, schema: JSONValue? = filesSchema) async throws {
        self.project = try project ?? Project()
        guard let schema else { return }
        try await #expect(post("schema/save", ["schema": schema, "upgrade": true]).status == 200)
    }

    func post(_ path: String, _ body: JSONValue = [:]) async throws -> Answer {
        try await project.manage("/v1/mgmt/authz/\(path)", body)
    }

    func fga(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await project.manage("/v1/mgmt/fga/\(path)", body)
    }

    func create(_ relations: String...) async throws {
        let answer = try await post("re/create", ["relations": .array(relations.map(Self.relation))])
        #expect(answer.status == 200, "\(answer.body)")
    }

    /// Whether a target holds a definition on a resource: `("u1", "doc:roadmap#viewer")`.
    func holds(_ target: String, _ what: String) async throws -> Bool? {
        let query = Self.relation("\(what)@\(target)")
        let answer = try await post("re/has", ["relationQueries": [query]])
        return answer.body["relationQueries"]?[0]?["hasRelation"]?.boolValue
    }

    func who(_ what: String) async throws -> [String]? {
        guard case .object(var body) = Self.relation("\(what)@") else { return nil }
        body["target"] = nil
        return try await post("re/who", .object(body)).body["targets"]?.stringsValue
    }

    /// The relations of an answer as texts, in their alphabetical order.
    func relations(_ path: String, _ body: JSONValue) async throws -> [String] {
        let answer = try await post(path, body)
        #expect(answer.status == 200, "\(answer.body)")
        return (answer.body["relations"]?.arrayValue ?? []).map(Self.text).sorted()
    }

    /// Everything that is stored, by the resources that tests speak of.
    func stored(_ resources: String...) async throws -> [String] {
        var all: [String] = []
        for resource in resources { all += try await relations("re/resource", ["resource": .string(resource)]) }
        return all.sorted()
    }

    static func relation(_ text: String) -> JSONValue {
        let (left, right) = split(text, "@")
        let (object, name) = split(left, "#")
        let (space, resource) = split(object, ":")
        var members: [String: JSONValue] = [
            "namespace": .string(space), "resource": .string(resource), "relationDefinition": .string(name),
        ]
        if right.contains("#") {
            let (object, name) = split(right, "#")
            let (space, resource) = split(object, ":")
            members["targetSetResource"] = .string(resource)
            members["targetSetRelationDefinition"] = .string(name)
            members["targetSetRelationDefinitionNamespace"] = .string(space)
        } else {
            members["target"] = .string(right)
        }
        return .object(members)
    }

    static func text(_ relation: JSONValue) -> String {
        func text(_ name: String) -> String { relation[name]?.stringValue ?? "?" }
        let left = "\(text("namespace")):\(text("resource"))#\(text("relationDefinition"))@"
        if let target = relation["target"]?.stringValue { return left + target }
        if relation["query"] != nil { return left + "query" }
        let space = text("targetSetRelationDefinitionNamespace")
        return left + "\(space):\(text("targetSetResource"))#\(text("targetSetRelationDefinition"))"
    }

    /// The parts before and after the first of a character.
    private static func split(_ text: String, _ mark: Character) -> (String, String) {
        let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count == 2 ? parts[1] : "")
    }
}

/// The schema of the Node SDK's example.
let filesSchema: JSONValue = [
    "name": "Files",
    "namespaces": [
        [
            "name": "org",
            "relationDefinitions": [
                ["name": "parent"],
                definition("member", [["neType": "self"], walk("relationLeft", "org#parent", "org#member")]),
            ],
        ],
        [
            "name": "folder",
            "relationDefinitions": [
                ["name": "parent"],
                definition("owner", [["neType": "self"], walk("relationRight", "folder#parent", "folder#owner")]),
                definition(
                    "editor",
                    [
                        ["neType": "self"], walk("relationRight", "folder#parent", "folder#editor"),
                        set("folder#owner"),
                    ]
                ),
                definition(
                    "viewer",
                    [
                        ["neType": "self"], walk("relationRight", "folder#parent", "folder#viewer"),
                        set("folder#editor"),
                    ]
                ),
            ],
        ],
        [
            "name": "doc",
            "relationDefinitions": [
                ["name": "parent"],
                definition("owner", [["neType": "self"], walk("relationRight", "doc#parent", "folder#owner")]),
                definition(
                    "editor",
                    [["neType": "self"], walk("relationRight", "doc#parent", "folder#editor"), set("doc#owner")]
                ),
                definition(
                    "viewer",
                    [["neType": "self"], walk("relationRight", "doc#parent", "folder#viewer"), set("doc#editor")]
                ),
            ],
        ],
    ],
]

/// A definition that is the union of expressions.
func definition(_ name: String, _ expressions: [JSONValue]) -> JSONValue {
    let children: [JSONValue] = expressions.map { ["nType": "child", "expression": $0] }
    return ["name": .string(name), "complexDefinition": ["nType": "union", "children": .array(children)]]
}

/// A walk over a relation to what is tested there, both as `namespace#name`.
func walk(_ type: String, _ edge: String, _ tested: String) -> JSONValue {
    var members = set(tested).objectValue ?? [:]
    members["neType"] = .string(type)
    let parts = edge.split(separator: "#").map(String.init)
    members["relationDefinition"] = .string(parts[1])
    members["relationDefinitionNamespace"] = .string(parts[0])
    return .object(members)
}

/// What is tested on the same resource, as `namespace#name`.
func set(_ tested: String) -> JSONValue {
    let parts = tested.split(separator: "#").map(String.init)
    return [
        "neType": "targetSet", "targetRelationDefinition": .string(parts[1]),
        "targetRelationDefinitionNamespace": .string(parts[0]),
    ]
}
