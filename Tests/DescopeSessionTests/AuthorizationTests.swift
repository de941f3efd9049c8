import DescopeCore
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// Who may do what, worked out by hand from the service's rules. Each row is asked for roles and for permissions.
@Suite(.timeLimit(.minutes(5))) struct AuthorizationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// `roles` in here stands for either list.
        var claims: [String: JSONValue] = [:]
        var tenant: String?
        let asked: [String]
        let isGranted: Bool
        let matching: [String]

        init(
            _ description: String,
            _ claims: [String: JSONValue] = [:],
            in tenant: String? = nil,
            asked: [String],
            _ isGranted: Bool,
            _ matching: [String] = []
        ) {
            testDescription = description
            (self.claims, self.tenant, self.asked, self.isGranted, self.matching) = (
                claims, tenant, asked, isGranted, matching
            )
        }
    }

    private static let acme: [String: JSONValue] = [
        "tenants": ["acme": ["roles": ["a", "b"]], "bare": [:]], "roles": ["top"],
    ]
    private static let current: [String: JSONValue] = ["dct": "acme", "roles": ["a", "b"]]
    private static let emptyCurrent: [String: JSONValue] = ["dct": "", "roles": ["top"]]
    private static let emptyListed: [String: JSONValue] = ["tenants": ["": ["roles": ["top"]]], "roles": ["top"]]

    static let rows = [
        // The project as a whole.
        Row("granted", acme, asked: ["top"], true, ["top"]),
        Row("a tenant's roles are not the project's", acme, asked: ["a"], false),
        Row("one of two", ["roles": ["a"]], asked: ["x", "a"], false, ["a"]),
        Row("in the order asked for", ["roles": ["a", "b", "c"]], asked: ["c", "a"], true, ["c", "a"]),
        Row("twice asked for", ["roles": ["a"]], asked: ["a", "a"], true, ["a", "a"]),
        Row("nothing asked for", ["roles": ["a"]], asked: [], true),
        Row("nothing asked for, nothing granted", asked: [], true),
        Row("no claim", asked: ["a"], false),
        Row("a text is no list", ["roles": "a"], asked: ["a"], false),
        Row("a map is no list", ["roles": ["a": true]], asked: ["a"], false),
        Row("null is no list", ["roles": nil], asked: ["a"], false),
        Row("other things in the list are passed over", ["roles": [1, "a", nil]], asked: ["a"], true, ["a"]),
        Row("case matters", ["roles": ["Admin"]], asked: ["admin"], false),
        // U+212A, the Kelvin sign, is to Swift the same letter as K; to the service it is another.
        Row("the Kelvin sign", ["roles": ["\u{212A}ey"]], asked: ["\u{212A}ey"], true, ["\u{212A}ey"]),
        Row("the letter K is not the Kelvin sign", ["roles": ["\u{212A}ey"]], asked: ["Key"], false),
        Row("an accent written apart makes another name", ["roles": ["caf\u{E9}"]], asked: ["cafe\u{301}"], false),
        Row("an empty tenant is none, and grants nothing", acme, in: "", asked: ["top"], false),
        Row("nobody is a member of an empty tenant", acme, in: "", asked: [], false),
        Row("an empty tenant that is current grants nothing", emptyCurrent, in: "", asked: ["top"], false),
        Row("an empty tenant that is current has no members", emptyCurrent, in: "", asked: [], false),
        Row("an empty tenant that is listed grants nothing", emptyListed, in: "", asked: ["top"], false),
        Row("an empty tenant that is listed has no members", emptyListed, in: "", asked: [], false),

        // A tenant that the token lists.
        Row("granted in the tenant", acme, in: "acme", asked: ["b", "a"], true, ["b", "a"]),
        Row("one of two in the tenant", acme, in: "acme", asked: ["a", "x"], false, ["a"]),
        Row("the project's roles are not the tenant's", acme, in: "acme", asked: ["top"], false),
        Row("a member asked for nothing", acme, in: "acme", asked: [], true),
        Row("a member without roles", acme, in: "bare", asked: ["top"], false),
        Row("a member without roles asked for nothing", acme, in: "bare", asked: [], true),
        Row(
            "a membership that is null grants nothing",
            ["tenants": ["t": nil], "roles": ["a"]],
            in: "t",
            asked: ["a"],
            false
        ),
        Row("a membership that is null is one", ["tenants": ["t": nil]], in: "t", asked: [], true),
        Row("a membership's text is no list", ["tenants": ["t": ["roles": "a"]]], in: "t", asked: ["a"], false),
        Row("a membership that is a list grants nothing", ["tenants": ["t": ["a"]]], in: "t", asked: ["a"], false),

        // A foreign tenant: false, whatever is asked.
        Row("foreign", acme, in: "globex", asked: ["a"], false),
        Row("foreign, asked for nothing", acme, in: "globex", asked: [], false),
        Row("foreign, no tenants at all", ["roles": ["a"]], in: "globex", asked: ["a"], false),
        Row("foreign, no tenants at all, asked for nothing", in: "globex", asked: [], false),
        Row("a list is no map of tenants", ["tenants": ["acme"]], in: "acme", asked: [], false),
        Row("case of a tenant's id matters", acme, in: "ACME", asked: [], false),
        Row("a tenant whose id only looks alike", ["tenants": ["\u{212A}": [:]]], in: "K", asked: [], false),
        Row("the tenant with that id", ["tenants": ["\u{212A}": [:]]], in: "\u{212A}", asked: [], true),

        Row(
            "a tenant beyond ASCII",
            ["tenants": ["caf\u{E9}": ["roles": ["a"]]]],
            in: "caf\u{E9}",
            asked: ["a"],
            true,
            ["a"]
        ),
        Row(
            "a tenant whose accent is written apart",
            ["tenants": ["caf\u{E9}": [:]]],
            in: "cafe\u{301}",
            asked: [],
            false
        ),
        Row(
            "a tenant that takes long to normalise",
            acme,
            in: String(repeating: "\u{301}", count: 3000) + String(repeating: "\u{323}", count: 3000),
            asked: [],
            false
        ),

        // The current tenant. Without tenants in the token, the lists at the top are its own.
        Row("current", current, in: "acme", asked: ["b"], true, ["b"]),
        Row("current, asked for nothing", current, in: "acme", asked: [], true),
        Row("current, not granted", current, in: "acme", asked: ["x"], false),
        Row("current is another", current, in: "globex", asked: [], false),
        Row("current is one whose id only looks alike", ["dct": "\u{212A}"], in: "K", asked: [], false),
        Row("current is the one with that id", ["dct": "\u{212A}"], in: "\u{212A}", asked: [], true),
        Row("current, tenants null", current.merging(["tenants": nil]) { $1 }, in: "acme", asked: ["b"], true, ["b"]),
        Row(
            "current, no tenants in the map",
            current.merging(["tenants": [:]]) { $1 },
            in: "acme",
            asked: ["b"],
            false
        ),
        Row(
            "current, no tenants in the map, asked for nothing",
            current.merging(["tenants": [:]]) { $1 },
            in: "acme",
            asked: [],
            true
        ),
        Row(
            "current, but only others are listed",
            current.merging(["tenants": ["globex": [:]]]) { $1 },
            in: "acme",
            asked: ["a"],
            false
        ),
        Row(
            "current, but only others are listed, asked for nothing",
            current.merging(["tenants": ["globex": [:]]]) { $1 },
            in: "acme",
            asked: [],
            true
        ),
        Row(
            "current and listed: the list counts",
            current.merging(["tenants": ["acme": ["roles": ["own"]]]]) { $1 },
            in: "acme",
            asked: ["own"],
            true,
            ["own"]
        ),
        Row(
            "current and listed: the top does not count",
            current.merging(["tenants": ["acme": ["roles": ["own"]]]]) { $1 },
            in: "acme",
            asked: ["a"],
            false
        ),
        Row(
            "current and listed as null",
            current.merging(["tenants": ["acme": nil]]) { $1 },
            in: "acme",
            asked: ["a"],
            false
        ),
        Row("a current tenant that is no text", ["dct": 5, "roles": ["a"]], in: "5", asked: [], false),
        Row("an empty current tenant", ["dct": "", "roles": ["a"]], in: "acme", asked: [], false),
    ]

    private func token(_ claims: [String: JSONValue]) async throws -> DescopeToken {
        let it = try Fixture()
        return try await it.session.validate(it.mint.session(claims: claims))
    }

    @Test("roles", arguments: rows)
    func roles(_ row: Row) async throws {
        let token = try await token(row.claims)
        #expect(token.hasRoles(row.asked, tenant: row.tenant) == row.isGranted)
        #expect(token.matchingRoles(row.asked, tenant: row.tenant) == row.matching)
        if let tenant = row.tenant, row.asked.isEmpty { #expect(token.isMember(of: tenant) == row.isGranted) }
    }

    @Test("permissions", arguments: rows)
    func permissions(_ row: Row) async throws {
        func renamed(_ value: JSONValue) -> JSONValue {
            guard let members = value.objectValue else { return value }
            return .object(
                Dictionary(uniqueKeysWithValues: members.map { ($0 == "roles" ? "permissions" : $0, renamed($1)) })
            )
        }
        let token = try await token(renamed(.object(row.claims)).objectValue ?? [:])
        #expect(token.hasPermissions(row.asked, tenant: row.tenant) == row.isGranted)
        #expect(token.matchingPermissions(row.asked, tenant: row.tenant) == row.matching)
    }

    @Test("roles are no permissions, and the other way round")
    func lists() async throws {
        let token = try await token([
            "roles": ["r"], "permissions": ["p"], "tenants": ["t": ["roles": ["tr"], "permissions": ["tp"]]],
        ])
        #expect(token.roles() == ["r"])
        #expect(token.permissions() == ["p"])
        #expect(token.roles(in: "t") == ["tr"])
        #expect(token.permissions(in: "t") == ["tp"])
        #expect(token.roles(in: "u").isEmpty)
        #expect(!token.hasPermissions(["r"]))
        #expect(!token.hasRoles(["tp"], tenant: "t"))
    }

    @Test(
        "which tenants the user belongs to",
        arguments: [
            ([:], []), (["tenants": [:]], []), (["tenants": nil], []), (["tenants": "acme"], []),
            (["tenants": ["b": [:], "a": nil]], ["a", "b"]),
            (["dct": "c"], ["c"]), (["dct": ""], []), (["dct": 1], []),
            (["dct": "a", "tenants": ["a": [:]]], ["a"]),
            (["dct": "a", "tenants": ["b": [:]]], ["a", "b"]),
        ] as [([String: JSONValue], [String])]
    )
    func tenants(_ claims: [String: JSONValue], _ expected: [String]) async throws {
        let token = try await token(claims)
        #expect(token.tenants == expected)
        for tenant in ["a", "b", "c", "acme"] { #expect(token.isMember(of: tenant) == expected.contains(tenant)) }
    }
}
