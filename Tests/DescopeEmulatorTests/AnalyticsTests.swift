import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct AnalyticsTests {
    /// Records at given times of 2024 (UTC).
    private func project() throws -> Project {
        let clock = ManualClock(now: try Date("2024-06-03T00:00:00Z", strategy: .iso8601))
        let project = Project(
            clock: clock,
            backend: try EmulatorBackend(restoring: Project().backend.snapshot(), clock: clock)
        )
        project.backend.change { state in
            for (number, (time, action, method, tenants)) in [
                ("2024-05-15T10:20:30Z", "Login", "otp", ["acme"]), ("2024-05-15T10:59:59Z", "Login", "totp", []),
                ("2024-05-16T00:00:00Z", "Login", "otp", ["acme", "globex"]),
                ("2024-06-02T23:00:00Z", "Logout", "", ["globex"]),
            ].enumerated() {
                guard let occurredAt = try? Date(time, strategy: .iso8601) else { continue }
                var record = AuditRecord(id: "\(number)", action: action, type: "info", occurredAt: occurredAt)
                (record.method, record.tenants) = (method, tenants)
                try? state.save(record)
            }
        }
        return project
    }

    @Test(
        "records are counted by what is asked for",
        arguments: [
            ([:], ["4"]), (["groupByAction": true], ["Login 3", "Logout 1"]),
            (["groupByMethod": true, "actions": ["Login"]], ["otp 2", "totp 1"]),
            (["groupByTenant": true], ["acme 2", "1", "globex 2"]),
            (["groupByTenant": true, "tenants": ["globex"]], ["globex 2"]), (["tenants": ["acme"]], ["2"]),
            (["excludedActions": ["Login"]], ["1"]), (["methods": ["totp"]], ["1"]),
            (["groupByDevice": true, "groupByGeo": true, "groupByReferrer": true], ["4"]),
        ] as [(JSONValue, [String])]
    )
    func groups(_ filter: JSONValue, _ expected: [String]) async throws {
        let found = try await project().manage("/v1/mgmt/analytics/search", filter).body["analytics"]
        let texts = found?.arrayValue?.map { record in
            ["action", "method", "tenant", "device", "geo", "cnt"]
                .compactMap { record[$0]?.stringValue }.filter { !$0.isEmpty }.joined(separator: " ")
        }
        #expect(texts == expected)
    }

    // Made with `date -u -d … +%s000`.
    @Test(
        "by the beginnings of periods",
        arguments: [
            ("h", ["1715767200000 2", "1715817600000 1", "1717369200000 1"]),
            ("d", ["1715731200000 2", "1715817600000 1", "1717286400000 1"]),
            ("w", ["1715558400000 3", "1716768000000 1"]), ("m", ["1714521600000 3", "1717200000000 1"]),
            ("q", ["1711929600000 4"]),
        ]
    )
    func periods(_ period: String, _ expected: [String]) async throws {
        let body: JSONValue = ["groupByCreated": .string(period)]
        let found = try await project().manage("/v1/mgmt/analytics/search", body).body["analytics"]
        let texts = found?.arrayValue?.map { "\($0["created"]?.stringValue ?? "") \($0["cnt"]?.stringValue ?? "")" }
        #expect(texts == expected)
    }

    @Test(
        "what is not known is refused",
        arguments: [["devices": ["Mobile"]], ["geos": ["US"]], ["groupByCreated": "y"]] as [JSONValue]
    )
    func refused(_ filter: JSONValue) async throws {
        #expect(try await project().manage("/v1/mgmt/analytics/search", filter).errorCode == "E011004")
    }
}
