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
            let execution = FlowExecution(flowId: flow.id)
            return .waiting(try state.issue(execution, for: state.settings.codeLifetime).reveal(), execution)
        },
        Route("flow.next") { state, call in
            try state.continueFlow(try call.required("executionId"), call)
        },
    ]
}

extension EmulatorState {
    fileprivate func continueFlow(_ id: String, _ call: Call) throws(EmulatorRefusal) -> Response {
        guard var open = try waiting(id, as: FlowExecution.self), flows[open.value.flowId] != nil else {
            throw .invalid("the flow's execution is unknown, ended or expired")
        }
        guard try call.required("stepId") == open.value.stepId else {
            throw .invalid("the flow waits for another step")
        }
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
