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

/// How a project goes on in another backend.
enum Continuation: String, CaseIterable, Sendable {
    case snapshot, memory, file
}

extension EmulatorBackend {
    /// What is in the project, as the text that is saved.
    func saved() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(try snapshot())
    }
}

extension Project {
    /// The project that is made from the text of a snapshot.
    func restored() throws -> Project {
        let snapshot = try JSONDecoder().decode(EmulatorSnapshot.self, from: try backend.saved())
        return Project(clock: clock, backend: try EmulatorBackend(restoring: snapshot, clock: clock))
    }

    /// A project that is saved in a storage, or goes on from there.
    init(
        savedIn storage: some EmulatorStorage,
        clock: ManualClock,
        _ configure: (inout EmulatorSettings) -> Void = { _ in }
    ) throws {
        var settings = EmulatorSettings()
        settings.managementKey = Secret(Self.managementKey)
        configure(&settings)
        let backend = try EmulatorBackend(
            savedIn: storage,
            projectId: Self.projectId,
            clock: clock,
            settings: settings,
            signingKey: .generate(for: .es256)
        )
        self.init(clock: clock, backend: backend)
    }
}

@Suite struct SnapshotTests {
    @Test("what waits goes on in a copy, and in the original, too", arguments: WaitingThing.all)
    func copy(_ thing: WaitingThing) async throws {
        let project = try Project(thing.configure)
        let end = try await thing.begin(project)
        let copy = try project.restored()
        // Neither notices that the other one has used it up.
        try await end(copy)
        try await end(project)
    }

    @Test(
        "what is made from a snapshot is the same, byte by byte, until something changes",
        arguments: WaitingThing.all
    )
    func sameText(_ thing: WaitingThing) async throws {
        let project = try Project(thing.configure)
        project.backend.configure { $0.oauthProviders.formUnion((0..<50).map { "provider\($0)" }) }
        let end = try await thing.begin(project)
        let first = try project.backend.saved()
        #expect(try project.backend.saved() == first)
        let copy = try project.restored()
        #expect(try copy.backend.saved() == first)
        try await end(copy)
        #expect(try project.backend.saved() == first)
    }

