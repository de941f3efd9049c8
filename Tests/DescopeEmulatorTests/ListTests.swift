import DescopeCore
import Testing

@Suite struct ListTests {
    private func make(_ project: Project, _ type: String, _ data: JSONValue? = nil) async throws -> String {
        var body: [String: JSONValue] = ["name": .string("my \(type)"), "type": .string(type)]
        body["data"] = data
        let made = try await project.manage("/v1/mgmt/list", .object(body))
        #expect(made.status == 200)
        return try #require(made.body["list"]?["id"]?.stringValue)
    }

    private func data(_ project: Project, _ id: String) async throws -> JSONValue? {
        try await project.get("/v1/mgmt/list/\(id)", token: Project.managementKey).body["list"]?["data"]
    }

    @Test(
        "an address is in a list of addresses and ranges",
        arguments: [
            (["203.0.113.7"], "203.0.113.7", true), (["203.0.113.7"], "203.0.113.8", false), ([], "203.0.113.7", false),
            (["203.0.113.0/24"], "203.0.113.255", true), (["203.0.113.0/24"], "203.0.114.0", false),
            (["203.0.113.77/28"], "203.0.113.64", true), (["203.0.113.77/28"], "203.0.113.80", false),
            (["0.0.0.0/0"], "8.8.8.8", true), (["0.0.0.0/0"], "::1", false), (["::/0"], "8.8.8.8", false),
            (["1.1.1.1", "10.0.0.0/8"], "10.200.3.4", true), (["2001:db8::/32"], "2001:db8:ffff::1", true),
            (["2001:db8::/32"], "2001:db9::1", false), (["::1"], "0:0:0:0:0:0:0:1", true),
            (["2001:DB8::A/128"], "2001:db8:0:0::a", true), (["::ffff:192.0.2.0/120"], "::ffff:c000:2ff", true),
            (["fe80::/10"], "febf::1", true), (["fe80::/10"], "fec0::1", false),
        ] as [([String], String, Bool)]
    )
    func ranges(_ entries: [String], _ ip: String, _ exists: Bool) async throws {
        let project = try Project()
        let id = try await make(project, "ips", .array(entries.map(JSONValue.string)))
        let found = try await project.manage("/v1/mgmt/list/ip/check", ["id": .string(id), "ip": .string(ip)])
        #expect(found.body == ["exists": .bool(exists)])
    }

