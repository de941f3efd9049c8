import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A started flow.
struct FlowExecution: OneTimeValue {
    static let table = "flowExecutions"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.flowExecutions }

    /// The user who has to enter a code, and the address; nil while the flow waits for the address.
    var userId: String?
    var loginId: String?
    let flowId: String

    var stepId: String { loginId == nil ? "0" : "1" }
}

extension Route {
    static let flows = [
        Route("flow.start") { state, call in
            let flow = try state.flow(try call.required("flowId"))
            guard !flow.flag("disabled") else { throw EmulatorRefusal.invalid("the flow is disabled") }
            if let tenantId = call.body["options"]?["tenant"]?.stringValue, !tenantId.isEmpty {
                _ = try state.tenant(tenantId)
            }
            let execution = FlowExecution(flowId: flow.id)
            let id = try state.issue(execution, for: state.settings.codeLifetime).reveal()
            // What the input has already, its screen does not ask for.
            guard call.body["input"]?["email"] ?? "" != "",
                let open = try state.waiting(id, as: FlowExecution.self)
            else { return .waiting(id, execution) }
            return try state.enter(call, id, open)
        },
        Route("flow.next") { state, call in
            try state.continueFlow(try call.required("executionId"), call)
        },
    ]
}

extension EmulatorState {
    fileprivate func continueFlow(_ id: String, _ call: Call) throws(EmulatorRefusal) -> Response {
        guard let open = try waiting(id, as: FlowExecution.self), flows[open.value.flowId] != nil else {
            throw .invalid("the flow's execution is unknown, ended or expired")
        }
        guard try call.required("stepId") == open.value.stepId else {
            throw .invalid("the flow waits for another step")
        }
        return try enter(call, id, open)
    }

    /// Takes what the user has entered.
    fileprivate func enter(
        _ call: Call,
        _ id: String,
        _ open: OneTime<FlowExecution>
    ) throws(EmulatorRefusal) -> Response {
        var open = open
        func entered(_ name: String) throws(EmulatorRefusal) -> String {
            guard let text = call.body["input"]?[name]?.stringValue, !text.isEmpty else {
                throw .missing("input.\(name)")
            }
            return text
        }
        guard let loginId = open.value.loginId else {
            let email = try checkedEmail(try entered("email"))
            if user(email) == nil { try save(try newUser(email)) }
            let user = try user(signingIn: email)
            _ = try sendCode(to: .init(user: user, loginId: email, method: "email"), PendingSignIn())
            open.value.loginId = email
            open.value.userId = user.id
            try save(open)
            return .waiting(id, open.value)
        }
        do {
            var response = try verify(try entered("code"), try user(signingIn: loginId), "email")
            delete(open)
            response.body = [
                "executionId": .string(id), "stepId": "2", "stepName": "END", "status": "completed", "action": "none",
                "authInfo": response.body,
            ]
            return response
        } catch {
            // Like a real flow, it reports the error and shows the screen again.
            guard error.code == DescopeError.Code.wrongOTPCode.rawValue else { throw error }
            return .waiting(id, open.value, error)
        }
    }
}

extension Response {
    fileprivate static func waiting(
        _ id: String,
        _ execution: FlowExecution,
        _ error: EmulatorRefusal? = nil
    ) -> Response {
        var response = Response(body: [
            "executionId": .string(id), "stepId": .string(execution.stepId), "status": "waiting", "action": "screen",
            "screen": ["id": execution.loginId == nil ? "email" : "code", "state": [:]],
        ])
        if let error { response.merge(["error": ["code": .string(error.code), "message": .string(error.message)]]) }
        return response
    }
}
