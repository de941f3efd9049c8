import DescopeAuthzModel
import DescopeCore

/// Questions to the evaluator of relations, against a look-up of the same keys in a dictionary of the standard library.
enum AuthzCases {
    private static let relations = 1_000_000

    private static let schema = AuthzSchema([
        AuthzNamespace("user"),
        AuthzNamespace("group", [.relation("member", to: "user", "group#member")]),
        AuthzNamespace(
            "folder",
            [
                .relation("parent", to: "folder"), .relation("viewer", to: "user", "group#member"),
                .permission("view", "viewer" | "parent.view"),
            ]
        ),
        AuthzNamespace(
            "doc",
            [
                .relation("parent", to: "folder"), .relation("viewer", to: "user", "group#member"),
                .permission("view", "viewer" | "parent.view"),
            ]
        ),
    ])

    /// A document, the ten folders above it, and one who may view the last.
    private static func path() throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        evaluator.insert(relation("doc", "doc-0", "parent", to: .id("folder-0", namespace: "folder")))
        for level in 0..<9 {
            let above = AuthzTarget.id("folder-\(level + 1)", namespace: "folder")
            evaluator.insert(relation("folder", "folder-\(level)", "parent", to: above))
        }
        evaluator.insert(relation("folder", "folder-9", "viewer", to: .id("user-0", namespace: "user")))
        return evaluator
    }

    /// Of ten relations four put documents into folders, one folders into folders, and five let users view folders.
    private static func tree(_ count: Int) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        let folders = count / 10
        for number in 0..<(count * 4 / 10) {
            let folder = AuthzTarget.id("folder-\(number % folders)", namespace: "folder")
            evaluator.insert(relation("doc", "doc-\(number)", "parent", to: folder))
        }
        for number in 1...folders {
            let above = AuthzTarget.id("folder-\(number / 4)", namespace: "folder")
            evaluator.insert(relation("folder", "folder-\(number)", "parent", to: above))
        }
        for number in 0..<(count / 2) {
            let user = AuthzTarget.id("user-\(number * 7 % (count / 4))", namespace: "user")
            evaluator.insert(relation("folder", "folder-\(number % folders)", "viewer", to: user))
        }
        return evaluator
    }

    private static func relation(
        _ namespace: String,
        _ resource: String,
        _ name: String,
        to target: AuthzTarget
    ) -> AuthzRelation {
        AuthzRelation(resource: resource, relationDefinition: name, namespace: namespace, target: target)
    }

    /// A group of many members, seen from a folder.
    private static func group(_ members: Int) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        for number in 0..<members {
            evaluator.insert(relation("group", "all", "member", to: .id("user-\(number)", namespace: "user")))
        }
        let set = AuthzTarget.set(resource: "all", relationDefinition: "member", namespace: "group")
        evaluator.insert(relation("folder", "plans", "viewer", to: set))
        return evaluator
    }

    /// A chain of folders, the last of which a user may view.
    private static func chain(_ depth: Int) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        for level in 0..<depth {
            let above = AuthzTarget.id("folder-\(level + 1)", namespace: "folder")
            evaluator.insert(relation("folder", "folder-\(level)", "parent", to: above))
        }
        evaluator.insert(relation("folder", "folder-\(depth)", "viewer", to: .id("user-0", namespace: "user")))
        return evaluator
    }

    /// A document in many folders, or shared with many groups, the last of which decides.
    private static func wide(_ width: Int, groups: Bool) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        for number in 0..<width {
            if groups {
                let set = AuthzTarget.set(resource: "group-\(number)", relationDefinition: "member", namespace: "group")
                evaluator.insert(relation("doc", "doc-0", "viewer", to: set))
                let member = AuthzTarget.id("user-\(number)", namespace: "user")
                evaluator.insert(relation("group", "group-\(number)", "member", to: member))
            } else {
                let folder = AuthzTarget.id("folder-\(number)", namespace: "folder")
                evaluator.insert(relation("doc", "doc-0", "parent", to: folder))
                let viewer = AuthzTarget.id("user-\(number)", namespace: "user")
                evaluator.insert(relation("folder", "folder-\(number)", "viewer", to: viewer))
            }
        }
        return evaluator
    }

    /// What a million relations take.
    static func memory() throws -> EmulatorOutcome {
        let (start, clock) = (try megabytes("VmRSS:"), BenchmarkClock())
        let evaluator = try tree(relations)
        let seconds = clock.nanoseconds / 1e9
        let end = try megabytes("VmRSS:")
        return EmulatorOutcome(
            name: "authz, loading relations",
            values: [("relations", Double(evaluator.count)), ("seconds", seconds), ("megabytes", end - start)],
            goal: "at most 1000 megabytes"
        )
    }

    static func all() throws -> [Case] {
        let path = try path()
        let keys = (0..<20).map { "doc-\($0)" } + (0..<20).map { "user-\($0)" }
        let table = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        let lookup = "look-up of a string key"
        let (few, many) = (try tree(1000), try tree(relations))
        let questions = (0..<500).map { (doc: "doc-\($0 * 7 % 400)", user: "user-\($0 * 13 % 250)") }
        let spread = (0..<5000).map { number in
            (
                doc: "doc-\(number * 104_729 % (relations * 4 / 10))",
                user: "user-\(number * 15_485_863 % (relations / 4))"
            )
        }
        let (thousand, tenThousand) = (try group(1000), try group(10_000))
        let (deep, deeper) = (try chain(1000), try chain(100_000))
        let (folders, groups) = (try wide(1000, groups: false), try wide(1000, groups: true))
        return [
            Case(lookup) { table["doc-0"] != nil },
            Case("check, 10 folders up", against: lookup, goal: "at least 0.05") {
                (try? path.check("user-0", "view", on: "doc-0", in: "doc").isAllowed) == true
            },
            Case("500 checks, 1,000 relations") { ask(few, questions) },
            Case("the same, 1,000,000 relations", against: "500 checks, 1,000 relations", goal: "at least 0.5") {
                ask(many, questions)
            },
            Case("5,000 checks all over 1,000,000 relations", against: "500 checks, 1,000 relations") {
                ask(many, spread)
            },
            Case("who can access, 1,000 members") {
                (try? thousand.whoCanAccess("plans", "view", in: "folder").count) == 1000
            },
            Case("who can access, 10,000 members", against: "who can access, 1,000 members", goal: "about 0.1") {
                (try? tenThousand.whoCanAccess("plans", "view", in: "folder").count) == 10_000
            },
            Case("check, 1,000 folders up") {
                (try? deep.check("user-0", "view", on: "folder-0", in: "folder").isAllowed) == true
            },
            Case("check, 100,000 folders up", against: "check, 1,000 folders up", goal: "about 0.01") {
                (try? deeper.check("user-0", "view", on: "folder-0", in: "folder").isAllowed) == true
            },
            Case("check, in 1,000 folders", against: "check, 1,000 folders up") {
                (try? folders.check("user-0", "view", on: "doc-0", in: "doc").isAllowed) == true
            },
            Case("check, shared with 1,000 groups", against: "check, 1,000 folders up") {
                (try? groups.check("user-0", "view", on: "doc-0", in: "doc").isAllowed) == true
            },
        ]
    }

    private static func ask(_ evaluator: AuthzEvaluator, _ questions: [(doc: String, user: String)]) -> Bool {
        questions.allSatisfy { (try? evaluator.check($0.user, "view", on: $0.doc, in: "doc")) != nil }
    }
}