    @Test("what has expired since is gone")
    func expired() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        let snapshot = try project.backend.snapshot()
        project.clock.advance(by: .seconds(31 * 24 * 3600))
        let later = Project(
            clock: project.clock,
            backend: try EmulatorBackend(restoring: snapshot, clock: project.clock)
        )
        #expect(try await later.post("/v1/auth/refresh", token: refreshJwt).status == 401)
        #expect(later.backend.waitingCount == 0)
        #expect(try later.backend.snapshot().rowCount < snapshot.rowCount)
    }

    @Test("a snapshot during requests is one moment: each message has its code, each session its user")
    func concurrent() async throws {
        let project = try Project()
        let snapshots = try await withThrowingTaskGroup(of: [EmulatorSnapshot].self) { group in
            for task in 0..<6 {
                group.addTask {
                    var found: [EmulatorSnapshot] = []
                    for round in 0..<6 {
                        _ = try await project.signIn("user\(task)-\(round)@example.com")
                        if task == 0 { found.append(try project.backend.snapshot()) }
                    }
                    return found
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(snapshots.count == 6)
        for snapshot in snapshots {
            let backend = try EmulatorBackend(restoring: snapshot, clock: project.clock)
            let later = Project(clock: project.clock, backend: backend)
            // A user appears with the message, and the message with its code.
            #expect(Set(backend.loginIds) == Set(backend.outbox.messages.map(\.loginId)))
            #expect(Set(backend.loginIds).count == backend.loginIds.count)
            for loginId in backend.loginIds where backend.waitingCount > 0 {
                // The code still works, or was used before the snapshot.
                let code = try #require(backend.outbox.lastCode(for: loginId)).reveal()
                let typed: JSONValue = ["loginId": .string(loginId), "code": .string(code)]
                #expect([200, 401].contains(try await later.post("/v1/auth/otp/verify/email", typed).status))
            }
        }
    }

    @Test("neither a snapshot, a row nor a storage prints a secret")
    func silence() async throws {
        let memory = EmulatorMemory()
        let project = try Project(savedIn: memory, clock: ManualClock()) { $0.authManagementKey = nil }
        let token = try await project.signIn().refreshJwt
        let code = try #require(project.backend.outbox.lastCode(for: "ada@example.com")).reveal()
        let snapshot = try project.backend.snapshot()
        let rows = memory.load()
        let key = try #require(rows.first { $0.table == "keys" }).json
        let file = EmulatorFile(URL(fileURLWithPath: "/nowhere/at/all.json"))
        for text in [
            printed(snapshot), printed(rows), printed(memory), printed(rows.map(EmulatorRowChange.save)),
            printed(file), printed(project.backend),
        ] {
            for secret in [token, code, Project.managementKey, key] { #expect(!text.contains(secret)) }
        }
    }

    private func printed(_ value: some Any) -> String {
        var text = "\(value) " + String(reflecting: value)
        dump(value, to: &text)
        return text
    }

    // MARK: - Settings

    /// Settings of which none is the default.
    private static func unusual(_ settings: inout EmulatorSettings) {
        settings.sessionLifetime = .milliseconds(1_000_001)
        settings.refreshLifetime = .seconds(1 << 40)
        settings.stepUpLifetime = .nanoseconds(1)
        settings.codeLifetime = .seconds(-1)
        settings.authorizationLifetime = .seconds(11)
        settings.oauthProviders = ["custom"]
        settings.codeAttempts = 9
        settings.linkLifetime = .seconds(12)
        settings.linkRedirectURL = "https://other.example.com"
        settings.codeLockout = .seconds(13)
        settings.passwords.enabled = false
        settings.passwords.minLength = 3
        settings.passwords.lowercase = false
        settings.passwords.uppercase = false
        settings.passwords.number = true
        settings.passwords.nonAlphanumeric = false
        settings.passwords.expirationWeeks = 4
        settings.passwords.reuseAmount = 5
        settings.passwords.lockAttempts = nil
        settings.passwords.letter = true
        settings.passwords.disallowedCharacters = "<>"
        settings.passwords.disallowsEmail = true
        settings.passwords.temporaryLockAttempts = 2
        settings.passwords.temporaryLock = .seconds(16)
        settings.passwords.unused = ["reuseAmount": 7]
        settings.passwords.resetMethod = .otp
        settings.passwords.resetLifetime = .seconds(14)
        settings.passkeyLifetime = .seconds(15)
        settings.rotatesRefreshTokens = true
        settings.sessionInCookie = true
        settings.refreshInCookie = true
        settings.cookies = CookieNames(session: "S", refresh: "R")
        settings.cookieDomain = "example.com"
        settings.loginIds.ignoresLetterCase = true
        settings.loginIds.comparesCanonically = true
        settings.issuer = .url("https://issuer.example.com")
        settings.proofKeyThumbprint = "thumb"
        settings.managementKey = "K2chosen"
        settings.authManagementKey = "K2auth"
    }

    /// Each property with its value, and those of the structures in it.
    private func properties(_ value: Any, _ path: String = "") -> [String: String] {
        let children = Mirror(reflecting: value).children
        let parts = children.compactMap { child in child.label.map { ($0, child.value) } }
        guard Mirror(reflecting: value).displayStyle == .struct, !parts.isEmpty, !(value is Duration) else {
            return [path: ((value as? Secret) ?? (value as? Secret?) ?? nil)?.reveal() ?? "\(value)"]
        }
        return parts.reduce(into: [:]) { $0.merge(properties($1.1, "\(path).\($1.0)")) { $1 } }
    }

    @Test("each setting is kept, the keys too", arguments: Continuation.allCases)
    func settings(_ way: Continuation) throws {
        var unusual = EmulatorSettings()
        Self.unusual(&unusual)
        let (before, defaults) = (properties(unusual), properties(EmulatorSettings()))
        #expect(Set(before.keys) == Set(defaults.keys))
        // A setting that the test forgets.
        for (name, value) in before { #expect(value != defaults[name], "\(name) is the default") }

        let copy: Project
        switch way {
        case .snapshot: copy = try Project(Self.unusual).restored()
        case .memory:
            let memory = EmulatorMemory()
            _ = try Project(savedIn: memory, clock: ManualClock(), Self.unusual)
            copy = try Project(savedIn: memory, clock: ManualClock())
        case .file:
            copy = try withFile { file in
                _ = try Project(savedIn: EmulatorFile(file), clock: ManualClock(), Self.unusual)
                return try Project(savedIn: EmulatorFile(file), clock: ManualClock())
            }
        }
        var found = EmulatorSettings()
        copy.backend.configure { found = $0 }
        for (name, value) in properties(found) { #expect(value == before[name], "\(name)") }
        // Codable settings leave the keys out, wherever they are encoded.
        let text = String(decoding: try JSONEncoder().encode(unusual), as: UTF8.self)
        #expect(!text.contains("K2chosen"))
        #expect(!text.contains("K2auth"))
    }
}

/// Calls with the address of a file in a new folder, which is deleted afterwards.
func withFile<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = try newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appendingPathComponent("project.json"))
}

func withFile<Value: Sendable>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = try newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.appendingPathComponent("project.json"))
}

private func newFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("descope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
