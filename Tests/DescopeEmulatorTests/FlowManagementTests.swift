import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct FlowManagementTests {
    private func project() throws -> Project {
        let project = try Project()
        for id in ["in", "up"] { project.backend.addFlow(id) }
        return project
    }

    private func manage(_ project: Project, _ path: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await project.manage("/v1/mgmt/\(path)", body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return answer.body
    }

    @Test("an imported flow is listed, started and exported; a deleted one is gone with its texts")
    func lifecycle() async throws {
        let project = try project()
        let texts: JSONValue = ["flowId": "in", "overrides": ["languages": ["de": ["title": "Hallo"]]]]
        _ = try await manage(project, "localization/flow/import", texts)
        let started = try await project.post("/v1/flow/start", ["flowId": "in"])
        let imported: JSONValue = [
            "flowId": "new", "flow": ["id": "other", "name": "New", "dsl": ["tasks": [:]], "version": 9],
            "screens": [["id": "0", "flowId": "other", "htmlTemplate": ["root": "x"], "inputs": [1]]],
        ]
        let flow = try await manage(project, "flow/import", imported)
        #expect((flow["flow"]?["id"], flow["flow"]?["version"], flow["screens"]?[0]?["flowId"]) == ("new", 1, "new"))
        #expect(try await manage(project, "flow/export", ["flowId": "new"]) == flow)
        #expect(try await manage(project, "flow/import", imported)["flow"]?["version"] == 2)
        #expect(try await project.post("/v1/flow/start", ["flowId": "new"]).status == 200)

        _ = try await manage(project, "flow/delete", ["ids": ["in", "up"]])
        let list = try await manage(project, "flow/list", [:])
        #expect((list["total"], list["flows"]?[0]?["id"], list["flows"]?[0]?["name"]) == (1, "new", "New"))
        #expect(try await manage(project, "flow/list", ["ids": ["in"]])["total"] == 0)
        #expect(try await project.post("/v1/flow/start", ["flowId": "in"]).status == 400)
        let next: JSONValue = [
            "executionId": started.body["executionId"] ?? .null, "stepId": "0", "interactionId": "submit",
            "input": ["email": "ada@example.com"],
        ]
        #expect(try await project.post("/v1/flow/next", next).status == 400)
        project.backend.addFlow("in")
        #expect(
            try await manage(project, "localization/flow/export", ["flowId": "in"])["overrides"]?["languages"] == [:]
        )
        for ids in [[], ["none"]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/flow/delete", ["ids": ids]).status == 400)
        }
    }

    @Test("both forms of export are the same flow")
    func forms() async throws {
        let project = try project()
        let old = try await manage(project, "flow/export", ["flowId": "in"])
        var exported =
            try await project.manage("/v2/mgmt/flow/export", ["flowId": "in"]).body["flow"]?.objectValue ?? [:]
        #expect(exported["contents"] == old["flow"]?["dsl"])
        #expect(exported["screens"]?[1]?["contents"] == old["screens"]?[1]?["htmlTemplate"])
        exported["metadata"] = ["name": "Renamed", "disabled": true]
        let body: JSONValue = ["flow": .object(exported), "skipRender": true, "changelog": "renamed"]
        #expect(try await project.manage("/v2/mgmt/flow/import", body).body == [:])
        let new = try await manage(project, "flow/export", ["flowId": "in"])
        #expect((new["flow"]?["name"], new["flow"]?["description"]) == ("Renamed", ""))
        #expect((new["flow"]?["dsl"], new["screens"]) == (old["flow"]?["dsl"], old["screens"]))
        #expect(try await project.post("/v1/flow/start", ["flowId": "in"]).status == 400)
    }

    @Test("a flow returns what the test says, at once or later")
    func run() async throws {
        let project = try project()
        #expect(try await manage(project, "flow/run", ["flowId": "in"]) == ["output": [:]])
        project.backend.runFlows { id, input in ["flow": .string(id), "got": input["email"] ?? .null] }
        let options: JSONValue = ["flowId": "in", "options": ["input": ["email": "a@b.co"], "preview": true]]
        let output: JSONValue = ["output": ["flow": "in", "got": "a@b.co"]]
        #expect(try await manage(project, "flow/run", options) == output)
        #expect(try await manage(project, "flow/run", ["flowId": "in", "input": ["email": "a@b.co"]]) == output)
        let started = try await manage(project, "flow/async/run", options)
        for _ in 0..<2 { #expect(try await manage(project, "flow/async/result", started) == output) }
        project.clock.advance(by: .seconds(600))
        #expect(try await project.manage("/v1/mgmt/flow/async/result", started).status == 400)
        for body in [["flowId": "none"], ["flowId": "in", "tenant": "none"]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/flow/run", body).status == 400)
        }
    }

    @Test("widgets are flows; templates can be imported")
    func widgets() async throws {
        let project = try project()
        let template = try #require(try await manage(project, "flow/template/list", [:])["templates"]?[0])
        let flow: JSONValue = ["id": "w", "name": "Profile", "widget": true, "dsl": template["dsl"] ?? .null]
        _ = try await manage(project, "flow/import", ["flowId": "w", "flow": flow])
        let widgets = try await project.send(.get, "/v1/mgmt/widget/list", bearer: StrictnessTests.management).body
        #expect(widgets == ["widgets": [["widgetId": "w", "name": "Profile", "type": "", "disabled": false]]])
    }

    @Test("a theme is replaced, in either form")
    func theme() async throws {
        let project = try project()
        let theme: JSONValue = [
            "id": "dark", "cssTemplate": ["a": 1], "componentsVersion": "2", "version": 3, "codeMode": true,
        ]
        #expect(try await manage(project, "theme/import", ["theme": theme]) == ["theme": theme])
        let exported = try await project.manage("/v2/mgmt/theme/export", [:]).body["theme"]
        #expect((exported?["styles"], exported?["componentsVersion"]) == (["a": 1], "2"))
        let new: JSONValue = ["theme": ["styles": ["a": 2], "references": ["oauth": ["google"]]]]
        #expect(try await project.manage("/v2/mgmt/theme/import", new).status == 200)
        let old = try await manage(project, "theme/export", [:])["theme"]
        #expect((old?["cssTemplate"], old?["componentsVersion"], old?["id"]) == (["a": 2], "", "dark"))
        #expect(
            try await project.manage("/v2/mgmt/theme/export", [:]).body["theme"]?["references"] == ["oauth": ["google"]]
        )
    }

    @Test("texts are replaced, with a new version each time")
    func localization() async throws {
        let project = try project()
        for (number, text) in ["Hallo", "Servus"].enumerated() {
            let overrides: JSONValue = ["flowId": "in", "version": 7, "languages": ["de": ["title": .string(text)]]]
            let flow: JSONValue = ["flowId": "in", "overrides": overrides]
            let kept = try await manage(project, "localization/flow/import", flow)
            #expect(kept["overrides"]?["version"] == .int(Int64(number + 1)))
            #expect(kept["overrides"]?["languages"] == overrides["languages"])
            #expect(try await manage(project, "localization/flow/export", ["flowId": "in"]) == kept)
            let messages: JSONValue = ["overrides": ["languages": ["de": ["otp": .string(text)]]]]
            let sent = try await manage(project, "localization/messaging/import", messages)
            #expect(sent["overrides"]?["languages"] == ["de": ["otp": .string(text)]])
            #expect(try await manage(project, "localization/messaging/export", [:]) == sent)
        }
        for body in [
            ["flowId": "none", "overrides": [:]], ["flowId": "in"], ["flowId": "in", "overrides": ["flowId": "up"]],
        ] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/localization/flow/import", body).status == 400, "\(body)")
        }
    }
}
