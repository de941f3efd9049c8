import DescopeCore
import DescopeCrypto
import DescopeHTTP
import DescopeSession
import DescopeTesting

/// A client with known keys for a project of its own, its script, and what mints tokens for it.
struct Fixture {
    static let projectId = "P2test"

    let clock = ManualClock()
    let keys: FakeKeys
    let transport: ScriptedTransport
    let client: DescopeClient

    init(
        _ answers: ScriptedTransport.Answer...,
        keysAreKnown: Bool = true,
        configure: (inout DescopeConfiguration) -> Void = { _ in }
    ) throws {
        keys = try FakeKeys(algorithm: .es256)
        transport = ScriptedTransport(answers)
        let client = try DescopeClient(projectId: Self.projectId, transport: transport, clock: clock)
            .with { $0.retry.delays = [.zero, .zero, .zero] }
            .with(configure)
        self.client = keysAreKnown ? client.with(keys: keys) : client
    }

    var session: SessionClient { client.session }
    var mint: TokenMinter { TokenMinter(projectId: Self.projectId, keys: keys, clock: clock) }

    /// Tokens that name the project's key and were signed with another.
    var forge: TokenMinter {
        get throws {
            let keys = try FakeKeys(keyId: keys.keyId, algorithm: .es256)
            return TokenMinter(projectId: Self.projectId, keys: keys, clock: clock)
        }
    }

    /// Tokens signed with a key that is none of the project's.
    var mintWithUnknownKey: TokenMinter {
        get throws {
            let keys = try FakeKeys(keyId: "SK2gone", algorithm: .es256)
            return TokenMinter(projectId: Self.projectId, keys: keys, clock: clock)
        }
    }

    /// The answer that brings a session.
    func signedIn(_ sessionJwt: Secret, refreshJwt: String? = nil) -> ScriptedTransport.Answer {
        .json(object(["sessionJwt": sessionJwt.reveal(), "refreshJwt": refreshJwt]))
    }
}

/// A JSON object of texts that need no escaping.
func object(_ members: KeyValuePairs<String, String?>) -> String {
    "{" + members.map { "\"\($0)\":\($1.map { "\"\($0)\"" } ?? "null")" }.joined(separator: ",") + "}"
}
