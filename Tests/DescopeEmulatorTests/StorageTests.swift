import DescopeCore
import DescopeHTTP
import DescopeTesting
import Synchronization
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A storage that notes what it is given, and refuses it on demand.
private final class NotedStorage: EmulatorStorage {
    struct Broken: Error {}

    private let memory = EmulatorMemory()
    private let notes = Mutex<(changes: [EmulatorRowChange], isBroken: Bool)>(([], false))

    func load() -> [EmulatorRow] { memory.load() }

    func apply(_ changes: [EmulatorRowChange]) throws {
        try notes.withLock { notes in
            if notes.isBroken { throw Broken() }
            notes.changes += changes
        }
        memory.apply(changes)
    }

    func breakDown(_ isBroken: Bool) { notes.withLock { $0.isBroken = isBroken } }

    /// The changes since the last call: `codes` for a saved row, `-codes` for a deleted one.
    func take() -> [String] {
        notes.withLock { notes in
            let names = notes.changes.map { change in
                switch change {
                case .save(let row): row.table
                case .delete(let table, _): "-\(table)"
                }
            }
            notes.changes = []
            return names.sorted()
        }
    }
}

@Suite struct StorageTests {
    // MARK: - Going on

    @Test(
        "what waits goes on in the next backend of a storage",
        arguments: WaitingThing.all,
        [Continuation.memory, .file]
    )
    func goesOn(_ thing: WaitingThing, _ way: Continuation) async throws {
        let clock = ManualClock()
        if way == .memory {
            let memory = EmulatorMemory()
            let end = try await thing.begin(Project(savedIn: memory, clock: clock, thing.configure))
            try await end(Project(savedIn: memory, clock: clock))
        } else {
            try await withFile { file in
                let first = try Project(savedIn: EmulatorFile(file), clock: clock, thing.configure)
                let end = try await thing.begin(first)
                // It keeps its id, its key and its settings, whatever the next one asks for.
                let next = try Project(savedIn: EmulatorFile(file), clock: clock)
                #expect(try next.backend.saved() == first.backend.saved())
                try await end(next)
            }
        }
    }

    // MARK: - Only what has changed

    @Test("a request saves the rows that it has changed, and no others")
    func changedRows() async throws {
        let storage = NotedStorage()
        let project = try Project(savedIn: storage, clock: ManualClock())
        #expect(storage.take() == ["keys", "project"])
        let token = try await project.signIn().refreshJwt
        _ = storage.take()

        #expect(try await project.get("/v1/auth/me", token: token).status == 200)
        #expect(try await project.get("/v1/auth/me", token: "wrong").status == 401)
        #expect(storage.take() == [])

        let loginId: JSONValue = ["loginId": "ada@example.com"]
        #expect(try await project.post("/v1/auth/otp/signin/email", loginId).status == 200)
        #expect(storage.take() == ["audit", "codes", "messages"])
        let wrong: JSONValue = ["loginId": "ada@example.com", "code": "wrong"]
        #expect(try await project.post("/v1/auth/otp/verify/email", wrong).status == 401)
        #expect(storage.take() == ["codes"])
        #expect(try await project.verify("ada@example.com").status == 200)
        #expect(storage.take() == ["-codes", "audit", "sessions", "users"])
        // Without rotation a refresh changes nothing.
        #expect(try await project.post("/v1/auth/refresh", token: token).status == 200)
        #expect(storage.take() == [])

        try project.backend.setPassword("secret", of: "ada@example.com")
        _ = try project.backend.addAccessKey(name: "key", userId: "ada@example.com")
        _ = try project.backend.startPush(for: "ada@example.com")
        _ = storage.take()
        #expect(try await project.manage("/v1/mgmt/user/delete", loginId).status == 200)
        #expect(
            storage.take() == [
                "-accessKeys", "-passwords", "-pushes", "-sessions", "-sessions", "-users", "audit", "audit",
            ]
        )

