import Descope
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How an operation is called with the arguments of a record.
typealias RecordedCall = @Sendable (DescopeClient, RecordedArguments) async throws -> Void

/// Every operation that there are records of, by our name.
let recordedCalls: [String: RecordedCall] = [
    recordedOTPCalls,
    recordedPasskeyCalls,
    recordedLinkCalls,
    recordedOAuthCalls,
    recordedSSOCalls,
    recordedPasswordCalls,
    recordedTOTPCalls,
    recordedSessionCalls,
    recordedRolesCalls,
    recordedUsersCalls,
    recordedFamiliesCalls,
    recordedTenantsCalls,
    recordedAccessKeysCalls,
    recordedSsoSettingsCalls,
    recordedApplicationsCalls,
    recordedMcpCalls,
    recordedFlowsCalls,
    recordedProjectCalls,
    recordedAuditCalls,
    recordedJwtCalls,
    recordedListsCalls,
    recordedAuthzCalls,
]
.reduce(into: [:]) { all, area in all.merge(area) { first, _ in first } }

extension RecordedRequest {
    /// Makes the call and says where its request differs from the recorded one.
    func differences() async throws -> [Difference] {
        guard let call = recordedCalls[operation] else {
            throw RecordedArguments.Unfit(
                description: "'\(operation)': expected a call of that name in recordedCalls, found none"
            )
        }
        let transport = try Self.transport()
        let client = try DescopeClient(
            projectId: Self.projectId,
            managementKey: "K2wireVectorManagementKey01",
            transport: transport,
            clock: ManualClock()
        )
        let arguments = RecordedArguments(self.arguments)
        do { try await call(client, arguments) } catch let error as DescopeError where error.kind == .argument {
            // Refused before anything is sent: a difference too.
            return Difference.between(.string(request.path), .string(error.message), at: "request", of: operation)
        }

        // Only the keys may be fetched, before or after; a call that only checks fetches nothing else.
        let calls = transport.sent.filter { !$0.isKeyFetch }
        guard calls.count <= 1, let sent = calls.first ?? transport.sent.last else {
            throw RecordedArguments.Unfit(
                description: "expected one request beside fetching keys, found \(transport.sent)"
            )
        }
        let pairs: [(place: String, recorded: JSONValue?, ours: JSONValue?)] = [
            ("method", .string(request.method), .string(sent.method.rawValue)),
            ("path", .string(request.path), .string(sent.path)),
            ("query", request.query ?? [:], sent.queryJSON),
            (
                "authorization", request.authorization.map(JSONValue.string),
                sent.headers["authorization"].map(JSONValue.string)
            ),
            ("body", request.sentBody, sent.bodyJSON),
        ]
        return pairs.flatMap {
            Difference.between($0.recorded, $0.ours, at: $0.place, of: operation, isLoose: isLoose)
        }
        .filter { !isLoose($0.place) || !isDefaultSpeltOut($0) }
            + arguments.unread.flatMap { Difference.between($0.value, nil, at: "arguments.\($0.path)", of: operation) }
    }

    /// The updates that replace all values (`Docs/api`, `note`): what is left out is cleared, as by null, an empty text
    /// or an empty list. Nothing is updated by `jwt.update`, which makes a token.
    static let replacing: Set = [
        "users.update", "tenants.update", "tenants.updateSettings", "roles.update", "roles.updateBatch",
        "permissions.update", "permissions.updateBatch", "passwordSettings.update", "ssoApplications.updateOIDC",
        "ssoApplications.updateSAML", "ssoApplications.updateWSFed", "inboundApplications.update",
        "outboundApplications.update", "managementKeys.update", "lists.update", "sso.configureMetadataV1",
        "sso.configureOIDC", "sso.configureSAML", "sso.configureSAMLByMetadata", "sso.configureV1", "sso.configureXAA",
        "jwt.update",
    ]

