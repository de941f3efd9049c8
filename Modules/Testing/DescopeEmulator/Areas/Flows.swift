import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The flows of the project. All have the same steps: an email address, then a code.
struct EmulatedFlows: Sendable {
    struct Execution: Sendable {
        let digest: [UInt8]
        let expiresAt: Date
        /// The user who has to enter a code; nil while the flow waits for the address.
        var loginId: String?
        var stepId: String { loginId == nil ? "0" : "1" }
    }

    var ids: Set<String> = []
    var open: [Execution] = []
}

extension Route {
    static let flows = [
        Route(
            "flow.start",
            .post,
            "/v1/flow/start",
            .project,
            [
                .required("flowId"), .optional("options", .object(flowOptions)), .optional("input", .map(.any)),
                .optional("flowVersions", .map(.number)), .optional("isCustomScreen", .flag),
            ] + .optional("conditionInteractionId", "interactionId", "componentsVersion")
        ) { state, call throws(EmulatorRefusal) in
            guard state.flows.ids.contains(try call.required("flowId")) else { throw .invalid("the flow is unknown") }
            let id = try state.newId("")
            let execution = EmulatedFlows.Execution(
                digest: try state.digest(id),
                expiresAt: state.end(of: state.settings.codeLifetime)
            )
            let now = state.now
            state.flows.open.removeAll { $0.expiresAt <= now }
            state.flows.open.append(execution)
            return .waiting(id, execution)
        },
        Route(
            "flow.next",
            .post,
            "/v1/flow/next",
            .project,
            [
                .optional("input", .map(.any)), .optional("version", .number), .optional("isCustomScreen", .flag),
                .optional("componentsVersion"),
            ] + .required("executionId", "stepId", "interactionId")
        ) { state, call throws(EmulatorRefusal) in
            try state.continueFlow(try call.required("executionId"), call)
        },
    ]

    private static let flowOptions: [Member] =
        [
            .optional("deviceInfo", .map(.any)), .optional("lastAuth", .map(.any)), .optional("client", .map(.any)),
            .optional("redirectAuth", .map(.text)), .optional("nativeOptions", .map(.any)), .optional("preview", .flag),
            .optional("abTestingKey", .number), .optional("startOptionsVersion", .number),
            .optional("outboundAppScopes", .list(.text)),
        ]
        + .optional(
            "redirectUrl",
            "location",
            "tenant",
            "locale",
            "oidcIdpStateId",
            "samlIdpStateId",
            "wsfedIdpStateId",
            "samlIdpUsername",
            "ssoAppId",
            "customAppId",
            "thirdPartyAppId",
            "thirdPartyAppStateId",
            "oidcLoginHint",
            "oidcPrompt",
            "oidcErrorRedirectUri",
            "oidcResource",
            "applicationScopes",
            "outboundAppId"
        )
}

extension EmulatorState {
    fileprivate mutating func continueFlow(_ id: String, _ call: Call) throws(EmulatorRefusal) -> Reply {
        let digest = try digest(id)
        guard let place = flows.open.firstIndex(where: { $0.digest == digest && now < $0.expiresAt }) else {
            throw .invalid("the flow's execution is unknown, ended or expired")
        }
        guard try call.required("stepId") == flows.open[place].stepId else {
            throw .invalid("the flow waits for another step")
        }
        func entered(_ name: String) throws(EmulatorRefusal) -> String {
            guard let text = call.body["input"]?[name]?.stringValue, !text.isEmpty else {
                throw .missing("input.\(name)")
            }
            return text
        }
        guard let loginId = flows.open[place].loginId else {
            let email = try checkedEmail(try entered("email"))
            if userIndex(email) == nil { users.append(try newUser(email)) }
            let index = try userIndex(signingIn: email)
            _ = try sendCode(to: .init(index: index, loginId: email, method: "email"), PendingSignIn())
            flows.open[place].loginId = email
            return .waiting(id, flows.open[place])
        }
        do {
            var reply = try verify(try entered("code"), try userIndex(signingIn: loginId), "email")
            flows.open.remove(at: place)
            reply.body = [
                "executionId": .string(id), "stepId": "2", "stepName": "END", "status": "completed", "action": "none",
                "authInfo": reply.body,
            ]
            return reply
        } catch {
            // Like a real flow, it reports the error and shows the screen again.
            guard error.code == DescopeError.Code.wrongOTPCode.rawValue else { throw error }
            return .waiting(id, flows.open[place], error)
        }
    }
}

extension Reply {
    fileprivate static func waiting(
        _ id: String,
        _ execution: EmulatedFlows.Execution,
        _ error: EmulatorRefusal? = nil
    ) -> Reply {
        var reply = Reply(body: [
            "executionId": .string(id), "stepId": .string(execution.stepId), "status": "waiting", "action": "screen",
            "screen": ["id": execution.loginId == nil ? "email" : "code", "state": [:]],
        ])
        if let error { reply.merge(["error": ["code": .string(error.code), "message": .string(error.message)]]) }
        return reply
    }
}
