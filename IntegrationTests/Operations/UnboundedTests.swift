import Descope
import DescopeTesting
import Testing

/// A call that would make the service act on everything, or a list or number that it does not take.
struct Unbounded: Sendable, CustomTestStringConvertible {
    let operation: String
    /// The argument that is refused.
    let argument: String
    let make: @Sendable (Management) async throws -> Void

    var testDescription: String { "\(operation): \(argument)" }

    init(_ operation: String, _ argument: String, make: @escaping @Sendable (Management) async throws -> Void) {
        (self.operation, self.argument, self.make) = (operation, argument, make)
    }

    static let all: [Unbounded] = [
        Call.unboundedUsers, Call.unboundedFamilies, Call.unboundedRoles, Call.unboundedTenants,
        Call.unboundedAccessKeys, Call.unboundedSsoSettings, Call.unboundedApplications, Call.unboundedMcp,
        Call.unboundedFlows, Call.unboundedProject, Call.unboundedAudit, Call.unboundedJwt, Call.unboundedLists,
        Call.unboundedAuthz,
    ].flatMap(\.self)
}

@Suite struct UnboundedTests {
    @Test(
        "an empty filter, an empty list, a page that does not exist: refused by name, before anything is sent",
        arguments: Unbounded.all
    )
    func refused(_ call: Unbounded) async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let error = await #expect(throws: DescopeError.self) { try await call.make(client.management) }
        #expect(transport.sent.isEmpty)
        #expect((error?.kind, error?.code) == (.argument, .unusableArgument))
        #expect(error?.message.hasPrefix("\(call.argument): expected ") == true, "\(error as Any)")
        #expect(error?.operation == call.operation)
    }
}
