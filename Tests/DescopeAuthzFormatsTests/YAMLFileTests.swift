#if YAML
import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import DescopeYAML
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// `Scripts/test-traits` builds this file alone, so it needs no other one of these tests.

/// Files that OpenFGA and SpiceDB publish, which lie beside the package and not in it.
private let published: String = {
    let path = URL(filePath: #filePath).resolvingSymlinksInPath().path(percentEncoded: false)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let beside = parts.dropLast(3).joined(separator: "/") + "/../shared/vectors"
    return (ProcessInfo.processInfo.environment["DESCOPE_TEST_VECTORS"] ?? beside) + "/authz"
}()

private let arePresent = FileManager.default.fileExists(atPath: published + "/openfga.json")
private let missing =
    "no cases in \(published): set DESCOPE_TEST_VECTORS to a folder with the published cases in `authz`"

/// A folder of files that is removed with the last reference to it.
private final class SampleFolder {
    private let path: String

    init(_ files: [String: Data]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "authz-\(UUID().uuidString)").path(
            percentEncoded: false
        )
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, data) in files { try data.write(to: URL(filePath: "\(path)/\(name)")) }
    }

    convenience init(_ files: [String: String]) throws { try self.init(files.mapValues { Data($0.utf8) }) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private var folder: AuthzFolder { get throws { try AuthzFolder(path, yaml: DescopeYAML.parse) } }

    func cases(in name: String) throws -> [AuthzTestCase] { try folder.cases(in: name) }

    func report(on name: String) throws -> AuthzTestReport { AuthzTestReport(try folder.results(in: name)) }
}

@Suite("Files in YAML")
struct YAMLFileTests {
    private static let openFGA = """
        name: docs
        model: |
          model
            schema 1.1
          type user
          type group
            relations
              define member: [user]
          type doc
            relations
              define owner: [user, group#member]
              define viewer: [user with on_duty] or owner
          condition on_duty(hour: int) {
            hour < 18 // }
          }
        tuple_file: tuples.yaml
        tests:
          - name: by day
            tuples:
              - {user: "user:b", relation: viewer, object: "doc:1", condition: {name: on_duty}}
            check:
              - user: user:a
                object: doc:1
                assertions: {owner: true, viewer: true}
              - user: user:b
                object: doc:1
                context: {hour: 10}
                assertions:
                  viewer: true
              - user: user:b
                object: doc:1
                context: {hour: 20}
                assertions:
                  viewer: false
            list_objects:
              - user: user:a
                type: doc
                context: {hour: 10}
                assertions:
                  viewer: [doc:1]
            list_users:
              - object: doc:1
                user_filter:
                  - type: user
                context: {hour: 10}
                assertions:
                  viewer:
                    users: [user:a, user:b]
        """
    private static let tuples = """
        - user: group:g#member
          relation: owner
          object: doc:1
        - {user: "user:a", relation: member, object: "group:g"}
        """
    private static let spiceDB = """
        schema: |-
          caveat late(hour int) { hour > 18 }
          definition user {}
          definition doc {
            relation owner: user
            relation guest: user with late
            permission view = owner + guest
          }
        relationships: |-
          doc:1#owner@user:tom
          // a guest
          doc:1#guest@user:sue[late]
        assertions:
          assertTrue:
            - doc:1#view@user:tom
            - 'doc:1#view@user:sue with {"hour": 20}'
          assertCaveated:
            - doc:1#view@user:sue
          assertFalse:
            - 'doc:1#view@user:sue with {"hour": 8}'
        validation:
          doc:1#owner:
            - "[user:tom] is <doc:1#owner>"
        """
    private static let own = """
        name: docs
        schema: |
          model AuthZ 1.0
          type user
          type doc
            relation owner: user
        relations: ["doc:1#owner@u1"]
        tests:
          - allowed: ["doc:1#owner@u1"]
            denied: ["doc:1#owner@u2"]
            who: {"doc:1#owner": [u1]}
        """

    @Test(
        "stores, validation files and this project's cases",
        arguments: [(openFGA, 6), (spiceDB, 5), (own, 3), ("- " + own.replacing("\n", with: "\n  "), 3)]
    )
    func passes(_ text: String, _ count: Int) throws {
        let report = try SampleFolder(["cases.yaml": text, "tuples.yaml": Self.tuples]).report(on: "cases.yaml")
        #expect((report.passed, report.failed, report.unsupported, report.errors) == (count, 0, 0, 0), "\(report.text)")
    }

