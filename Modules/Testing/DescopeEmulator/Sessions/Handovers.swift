import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a code from a redirect is exchanged for: a session of the user.
struct SessionCode: OneTimeValue {
    static let table = "sessionCodes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.sessionCodes }

    let userId: String?
}

/// A sign-in that the user confirms on a phone.
struct PushSignIn: OneTimeValue {
    static let table = "pushes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.pushes }

    let userId: String?
    /// Nil when the user has not answered yet.
    var isConfirmed: Bool?
}

extension Route {
    /// Sessions that begin outside the app.
    static let handovers = [
        Route("session.exchangeCode") { state, call in
            guard let code = try state.redeem(try call.required("code"), as: SessionCode.self) else {
                throw EmulatorRefusal.unknownReference
            }
            return try state.signIn(try state.user(id: code.userId ?? ""), by: [])
        },
        Route("session.pushSession", "push.getSession") { state, call in
            let push = try state.push(try call.required("pendingRef"))
            // The service's code for a pending push is not documented; the status is that of other pending sessions.
            guard let isConfirmed = push.value.isConfirmed else {
                throw EmulatorRefusal.unauthorized("the user has not answered yet")
            }
            state.delete(push)
            guard isConfirmed else {
                state.keep()
                throw EmulatorRefusal.unauthorized("the user has declined")
            }
            return try state.signIn(try state.user(id: push.value.userId ?? ""), by: ["push"])
        },
    ]
}

extension EmulatorState {
    func push(_ pendingRef: String) throws(EmulatorRefusal) -> OneTime<PushSignIn> {
        guard let push = try waiting(pendingRef, as: PushSignIn.self) else { throw .unknownReference }
        return push
    }
}

extension EmulatorRefusal {
    fileprivate static let unknownReference = unauthorized("the code or reference is wrong, used or expired")
}
