import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// An emulated project that has what the calls of `Call.all` name, and the arguments that are ids and secrets of such
/// things. It is prepared once; each call gets a copy.
struct PreparedProject: Sendable {
    static let shared = Task { try await PreparedProject() }

    private let snapshot: EmulatorSnapshot
    private let arguments: [String: String]

    private init() async throws {
        let it = try Journey()
        var arguments: [String: String] = [:]
        for prepare in [
            Call.prepareRoles, Call.prepareTenants, Call.prepareFamilies, Call.prepareUsers, Call.prepareAccessKeys,
            Call.prepareApplications, Call.prepareSSOSettings, Call.prepareMcp, Call.prepareFlows,
            Call.prepareProject, Call.prepareJwt, Call.prepareLists, Call.prepareAuthz, Call.prepareSignIns,
        ] {
            arguments.merge(try await prepare(it)) { $1 }
        }
        (snapshot, self.arguments) = (try it.backend.snapshot(), arguments)
    }

    /// A copy of the project, and the arguments with which a call succeeds there.
    func ready(for call: Call, noting failures: FailureNotes) throws -> (Journey, Given) {
        let it = try Journey(restoring: snapshot, middleware: [failures])
        it.backend.recognizeExternalTokens { _ in "ada@example.com" }
        let refreshJwt = Secret(arguments["refreshJwt"] ?? "")
        return (it, Given(refreshJwt: refreshJwt, of: call.operation, prepared: arguments))
    }
}