    @Test("a wrong expectation fails, and a test that cannot be read is an error") func fails() throws {
        let files = [
            "cases.yaml": Self.openFGA.replacing("viewer: false", with: "viewer: true"), "tuples.yaml": Self.tuples,
            "other.yaml": Self.openFGA.replacing("list_users:", with: "list_user:"),
        ]
        let folder = try SampleFolder(files)
        let failing = try folder.report(on: "cases.yaml")
        #expect((failing.passed, failing.failed, failing.errors) == (5, 1, 0), "\(failing.text)")
        let unknown = try folder.report(on: "other.yaml")
        #expect((unknown.passed, unknown.failed, unknown.errors) == (0, 0, 1))
        #expect(unknown.text.contains("other.yaml: tests[0]: expected no member but"), "\(unknown.text)")
    }

    @Test(
        "what Descope does not have is refused by name",
        arguments: [
            (openFGA, "define member: [user]", "define member: [user, user:*]", "Descope has no wildcard: `user:*`."),
            (openFGA, "user: group:g#member", "user: user:*", "Descope has no wildcard: user:*."),
            (
                openFGA, "{name: on_duty}", "{name: on_duty, context: {hour: 10}}",
                "Descope stores no context with a relation (condition on_duty)."
            ),
            (
                openFGA, "[user with on_duty]", "[user with on_duty, group#member]",
                "Descope has no condition at some types of a relation only: `with on_duty`."
            ), (spiceDB, "relation owner: user", "relation owner: user | user:*", "Descope has no wildcard: `user:*`."),
            (
                spiceDB, "relation guest: user with late", "relation guest: user with late | user",
                "Descope has no condition at some types of a relation only: `with late`."
            ), (spiceDB, "@user:tom\n", "@user:*\n", "Descope has no wildcard: user:*."),
            (
                spiceDB, "[late]", #"[late:{"hour": 20}]"#,
                #"Descope stores no context with a relation: [late:{"hour": 20}]"#
            ),
        ]
    )
    func refuses(_ text: String, _ part: String, _ other: String, _ message: String) throws {
        var files = ["cases.yaml": text, "tuples.yaml": Self.tuples]
        for name in files.keys { files[name] = files[name]?.replacing(part, with: other, maxReplacements: 1) }
        let folder = try SampleFolder(files)
        let error = #expect(throws: DescopeError.self) { try folder.cases(in: "cases.yaml") }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "no error")")
    }
}

@Suite("Published files", .enabled(if: arePresent, "\(missing)"))
struct PublishedFileTests {
    /// The files whose assertions hold, with the number of questions that pass and of those that Descope has no form
    /// for.
    private static let passing: [(file: String, passed: Int, unsupported: Int)] = [
        ("spicedb/multipleexclusion.yaml", 12, 0), ("spicedb/teamwitharrow.yaml", 3, 0),
        ("spicedb/extendedids.yaml", 6, 0), ("sample-stores/abac-with-rebac/store.fga.yaml", 12, 0),
        ("sample-stores/custom-roles/store.fga.yaml", 11, 0),
        // One asks for sets: "user_filter" with a relation.
        ("sample-stores/github/store.fga.yaml", 9, 1), ("sample-stores/modular/issue-tracker.fga.yaml", 2, 0),
        ("sample-stores/modular/wiki.fga.yaml", 2, 0), ("sample-stores/multitenant-rbac/store.fga.yaml", 13, 0),
    ]

    @Test(arguments: passing)
    func passes(_ file: String, _ passed: Int, _ unsupported: Int) throws {
        let (folder, name) = try AuthzFolder.folder(of: "\(published)/formats/\(file)", yaml: DescopeYAML.parse)
        let report = AuthzTestReport(try folder.cases(in: name).map { try $0.run() })
        #expect((report.passed, report.failed, report.unsupported) == (passed, 0, unsupported), "\(report.text)")
    }

    /// The files that use what Descope does not have, and how it is named.
    private static let refused: [(file: String, feature: String)] = [
        ("spicedb/aliasing.yaml", "Descope has no empty rule: `nil`."),
        ("spicedb/allopscaveat.yaml", "Descope has no condition at some types of a relation only: `with some_caveat`."),
        ("spicedb/directandindirect.yaml", "Descope has no wildcard: `user:*`."),
        ("spicedb/expirationwithcaveat.yaml", "Descope has no expiration of relations."),
        ("spicedb/intersectionarrow.yaml", "Descope has no function `.all()`."),
        ("spicedb/quay.yaml", "Descope has no wildcard: `anonymoususer:*`."),
        ("spicedb/self.yaml.skip", "Descope has no `self`, the object as its own subject."),
        (
            "sample-stores/condition-data-types/store.fga.yaml",
            "Descope has no condition at some types of a relation only: `with is_valid_string`."
        ), ("sample-stores/gdrive/store.fga.yaml", "Descope has no wildcard: `user:*`."),
        (
            "sample-stores/ip-based-access/store.fga.yaml",
            "Descope stores no context with a relation (condition in_company_network)."
        ),
        (
            "sample-stores/temporal-access/store.fga.yaml",
            "Descope has no condition at some types of a relation only: `with temporal_access`."
        ),
    ]

