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

/// Files that OpenFGA and SpiceDB publish, which lie beside the package and not in it.
private let published: String = {
    let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let beside = path.dropLast(3).joined(separator: "/") + "/../shared/vectors"
    return (ProcessInfo.processInfo.environment["DESCOPE_TEST_VECTORS"] ?? beside) + "/authz"
}()

private let arePresent = FileManager.default.fileExists(atPath: published + "/openfga.json")
private let missing =
    "no cases in \(published): set DESCOPE_TEST_VECTORS to a folder with the published cases in `authz`"

@Suite("Published cases", .enabled(if: arePresent, "\(missing)"))
struct PublishedCaseFileTests {
    @Test(arguments: [("openfga", 82), ("spicedb", 27), ("sample-stores", 20)])
    func run(_ file: String, _ count: Int) throws {
        let cases = try AuthzFolder(published).cases(in: file + ".json")
        let report = AuthzTestReport(try cases.map { try $0.run() })
        #expect(cases.filter { !$0.name.hasSuffix(" (dsl)") }.count == count)
        #expect(report.isSuccess, "\(report.text)")
    }
}

#if YAML
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
        let text = try String(decoding: Data(contentsOf: URL(filePath: "\(published)/formats/\(file)")), as: UTF8.self)
        let copy = try TemporaryFolder(["case.yaml": text])
        let model = URL(filePath: "\(published)/formats/\(file)").deletingLastPathComponent().appending(
            path: "model.fga"
        )
        if let model = try? Data(contentsOf: model) {
            try copy.write(String(decoding: model, as: UTF8.self), to: "model.fga")
        }
        let error = failure { _ = try copy.cases("case.yaml") }
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
                    #expect(problems.isEmpty == !isRefused, "\(name): \(problems)")
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
        #expect(failure { _ = try DescopeYAML.parse(text) }?.kind == .argument)
    }
}
#endif