    /// The changes of some values: an absent member keeps what an empty one clears.
    static let keeping: Set = [
        "accessKeys.update", "descopers.update", "engines.update", "families.configureSettings", "families.patch",
        "inboundApplications.patch", "outboundScim.setEnabled", "outboundScim.update", "project.updateName",
        "project.updateTags", "scopeClaimMapping.set", "sso.configureMapping", "sso.setAuthType",
        "sso.setRedirectURLs", "tenants.patch", "tenants.setDefaultRoles", "users.patch",
        "users.patchBatch", "users.setActivePassword", "users.setPassword", "users.setRoles", "users.setSSOApps",
        "users.setTemporaryPassword", "users.updateCustomAttribute", "users.updateEmail", "users.updateLoginId",
        "users.updateNames", "users.updatePhone", "users.updatePicture", "users.updateRecoveryEmail",
        "users.updateRecoveryPhone", "users.updateStatus",
    ]

    /// Whether it makes no difference at a place that a member is null, empty or absent.
    ///
    /// It does in patches and other changes of some values: an absent member keeps what an empty one clears. It does
    /// not where all is replaced, or within a member that replaces the old one as a whole, nor in what is created,
    /// searched for or asked of a sign-in: there is no old value.
    private func isLoose(_ place: String) -> Bool {
        let name = operation.prefix { $0 != "," }
        guard place.hasPrefix("body"), Self.keeping.contains(String(name)) else { return true }
        return ["body.settings.", "body.attributeMapping."].contains { place.hasPrefix($0) }
    }

    /// Whether a difference of a management request is only that Python sends what an argument that it was not given
    /// defaults to: an empty list, an empty string, false or 0, which the service takes as absent.
    private func isDefaultSpeltOut(_ difference: Difference) -> Bool {
        let isDefault = difference.ours == .null && [[], "", false, 0, "false"].contains(difference.recorded)
        guard request.path.contains("/mgmt/"), isDefault else { return false }
        let path = difference.place.split(separator: ".").dropFirst().map(String.init)
        guard let first = path.first, arguments[first] != nil else {
            return !names(in: arguments).contains(path.last?.lowercased() ?? "")
        }
        return path.reduce(arguments as JSONValue?) { value, name in
            value?[name] ?? Int(name).flatMap { value?.arrayValue?.dropFirst($0).first }
        } == nil
    }

    /// Whose the recorded tokens are.
    private static let userId = "U2wireVectorUser0000000001"

    /// One for all records: making it takes a while.
    private static let keys = Result { try FakeKeys() }

    /// Lists the recorded key beside one of its own, and answers everything else with a session signed by that.
    private static func transport() throws -> ScriptedTransport {
        let keys = try keys.get()
        let session = try TokenMinter(projectId: projectId, keys: keys, clock: ManualClock())
            .session(userId: userId, claims: ["aud": ["https://api.example.com"]])
        let keySet: JSONValue = ["keys": [try publicKey(), keys.publicKey]]
        let answer = ScriptedTransport.Answer.reply { request in
            // Whatever the call asks for: a session, the key of an authenticator app, a URL, what a browser is to do.
            let answer: JSONValue = [
                "sessionJwt": .string(session.reveal()), "url": "https://idp.example.com",
                "key": "AAAA", "provisioningURL": "otpauth://totp/a", "linkId": "42", "pendingRef": "p",
                "transactionId": "TX2", "options": "{}",
            ]
            let management = request.path.contains("/mgmt/") ? try Contract.read.get().sampleResponse(to: request) : nil
            let body = request.isKeyFetch ? keySet : management ?? answer
            return APIResponse(status: 200, body: [UInt8](try JSONEncoder().encode(body)))
        }
        return ScriptedTransport(answer, answer, answer)
    }
}

extension APIRequest {
    fileprivate var isKeyFetch: Bool { path.hasPrefix("/v2/keys/") }

    /// As it is recorded: a text by name, a list where a name occurs more than once.
    fileprivate var queryJSON: JSONValue {
        .object(
            Dictionary(grouping: query, by: \.name).mapValues { items in
                items.count == 1 ? .string(items[0].value) : .array(items.map { .string($0.value) })
            }
        )
    }
}

/// The names of all members in a value, in lowercase.
private func names(in value: JSONValue) -> Set<String> {
    let inner = value.arrayValue ?? value.objectValue.map { Array($0.values) } ?? []
    return inner.reduce(into: Set((value.objectValue ?? [:]).keys.map { $0.lowercased() })) {
        $0.formUnion(names(in: $1))
    }
}