    @Test(arguments: refused)
    func refuses(_ file: String, _ feature: String) throws {
        // One has a suffix that says that its own project skips it.
        let url = URL(filePath: "\(published)/formats/\(file)")
        var files = ["case.yaml": try Data(contentsOf: url)]
        files["model.fga"] = try? Data(contentsOf: url.deletingLastPathComponent().appending(path: "model.fga"))
        let copy = try SampleFolder(files)
        let error = #expect(throws: DescopeError.self) { try copy.cases(in: "case.yaml") }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.hasSuffix(feature) == true, "\(error?.message ?? "no error")")
    }

    @Test("each file is in one of the tables") func tables() throws {
        let all = try FileManager.default.subpathsOfDirectory(atPath: published + "/formats").filter {
            $0.hasSuffix(".fga.yaml") || $0.hasPrefix("spicedb/") && $0.contains(".yaml")
        }
        #expect(Set(all) == Set(Self.passing.map(\.file) + Self.refused.map(\.file)))
    }

    /// Valid texts that use wildcards.
    private static let refusedTexts: Set<String> = [
        "model 1.1 wildcard restricted type", "model 1.1 wildcard restricted type in the middle",
        "model 1.1 with spacing in allowed type", "a model with a valid condition and type restrictions",
    ]

    @Test("OpenFGA's texts: valid ones are read, all errors of the others stand where OpenFGA finds them")
    func language() throws {
        var counts = (valid: 0, invalid: 0)
        for kind in ["syntax", "semantic"] {
            let path = "\(published)/formats/language/dsl-\(kind)-validation-cases.yaml"
            let text = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            for test in try DescopeYAML.parse(text).arrayValue ?? [] where test["skip"] != true {
                let name = test["name"]?.stringValue ?? ""
                let problems = AuthzSchema.problems(inOpenFGA: test["dsl"]?.stringValue ?? "")
                let expected = (test["expected_errors"]?.arrayValue ?? []).map { error in
                    AuthzPosition(
                        line: Int(error["line"]?["start"]?.intValue ?? -9) + 1,
                        column: Int(error["column"]?["start"]?.intValue ?? -9) + 1
                    )
                }
                guard let first = expected.first else {
                    counts.valid += 1
                    let isRefused = Self.refusedTexts.contains(name)
                    #expect(problems.allSatisfy { $0.code.rawValue == "unsupported" }, "\(name): \(problems)")
                    #expect(problems.contains(where: \.isError) == isRefused, "\(name): \(problems)")
                    continue
                }
                counts.invalid += 1
                let found = Set(problems.compactMap(\.position))
                // After a syntax error OpenFGA reads on; we do not.
                let wanted = kind == "syntax" ? [first] : expected
                #expect(found.isSuperset(of: wanted), "\(name): \(problems), expected \(expected)")
            }
        }
        #expect(counts == (35, 130))
    }
}

@Suite("YAML")
struct YAMLTests {
    @Test func readsScalarsAsInYAML12() throws {
        #expect(
            try DescopeYAML.parse(
                "[1, -2, 1.5, 1e3, .5, true, null, ~, no, 1h, 192.168.0.1, 2024-01-01, \"1\", '2', 0x10, .inf]"
            )
                == [
                    1, -2, 1.5, 1000.0, 0.5, true, nil, nil, "no", "1h", "192.168.0.1", "2024-01-01", "1", "2", "0x10",
                    ".inf",
                ]
        )
        #expect(try DescopeYAML.parse("a: &x {b: 1}\nc: *x") == ["a": ["b": 1], "c": ["b": 1]])
        #expect(try DescopeYAML.parse("") == .null)
    }

    @Test(
        "what cannot be read, or would be too large, is an error",
        arguments: [
            "a: [", "a: 1\na: 2", "a: *x", "{? [1] : 2}", "--- a\n--- b",
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
            "a0: &a0 [1]\n"
                + (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n"),
        ]
    )
    func refuses(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try DescopeYAML.parse(text) }
        #expect(error?.kind == .argument)
    }
}
#endif