    @Test(
        "what is not an address is refused",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", "1..2.3", "1.2.3.4/33", "1.2.3.4/", "/8",
            "1.2.3.4/8/8", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::12345", "::g", "::/129",
            "1:2:3:4:5:6:7:8::", "::1.2.3", "1.2.3.4:1::", " 1.2.3.4", "١.2.3.4", "example.com",
        ]
    )
    func malformed(_ text: String) async throws {
        let project = try Project()
        let id = JSONValue.string(try await make(project, "ips", ["10.0.0.1"]))
        let data: JSONValue = [.string(text)]
        #expect(try await project.manage("/v1/mgmt/list/ip/add", ["id": id, "ips": data]).status == 400)
        #expect(try await project.manage("/v1/mgmt/list/ip/check", ["id": id, "ip": .string(text)]).status == 400)
        #expect(
            try await project.manage("/v1/mgmt/list", ["name": "other", "type": "ips", "data": data]).status == 400
        )
        #expect(try await self.data(project, id.stringValue ?? "") == ["10.0.0.1"])
        let range = try await project.manage("/v1/mgmt/list/ip/check", ["id": id, "ip": "10.0.0.0/8"])
        #expect(range.status == 400)
    }

    @Test("entries are added once, in their order, and removed; clear empties a list", arguments: ["ips", "texts"])
    func edit(_ type: String) async throws {
        let project = try Project()
        let path = "/v1/mgmt/list/\(type.dropLast())"
        let id = try await make(project, type, ["10.0.0.2", "10.0.0.2"])
        for (action, entries, expected) in [
            ("add", ["10.0.0.1", "10.0.0.2"], ["10.0.0.2", "10.0.0.1"]),
            ("add", ["10.0.0.3", "10.0.0.3"], ["10.0.0.2", "10.0.0.1", "10.0.0.3"]),
            ("remove", ["10.0.0.1", "10.9.9.9"], ["10.0.0.2", "10.0.0.3"]), ("add", [], ["10.0.0.2", "10.0.0.3"]),
        ] as [(String, JSONValue, JSONValue)] {
            let body: JSONValue = .object(["id": .string(id), type: entries])
            #expect(try await project.manage("\(path)/\(action)", body).body == [:])
            #expect(try await data(project, id) == expected)
        }
        #expect(try await project.manage("/v1/mgmt/list/clear", ["id": .string(id)]).status == 200)
        #expect(try await data(project, id) == [])
        let other: JSONValue = type == "ips" ? ["texts": ["a"]] : ["ips": ["10.0.0.1"]]
        let body = (other.objectValue ?? [:]).merging(["id": .string(id)]) { $1 }
        let wrong = type == "ips" ? "text" : "ip"
        #expect(try await project.manage("/v1/mgmt/list/\(wrong)/add", .object(body)).status == 400)
    }

    @Test("any or all of several strings are looked for")
    func texts() async throws {
        let project = try Project()
        let id = JSONValue.string(try await make(project, "texts", ["a", "b"]))
        let many = JSONValue.array((0...100).map { .string("\($0)") })
        for (body, exists) in [
            (["text": "a"], true), (["text": "c"], false), (["text": "A"], false), (["texts": ["c", "b"]], true),
            (["texts": ["a", "b"], "matchAll": true], true), (["texts": ["a", "c"], "matchAll": true], false),
            (["text": "c", "texts": ["a"], "matchAll": true], false), ([:], nil), (["texts": []], nil),
            (["texts": many], nil),
        ] as [([String: JSONValue], Bool?)] {
            let found = try await project.manage("/v1/mgmt/list/text/check", .object(body.merging(["id": id]) { $1 }))
            #expect(found.body["exists"] == exists.map(JSONValue.bool), "\(body)")
            #expect(found.status == (exists == nil ? 400 : 200))
        }
    }

    @Test("a list is found by its name, which is its own, and replaced as a whole")
    func names() async throws {
        let project = try Project()
        let id = try await make(project, "texts", ["a"])
        let other = try await make(project, "json")
        #expect(try await data(project, other) == [:])
        let named = try await project.get("/v1/mgmt/list/name/my%20texts", token: Project.managementKey)
        #expect(named.body["list"]?["id"] == .string(id))
        for body in [
            ["name": "my texts", "type": "json"], ["name": "new", "type": "numbers"],
            ["name": "new", "type": "json", "data": ["a"]], ["name": "new", "type": "texts", "data": [1]],
            ["name": "new", "type": "texts", "data": ["a": "b"]],
        ] as [[String: JSONValue]] {
            #expect(try await project.manage("/v1/mgmt/list", .object(body)).status == 400, "\(body)")
            let update = JSONValue.object(body.merging(["id": .string(other)]) { $1 })
            #expect(try await project.manage("/v1/mgmt/list/update", update).status == 400, "\(body)")
        }
        let update: JSONValue = ["id": .string(id), "name": "renamed", "type": "texts"]
        let list: JSONValue = ["id": .string(id), "name": "renamed", "type": "texts", "description": "", "data": []]
        #expect(try await project.manage("/v1/mgmt/list/update", update).body == ["list": list])
        #expect(try await project.get("/v1/mgmt/list/name/my%20texts", token: Project.managementKey).status == 400)
        #expect(try await make(project, "texts") != id)
    }

    @Test("an import creates and replaces lists by their ids, or does nothing")
    func importing() async throws {
        let project = try Project()
        let id = try await make(project, "texts", ["a"])
        let lists: JSONValue = [
            ["id": .string(id), "name": "changed", "type": "texts"],
            ["id": "other", "name": "other", "type": "ips", "data": ["10.0.0.1"]], ["name": "third", "type": "json"],
        ]
        let bad: JSONValue = ["name": "other", "type": "json"]
        let refused = try await project.manage(
            "/v1/mgmt/list/import",
            ["lists": .array((lists.arrayValue ?? []) + [bad])]
        )
        #expect(refused.status == 400)
        #expect(try await data(project, id) == ["a"])
        #expect(try await project.manage("/v1/mgmt/list/import", ["lists": lists]).body == [:])
        let all = try await project.get("/v1/mgmt/list/all", token: Project.managementKey).body["lists"]
        #expect(all?.arrayValue?.map { $0["name"] } == ["changed", "other", "third"])
        #expect(all?.arrayValue?.map { $0["data"] } == [[], ["10.0.0.1"], [:]])
    }
}
