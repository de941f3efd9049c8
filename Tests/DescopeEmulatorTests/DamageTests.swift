import DescopeCore
import DescopeCrypto
import DescopeHTTP
import DescopeTesting
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Saved projects that are damaged, or contradict themselves.
@Suite struct DamageTests {
    /// A project with rows of several tables.
    private func project() async throws -> Project {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addTenant(id: "globex", name: "Globex")
        try project.backend.addRole("admin", permissions: ["all"])
        try project.backend.addUser("bob", roles: ["admin"], tenants: ["acme": ["admin"]])
        try project.backend.setPassword("secret", of: "bob")
        _ = try await project.signIn()
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        _ = try await project.post("/v1/auth/totp/signup", ["loginId": "carol"])
        return project
    }

    private func same(_ a: EmulatorSnapshot, _ b: EmulatorSnapshot) -> Bool {
        a.rows.map { [$0.table, $0.id, "\($0.number)", $0.json] }
            == b.rows.map { [$0.table, $0.id, "\($0.number)", $0.json] }
    }

    // MARK: - Damaged text

    @Test("a damaged snapshot is refused, whatever the damage", arguments: 1...10 as ClosedRange<UInt64>)
    func damage(_ seed: UInt64) async throws {
        let snapshot = try await project().backend.snapshot()
        let text = [UInt8](try JSONEncoder().encode(snapshot))
        let random = SeededRandom(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        var refused = 0
        for number in 0..<40 {
            var damaged = text
            let (place, other) = (below(text.count), below(text.count))
            switch number % 4 {
            case 0: damaged.removeLast(text.count - place)
            case 1: damaged[place] ^= UInt8(1 << below(8))
            case 2: damaged.swapAt(place, other)
            default: damaged.removeSubrange(place..<min(text.count, place + 1 + below(20)))
            }
            guard damaged != text else { continue }
            do {
                let decoded = try JSONDecoder().decode(EmulatorSnapshot.self, from: Data(damaged))
                #expect(same(decoded, snapshot), "seed \(seed), number \(number), at \(place)")
            } catch {
                refused += 1
                #expect(error is DecodingError, "seed \(seed), number \(number), at \(place): \(error)")
            }
        }
        #expect(refused > 30)
    }

    @Test("changed rows are refused by the checksum; a space between them is no damage")
    func changedRows() async throws {
        let text = try await project().backend.saved()
        let whole = try JSONDecoder().decode(JSONValue.self, from: text)
        let rows = try #require(whole["rows"]?.arrayValue)
        func decode(_ rows: [JSONValue]) throws -> EmulatorSnapshot {
            var members = whole.objectValue ?? [:]
            members["rows"] = .array(rows)
            return try JSONDecoder().decode(EmulatorSnapshot.self, from: Data(members.json))
        }
        #expect(try decode(rows).rowCount == rows.count)
        for index in rows.indices {
            var changes: [[JSONValue]] = [rows, rows, rows, rows]
            changes[0].remove(at: index)
            changes[1].insert(rows[index], at: index)
            changes[2].swapAt(index, (index + 1) % rows.count)
            var row = rows[index].objectValue ?? [:]
            row["json"] = .string((row["json"]?.stringValue ?? "").replacing(":", with: ": ", maxReplacements: 1))
            changes[3][index] = .object(row)
            for changed in changes {
                let error = #expect(throws: DecodingError.self) { try decode(changed) }
                #expect("\(error.map { "\($0)" } ?? "")".contains("the snapshot is damaged"))
            }
        }
        let spaced = String(decoding: text, as: UTF8.self).replacing("},{", with: " } , \n {")
        #expect(try JSONDecoder().decode(EmulatorSnapshot.self, from: Data(spaced.utf8)).rowCount == rows.count)
    }

    @Test("a snapshot of another version is refused with its number", arguments: [1, 2, 3, 5, 0, -1, Int.max])
    func version(_ version: Int) async throws {
        let text = String(decoding: try await project().backend.saved(), as: UTF8.self)
        let other = text.replacing(#""descopeEmulator":4"#, with: #""descopeEmulator":\#(version)"#)
        #expect(other != text)
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(EmulatorSnapshot.self, from: Data(other.utf8))
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("found version \(version)"))
    }

    // MARK: - Rows that contradict each other

    /// A storage without a checksum.
    private struct Rows: EmulatorStorage {
        let rows: [EmulatorRow]
        func load() -> [EmulatorRow] { rows }
        func apply(_ changes: [EmulatorRowChange]) {}
    }

    /// A change of the saved rows.
    struct Contradiction: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Whether the project is refused; otherwise it must be harmless.
        let isRefused: Bool
        let change: @Sendable ([EmulatorRow]) throws -> [EmulatorRow]

        init(
            _ name: String,
            isRefused: Bool = true,
            _ change: @escaping @Sendable ([EmulatorRow]) throws -> [EmulatorRow]
        ) {
            testDescription = name
            self.isRefused = isRefused
            self.change = change
        }

        /// Changes the first row of a table.
        init(
            _ name: String,
            isRefused: Bool = true,
            in table: String,
            _ change: @escaping @Sendable (EmulatorRow) throws -> EmulatorRow
        ) {
            self.init(name, isRefused: isRefused) { rows in
                let index = try #require(rows.firstIndex { $0.table == table })
                var rows = rows
                rows[index] = try change(rows[index])
                return rows
            }
        }

        /// Sets a member of the first row of a table.
        init(_ table: String, _ member: String, _ value: JSONValue, isRefused: Bool = false) {
            self.init("\(table).\(member) = \("\(value)".prefix(40))", isRefused: isRefused, in: table) { row in
                var members = try JSONDecoder().decode(JSONValue.self, from: Data(row.json.utf8)).objectValue ?? [:]
                #expect(members[member] != nil || ["parent", "currentTenant"].contains(member), "no member \(member)")
                members[member] = value
                let text = String(decoding: try JSONEncoder().encode(JSONValue.object(members)), as: UTF8.self)
                return row.with(json: text)
            }
        }
    }