        _ = try await project.post("/v1/auth/magiclink/signup/email", loginId)
        _ = storage.take()
        project.clock.advance(by: .seconds(3600))
        #expect(try await project.get("/v1/auth/password/policy").status == 200)
        #expect(storage.take() == ["-magicLinks"])
        project.backend.configure { $0.codeAttempts = 7 }
        #expect(storage.take() == ["project"])
        try project.backend.rotateSigningKey(keepsOld: false)
        #expect(storage.take() == ["-keys", "keys"])
    }

    @Test("what is deleted and made anew in one step stays saved")
    func madeAnew() async throws {
        let storage = NotedStorage()
        let project = try Project(savedIn: storage, clock: ManualClock())
        try project.backend.addTenant(id: "acme", name: "Acme")
        _ = storage.take()
        for _ in 0..<2 {
            try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
            #expect(storage.take() == ["ssoConfigurations"])
        }
    }

    // MARK: - A storage that fails

    @Test("a change that cannot be saved does not happen")
    func broken() async throws {
        let storage = NotedStorage()
        let project = try Project(savedIn: storage, clock: ManualClock())
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        try project.backend.addUser("probe", isTest: true)
        let token = try await project.signIn().refreshJwt
        let loginId: JSONValue = ["loginId": "ada@example.com"]
        for feature in ["otp", "magiclink", "enchantedlink"] {
            #expect(try await project.post("/v1/auth/\(feature)/signin/email", loginId).status == 200)
        }
        let link = try #require(project.backend.outbox.lastMessage(for: "ada@example.com")?.links.values.first)
        project.clock.advance(by: .seconds(200))
        let before = try project.backend.saved()
        storage.breakDown(true)

        // The code has expired, so even reading deletes something.
        let requests: [(String, JSONValue, String?)] = [
            ("/v1/auth/otp/signup-in/email", ["loginId": "eve@example.com"], nil),
            ("/v1/auth/logout", [:], token), ("/v1/auth/me/tenants", [:], token),
            ("/v1/mgmt/user/delete", loginId, Project.managementKey),
            ("/v1/mgmt/tenant/delete", ["id": "acme"], Project.managementKey),
        ]
        for (path, body, token) in requests {
            let refused = try await project.post(path, body, token: token)
            #expect((refused.status, refused.errorCode) == (500, "E011001"), "\(path)")
            #expect(try project.backend.saved() == before, "\(path)")
        }
        let refusal = #expect(throws: EmulatorRefusal.self) { try project.backend.addUser("eve") }
        #expect(refusal?.status == 500)
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.configureSSO(tenant: "acme", domains: ["other.example"])
        }
        #expect(throws: EmulatorRefusal.self) { try project.backend.follow(link) }
        #expect(try project.backend.saved() == before)

        storage.breakDown(false)
        #expect(try await project.post("/v1/auth/refresh", token: token).status == 200)
        #expect(try await project.signIn().status == 200)
        let next = try Project(savedIn: storage, clock: project.clock)
        #expect(try next.backend.saved() == project.backend.saved())
    }

    @Test("settings and keys that cannot be saved are saved with the next change, or taken back with it")
    func brokenSettings() async throws {
        for isRepaired in [true, false] {
            let storage = NotedStorage()
            let project = try Project(savedIn: storage, clock: ManualClock())
            let key = project.backend.publicKeys
            storage.breakDown(true)
            project.backend.configure { $0.codeAttempts = 7 }
            try project.backend.rotateSigningKey(keepsOld: false)
            if isRepaired { storage.breakDown(false) }
            #expect(
                try await project.post("/v1/auth/otp/signup/email", ["loginId": "a@b.co"]).status
                    == (isRepaired ? 200 : 500)
            )
            storage.breakDown(false)
            #expect((project.backend.publicKeys == key) == !isRepaired)
            project.backend.configure { #expect($0.codeAttempts == (isRepaired ? 7 : 3)) }
            let next = try Project(savedIn: storage, clock: project.clock)
            #expect(try next.backend.saved() == project.backend.saved())
            #expect(next.backend.publicKeys == project.backend.publicKeys)
        }
    }

    @Test("the wrong one of enchanted links is saved, though it is refused")
    func keptRefusal() async throws {
        let storage = NotedStorage()
        let project = try Project(savedIn: storage, clock: ManualClock())
        let sent = try await project.post("/v1/auth/enchantedlink/signup/email", ["loginId": "ada@example.com"])
        let links = try #require(project.backend.outbox.lastMessage(for: "ada@example.com")).links
        let wrong = try #require(links.first { $0.key != sent.body["linkId"]?.stringValue }).value
        _ = storage.take()
        #expect(throws: EmulatorRefusal.self) { try project.backend.follow(wrong) }
        #expect(storage.take() == ["enchantedLinks"])
    }

    // MARK: - Files

    @Test("the file can be read by nobody else, and by everybody who reads while it is written")
    func file() async throws {
        try await withFile { file in
            let project = try Project(savedIn: EmulatorFile(file), clock: ManualClock())
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    for number in 0..<30 { try project.backend.addUser("user\(number)") }
                    return 0
                }
                for _ in 0..<2 {
                    group.addTask {
                        var rows = 0
                        for _ in 0..<30 {
                            let text = try Data(contentsOf: file)
                            rows = max(rows, try JSONDecoder().decode(EmulatorSnapshot.self, from: text).rowCount)
                        }
                        return rows
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.contains { $0 > 0 })
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions].map { "\($0)" } == "\(0o600)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path).count == 1
            )
        }
    }

    @Test("a damaged file is refused, and left as it is", arguments: ["", "{", "[]", "cut", "changed"])
    func damagedFile(_ damage: String) throws {
        try withFile { file in
            let project = try Project(savedIn: EmulatorFile(file), clock: ManualClock())
            try project.backend.addUser("ada")
            var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            switch damage {
            case "cut": text.removeLast(1)
            case "changed": text = text.replacing("ada", with: "eve")
            default: text = damage
            }
            try Data(text.utf8).write(to: file)
            #expect(throws: DecodingError.self) { try Project(savedIn: EmulatorFile(file), clock: ManualClock()) }
            #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == text)
        }
    }

    @Test("a folder that does not exist is an error, not a lost project")
    func noFolder() throws {
        try withFile { file in
            let nowhere = file.appendingPathComponent("below/project.json")
            let error = #expect(throws: EmulatorRefusal.self) {
                try Project(savedIn: EmulatorFile(nowhere), clock: ManualClock())
            }
            #expect(error?.message.contains("could not be saved") == true)
            // A folder is no file.
            #expect(throws: (any Error).self) {
                try Project(savedIn: EmulatorFile(file.deletingLastPathComponent()), clock: ManualClock())
            }
        }
    }
}
