import Descope
import DescopeTesting
import Testing

@Suite struct TenantSettingsTests {
    @Test(
        "a lifetime is sent as a number of the longest unit in which it is whole, and read from any unit",
        arguments: [
            (60, 1, "minutes"), (90 * 60, 90, "minutes"), (3600, 1, "hours"), (36 * 3600, 36, "hours"),
            (86_400, 1, "days"), (8 * 86_400, 8, "days"), (7 * 86_400, 1, "weeks"), (364 * 86_400, 52, "weeks"),
        ] as [(Int, JSONValue, JSONValue)]
    )
    func units(_ seconds: Int, _ count: JSONValue, _ unit: JSONValue) async throws {
        let settings: JSONValue = ["sessionTokenExpiration": count, "sessionTokenExpirationUnit": unit]
        let transport = ScriptedTransport(.json("{}"), .json(settings.description))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let sent = TenantSettings { $0.sessionTokenLifetime = .seconds(seconds) }
        try await client.management.tenants.updateSettings("acme", sent)
        let body = try #require(transport.sent.first?.bodyJSON)
        #expect(body == ["tenantId": "acme", "sessionTokenExpiration": count, "sessionTokenExpirationUnit": unit])
        #expect(try await client.management.tenants.loadSettings("acme") == sent)
    }

    @Test("the session settings of a client have lifetimes of the same form, which keep their units until they are set")
    func sessionSettings() throws {
        let json: JSONValue = [
            "enabled": true, "refreshTokenExpiration": 4, "refreshTokenExpirationUnit": "weeks",
            "sessionTokenExpiration": 120, "sessionTokenExpirationUnit": "minutes", "keySessionTokenExpiration": 3,
            "keySessionTokenExpirationUnit": "months",
        ]
        var settings = try ClientSessionSettings(json: json.json)
        #expect(settings.refreshTokenLifetime == .seconds(28 * 86_400))
        #expect(settings.sessionTokenLifetime == .seconds(7200))
        #expect(settings.keySessionTokenLifetime == nil)
        #expect(try JSONValue(json: settings.json) == json)
        settings.keySessionTokenLifetime = .seconds(7200)
        settings.refreshTokenLifetime = nil
        let changed: JSONValue = [
            "enabled": true, "sessionTokenExpiration": 120, "sessionTokenExpirationUnit": "minutes",
            "keySessionTokenExpiration": 2, "keySessionTokenExpirationUnit": "hours",
        ]
        #expect(try JSONValue(json: settings.json) == changed)
    }

    @Test("settings are the same when their lifetimes are, in whatever unit")
    func equality() throws {
        func settings(_ count: JSONValue, _ unit: JSONValue) throws -> (TenantSettings, ClientSessionSettings) {
            let json: JSONValue = ["sessionTokenExpiration": count, "sessionTokenExpirationUnit": unit]
            return (try TenantSettings(json: json.json), try ClientSessionSettings(json: json.json))
        }
        let hour = try settings(1, "hours")
        for (count, unit, isSame) in [
            (60, "minutes", true), (1, "hours", true), (1, "minutes", false), (60, "months", false),
        ] as [(JSONValue, JSONValue, Bool)] {
            let other = try settings(count, unit)
            #expect((hour.0 == other.0, hour.1 == other.1) == (isSame, isSame), "\(count) \(unit)")
            if isSame { #expect(Set([hour.0, other.0]).count == 1) }
        }
        #expect(try settings(1, "months") == settings(1, "months"))
        #expect(try settings(1, "months") != settings(2, "months"))
    }

    @Test("a lifetime in minutes that is whole in a longer unit keeps its unit until it is set")
    func presentUnit() async throws {
        let present: JSONValue = ["inactivityTime": 120, "inactivityTimeUnit": "minutes"]
        let transport = ScriptedTransport(.json(present.description), .json("{}"))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let settings = try await client.management.tenants.loadSettings("acme")
        #expect(settings.inactivityLimit == .seconds(7200))
        try await client.management.tenants.updateSettings("acme", settings)
        #expect(transport.sent.last?.bodyJSON?["inactivityTime"] == 120)
        #expect(transport.sent.last?.bodyJSON?["inactivityTimeUnit"] == "minutes")
    }

    @Test(
        "a lifetime in a unit that is not known, or without one, is nil",
        arguments: [nil, "", "months"] as [JSONValue?]
    )
    func unknownUnit(_ unit: JSONValue?) async throws {
        var json: [String: JSONValue] = ["refreshTokenExpiration": 3]
        json["refreshTokenExpirationUnit"] = unit
        let transport = ScriptedTransport(.json(JSONValue.object(json).description))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        #expect(try await client.management.tenants.loadSettings("acme").refreshTokenLifetime == nil)
    }
}