    static let contradictions: [Contradiction] =
        [
            Contradiction("two rows with the same id") { rows in
                let row = try #require(rows.first { $0.table == "tenants" })
                return rows + [row.with(number: 77)]
            },
            Contradiction("two rows with the same id, and with nothing else that is one row's") { rows in
                let row = try #require(rows.first { $0.table == "messages" })
                return rows + [row.with(number: 77)]
            },
            Contradiction("two rows with the same number") { rows in
                let numbers = rows.filter { $0.table == "tenants" }.map(\.number)
                return rows.map { $0.table == "tenants" ? $0.with(number: numbers[0]) : $0 }
            },
            Contradiction("an unknown table") { $0 + [EmulatorRow(table: "cats", id: "a", number: 0, json: "{}")] },
            Contradiction("no project row") { $0.filter { $0.table != "project" } },
            Contradiction("two project rows") { rows in rows + rows.filter { $0.table == "project" } },
            Contradiction("a second project row under another id") { rows in
                let row = try #require(rows.first { $0.table == "project" })
                let json = row.json.replacing(#""id":"project""#, with: #""id":"other""#)
                return rows + [EmulatorRow(table: row.table, id: "other", number: 77, json: json)]
            },
            Contradiction("no signing key") { $0.filter { $0.table != "keys" } },
            Contradiction("an empty row", in: "users") { $0.with(json: "{}") },
            Contradiction("no JSON", in: "users") { $0.with(json: "") },
            Contradiction("another id inside", in: "users") {
                EmulatorRow(table: $0.table, id: "U2other", number: $0.number, json: $0.json)
            },
            Contradiction("the project row under another id", in: "project") {
                EmulatorRow(
                    table: $0.table,
                    id: "other",
                    number: $0.number,
                    json: $0.json.replacing(#""id":"project""#, with: #""id":"other""#)
                )
            },
            Contradiction("another user's login id") { rows in
                let users = rows.filter { $0.table == "users" }
                let first = try #require(users.first)
                return rows + [
                    EmulatorRow(
                        table: "users",
                        id: "U2copy",
                        number: 99,
                        json: first.json.replacing(first.id, with: "U2copy")
                    )
                ]
            },
            Contradiction("an unreadable key", in: "keys") { row in
                row.with(json: row.json.replacing(#""privateKey":"M"#, with: #""privateKey":"?"#))
            },
            Contradiction("JSON of 600 levels", in: "users") { $0.deep(600) },
            Contradiction("JSON of 600 open levels", in: "users") {
                $0.with(json: String(repeating: "[", count: 600))
            },
            Contradiction("JSON of 100,000 levels", in: "users") { $0.deep(100_000) },
            Contradiction("JSON of 300 levels", isRefused: false, in: "users") { $0.deep(300) },
            Contradiction("codes of nobody", isRefused: false) { $0.filter { $0.table != "users" } },
            Contradiction("members of no role and no tenant", isRefused: false) {
                $0.filter { !["roles", "tenants"].contains($0.table) }
            },
            Contradiction("tenants that are each other's parents", isRefused: false) { rows in
                try rows.map { row in
                    guard row.table == "tenants" else { return row }
                    let parent = row.id == "acme" ? "globex" : "acme"
                    var members = try JSONDecoder().decode(JSONValue.self, from: Data(row.json.utf8)).objectValue
                    members?["parent"] = .string(parent)
                    return row.with(json: String(decoding: try JSONEncoder().encode(members), as: UTF8.self))
                }
            },
        ]
        + [Int.min, -1, -5, -33, Int.max, Int.max - 1].map { number in
            Contradiction("the number \(number)", in: "users") { $0.with(number: number) }
        }
        + [
            Contradiction("a large number", isRefused: false, in: "users") { $0.with(number: 1 << 50) },
            Contradiction("tenants", "parent", "acme"), Contradiction("tenants", "parent", "none"),
            Contradiction("users", "createdAt", 1e300), Contradiction("users", "createdAt", -1e300),
            Contradiction("users", "signIns", [1e300, -1e300]), Contradiction("users", "status", "strange"),
            Contradiction("users", "loginIds", []), Contradiction("users", "id", 1, isRefused: true),
            Contradiction("users", "createdAt", "now", isRefused: true),
            Contradiction("sessions", "refreshExpiresAt", 1e300), Contradiction("sessions", "userId", "nobody"),
            Contradiction("sessions", "currentTenant", "none"), Contradiction("audit", "occurredAt", 1e300),
            Contradiction("messages", "sentAt", 1e300), Contradiction("codes", "wrongAttempts", .int(.max)),
            Contradiction("codes", "wrongAttempts", .int(.min)), Contradiction("codes", "expiresAt", 1e300),
            Contradiction("passwords", "attempts", ["wrong": .int(.max), "lockedUntil": -1e300]),
            Contradiction("passwords", "hashes", []), Contradiction("authenticators", "key", "?"),
            Contradiction("authenticators", "key", ""),
            Contradiction("keys", "algorithm", "none", isRefused: true),
            Contradiction("keys", "use", "cats", isRefused: true),
            Contradiction("project", "settings", [:], isRefused: true),
        ]

    @Test("rows that contradict each other are refused, or do no harm", arguments: contradictions)
    func contradiction(_ contradiction: Contradiction) async throws {
        let original = try await project()
        let token = try await original.signIn("ada@example.com").refreshJwt
        _ = try await original.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        let rows = try contradiction.change(try original.backend.snapshot().rows)
        let backend: EmulatorBackend
        do {
            backend = try EmulatorBackend(savedIn: Rows(rows: rows), clock: original.clock)
        } catch {
            #expect(contradiction.isRefused, "\(error)")
            #expect(error is EmulatorRefusal || error is CryptoError, "\(error)")
            return
        }
        #expect(!contradiction.isRefused)
        try await use(Project(clock: original.clock, backend: backend), token)
    }

    @Test("saved numbers that cannot grow do no harm")
    func largeNumbers() async throws {
        let original = try Project()
        try original.backend.addTenant(id: "acme", name: "Acme")
        try original.backend.addUser("ada@example.com", tenants: ["acme": []])
        let signIn: JSONValue = ["loginId": "ada@example.com", "refreshDuration": 61]
        let token = try await original.manage("/v1/mgmt/auth/signin", signIn).refreshJwt
        let list = try await original.manage("/v1/mgmt/list", ["name": "one", "type": "texts"]).body["list"]?["id"]
        let rows = try original.backend.snapshot().rows.map { row in
            row.with(
                json: row.json.replacing(#""version":1"#, with: #""version":9223372036854775807"#)
                    .replacing(#""refreshLifetime":61"#, with: #""refreshLifetime":1e300"#)
            )
        }
        #expect(
            rows.contains { $0.json.contains("1e300") } && rows.contains { $0.json.contains("9223372036854775807") }
        )
        let project = Project(
            clock: original.clock,
            backend: try EmulatorBackend(savedIn: Rows(rows: rows), clock: original.clock)
        )
        #expect(try await project.post("/v1/auth/tenant/select", ["tenant": "acme"], token: token).status == 200)
        let update: JSONValue = ["id": list ?? .null, "name": "two", "type": "texts"]
        #expect(try await project.manage("/v1/mgmt/list/update", update).status == 200)
    }

    /// Sends requests that read and change the rows. Any response will do.
    private func use(_ project: Project, _ token: String) async throws {
        let passwords: [JSONValue] = ["secret", "wrong", "wrong"].map { ["loginId": "bob", "password": $0] }
        for body in passwords { _ = try await project.post("/v1/auth/password/signin", body) }
        for code in ["000000", "wrong"] {
            for (path, loginId) in [("otp/verify/email", "ada@example.com"), ("totp/verify", "carol")] {
                _ = try await project.post("/v1/auth/\(path)", ["loginId": .string(loginId), "code": .string(code)])
            }
        }
        for path in ["/v1/auth/me", "/v1/auth/me/history"] { _ = try await project.get(path, token: token) }
        for path in ["/v1/auth/me/tenants", "/v1/auth/refresh", "/v1/auth/logout"] {
            _ = try await project.post(path, [:], token: token)
        }
        for loginId in project.backend.loginIds + ["acme", "globex"] {
            for (path, name) in [("user", "loginId"), ("tenant", "id")] {
                let query = [APIQueryItem(name, loginId)]
                _ = try await project.send(.get, "/v1/mgmt/\(path)", bearer: StrictnessTests.management, query: query)
            }
        }
        for user in ["ada@example.com", "new@example.com"] { _ = try await project.signIn(user) }
        _ = try await project.manage("/v1/mgmt/audit/search", [:])
        for id in ["acme", "globex"] { _ = try await project.manage("/v1/mgmt/tenant/delete", ["id": .string(id)]) }
        _ = project.backend.outbox.messages
        project.clock.advance(by: .seconds(40 * 24 * 3600))
        #expect(try await project.signIn("new@example.com").status == 200)
        _ = try project.restored()
    }
}

extension EmulatorRow {
    fileprivate func with(number: Int) -> EmulatorRow {
        EmulatorRow(table: table, id: id, number: number, json: json)
    }

    fileprivate func with(json: String) -> EmulatorRow {
        EmulatorRow(table: table, id: id, number: number, json: json)
    }

    /// The row with a custom attribute that is nested so deeply.
    fileprivate func deep(_ levels: Int) -> EmulatorRow {
        let value = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let new = json.replacing(#""customAttributes":{}"#, with: #""customAttributes":{"a":\#(value)}"#)
        #expect(new != json)
        return with(json: new)
    }
}
