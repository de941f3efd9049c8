import Descope
import Testing

@Suite(.timeLimit(.minutes(5))) struct RecordedRequestTests {
    private static let known = Set(KnownDifference.all.map(\.difference))
    private static let areas = [
        ("otp", 46), ("magiclink", 39), ("enchantedlink", 18), ("oauth", 3), ("sso", 3), ("saml", 3), ("password", 11),
        ("totp", 6), ("webauthn", 14), ("session", 14), ("mgmt_role", 22), ("mgmt_permission", 20),
        ("mgmt_access_key", 22), ("mgmt_analytics", 2), ("mgmt_audit", 6), ("mgmt_authz", 34), ("mgmt_fga", 18),
        ("mgmt_descoper", 10), ("mgmt_engine", 12),
        ("mgmt_family", 26), ("mgmt_flow", 18), ("mgmt_group", 6), ("mgmt_jwt", 16), ("mgmt_license", 2),
        ("mgmt_list", 30), ("mgmt_management_key", 10), ("mgmt_outbound_application", 36),
        ("mgmt_outbound_application_by_token", 8), ("mgmt_outbound_scim", 10), ("mgmt_password", 4),
        ("mgmt_project", 20), ("mgmt_scope_claim_mapping", 6), ("mgmt_sso", 36), ("mgmt_sso_application", 22),
        ("mgmt_tenant", 24), ("mgmt_third_party_application", 24), ("mgmt_user", 132),
    ]

    private static func records() throws -> [RecordedRequest] { try areas.flatMap { try RecordedRequest.load($0.0) } }

    @Test("the records are all there", arguments: areas)
    func complete(_ area: String, _ count: Int) throws {
        #expect(try RecordedRequest.load(area).count == count)
    }

    @Test("a call sends what was recorded", arguments: try records())
    func sendsTheSame(_ record: RecordedRequest) async throws {
        let surprises = try await record.differences().filter { !Self.known.contains($0) }
        #expect(surprises.isEmpty)
    }

    @Test("each operation that can be called has a record")
    func used() throws {
        #expect(try Set(Self.records().map(\.operation)) == Set(recordedCalls.keys))
    }

    @Test("each recorded change of management either keeps or clears what is left out")
    func changes() throws {
        let records = try Self.records().filter { $0.request.path.contains("/mgmt/") }
        let names = Set(records.map { $0.operation.prefix { $0 != "," } }.map(String.init))
        let changing = names.filter { name in
            let verb = name.drop { $0 != "." }.dropFirst()
            return ["patch", "update", "set", "configure"].contains { verb.hasPrefix($0) }
        }
        let patched = records.filter { $0.request.method == "PATCH" }.map { String($0.operation.prefix { $0 != "," }) }
        let (keeping, replacing) = (RecordedRequest.keeping, RecordedRequest.replacing)
        #expect(keeping.isDisjoint(with: replacing))
        #expect(keeping.union(replacing) == changing.union(patched))
    }

    @Test("a known difference that occurs no more is off the list")
    func knownDifferencesOccur() async throws {
        var seen: Set<Difference> = []
        for record in try Self.records() { seen.formUnion(try await record.differences()) }
        #expect(Self.known.subtracting(seen).isEmpty)
        #expect(Self.known.count == KnownDifference.all.count, "listed twice")
    }

    @Test(
        "values are told apart, null and absent are not",
        arguments: [
            (["a": nil], [:], []),
            (["a": ["b": nil, "c": 1]], ["a": ["c": 1]], []),
            (["a": ["b": nil, "c": [:]]], [:], []),
            (nil, [:], ["body"]),
            (["a": false], [:], ["body.a"]),
            ([:], ["a": ""], ["body.a"]),
            (["a": ["b": 1]], ["a": ["b": "1"]], ["body.a.b"]),
            (["a": [1, ["b": nil]]], ["a": [1, [:]]], []),
            (["a": [1, 2]], ["a": [2, 1]], ["body.a.0", "body.a.1"]),
            (["a": [1]], ["a": [1, 2]], ["body.a"]),
        ] as [(JSONValue, JSONValue, [String])]
    )
    func comparison(_ recorded: JSONValue, _ ours: JSONValue, _ places: [String]) {
        #expect(Difference.between(recorded, ours, at: "body", of: "x").map(\.place) == places)
    }

    @Test(
        "in a patch, null and absent are told apart too",
        arguments: [
            (["a": nil], [:], ["body.a"]),
            (["a": []], [:], ["body.a"]),
            ([:], ["a": ""], ["body.a"]),
            (["a": nil], ["a": ""], ["body.a"]),
            (["a": [:]], ["a": nil], ["body.a"]),
            (["a": ["b": nil, "c": 1]], ["a": ["c": 1]], ["body.a.b"]),
            (["a": [["b": [:]]]], ["a": [[:]]], ["body.a.0.b"]),
            (["whole": ["b": nil]], ["whole": [:]], []),
            (["a": nil, "b": 1], ["a": nil, "b": 1], []),
        ] as [(JSONValue, JSONValue, [String])]
    )
    func exactComparison(_ recorded: JSONValue, _ ours: JSONValue, _ places: [String]) {
        let found = Difference.between(recorded, ours, at: "body", of: "x") { $0.hasPrefix("body.whole.") }
        #expect(found.map(\.place) == places)
    }

    @Test("an argument that nobody read shows, down to the member")
    func unread() throws {
        let arguments = RecordedArguments(["a": 1, "b": ["c": "x", "d": true], "e": ["f": 2]])
        #expect(try arguments.text("b.c") == "x")
        #expect(arguments.unread.map(\.path) == ["a", "b.d", "e"])
        #expect(throws: RecordedArguments.Unfit.self) { try arguments.text("e") }
        #expect(throws: RecordedArguments.Unfit.self) { try arguments.text("none") }
    }
}
