import Descope
import Testing

/// Only an id is needed to read a resource: one without a name must not vanish from a list.
@Suite struct EmptyNameTests {
    /// A model as a response contains it, with its id and without its names.
    struct Nameless: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Whether all of a list of two is read.
        let isRead: @Sendable () throws -> Bool

        init<Value: JSONModel>(
            _ type: Value.Type,
            _ member: String = "id",
            names: [String] = ["name"],
            others: [String: JSONValue] = [:]
        ) {
            testDescription = "\(type)"
            isRead = {
                let absent = others.merging([member: "x1"]) { $1 }
                let empty = absent.merging(names.map { ($0, "") }) { $1 }
                return try [Value](json: JSONValue.array([.object(absent), .object(empty)]).json).count == 2
            }
        }
    }

    private static let all: [Nameless] = [
        Nameless(AccessKey.self), Nameless(DescopeManagementTenants.Tenant.self), Nameless(Role.self),
        Nameless(Permission.self),
        Nameless(ManagementKey.self), Nameless(Engine.self), Nameless(Project.self),
        Nameless(SnapshotSecret.self, names: ["name", "type"]),
        Nameless(UserImportResult.Failure.self, "user", names: ["reason"]),
        Nameless(UserImportResult.Failure.self, "reason", names: ["user"]),
        Nameless(SSOApplication.self), Nameless(InboundApplication.self), Nameless(InboundApplicationV2.self),
        Nameless(OutboundApplication.self), Nameless(ClientSecretInfo.self), Nameless(MCPServer.self),
        Nameless(MCPClient.self), Nameless(ProtectedResource.self), Nameless(RegistrationTemplate.self),
        Nameless(FlowTemplate.self), Nameless(FlowWidget.self, "widgetId"),
        Nameless(ManagedList.self, others: ["type": "texts"]),
        Nameless(UserTrustedDevice.self),
        // Parts of what is loaded, changed and sent back: an update would delete them.
        Nameless(ApplicationScope.self, "description"),
        Nameless(ApplicationScopeClaimMapping.self, "description", names: ["scope"]),
        Nameless(SSOApplicationAttributeMapping.self, "value"), Nameless(SSOApplicationGroupsMapping.self, "value"),
        Nameless(OutboundApplicationSettings.URLParameter.self, "value", names: ["key"]),
        Nameless(CIMDSettings.DomainPolicy.self, "enabled", names: ["domainPattern"]),
        Nameless(SSOGroupMapping.self, "groups", names: ["role"]), Nameless(DirectoryGroup.self, names: ["display"]),
    ]

    @Test("an element of a list that has no name is read", arguments: all)
    func read(_ model: Nameless) throws { #expect(try model.isRead()) }

    @Test("a user of a batch that failed without a reason is read")
    func failedUser() throws {
        let json = #"{"failedUsers":[{"failure":"","user":{"loginIds":["ada"]}}],"createdUsers":[]}"#
        #expect(try UserBatchResult(json: Array(json.utf8)).failedUsers.map { $0.user?.loginIds } == [["ada"]])
    }
}
