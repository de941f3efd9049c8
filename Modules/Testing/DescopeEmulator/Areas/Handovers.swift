import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Sessions that begin outside the app: with a code from a redirect, a push sign-in, or another service's token.
struct Handovers: Sendable {
    struct Handover: Sendable {
        enum Way { case code, push }

        let way: Way
        let digest: [UInt8]
        let userId: String
        let expiresAt: Date
        /// Nil when the user has not answered yet.
        var isConfirmed: Bool?
    }

    var open: [Handover] = []
    /// Maps an external token to a login id.
    var recognize: (@Sendable (Secret) -> String?)?
}

extension Route {
    static let handovers = [
        Route("session.exchangeCode", .get, "/v1/auth/exchange", .project, query: .required("code")) {
            state,
            call throws(EmulatorRefusal) in
            let index = try state.handoverIndex(.code, try call.required("code"))
            return try state.signIn(handover: index)
        },
        Route(
            "session.pushSession",
            .post,
            "/v1/auth/push/pending-session",
            .project,
            .required("pendingRef")
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.handoverIndex(.push, try call.required("pendingRef"))
            // The service's code for a pending push is not documented; the status is that of other pending sessions.
            guard let isConfirmed = state.handovers.open[index].isConfirmed else {
                throw .unauthorized("the user has not answered yet")
            }
            guard isConfirmed else {
                state.handovers.open.remove(at: index)
                throw .unauthorized("the user has declined")
            }
            return try state.signIn(handover: index)
        },
    ]
}

extension EmulatorState {
    /// Starts a handover, and returns its code or reference.
    mutating func begin(_ way: Handovers.Handover.Way, for loginId: String) throws(EmulatorRefusal) -> Secret {
        let userId = users[try userIndex(signingIn: loginId)].id
        let text = try newId("")
        handovers.open.removeAll { $0.expiresAt <= now }
        handovers.open.append(
            Handovers.Handover(
                way: way,
                digest: try digest(text),
                userId: userId,
                expiresAt: end(of: settings.codeLifetime),
                isConfirmed: way == .code ? true : nil
            )
        )
        return Secret(text)
    }

    func handoverIndex(_ way: Handovers.Handover.Way, _ text: String) throws(EmulatorRefusal) -> Int {
        let digest = try digest(text)
        guard
            let index = handovers.open.firstIndex(where: {
                $0.way == way && $0.digest == digest && now < $0.expiresAt
            })
        else { throw .unauthorized("the code or reference is wrong, used or expired") }
        return index
    }

    fileprivate mutating func signIn(handover index: Int) throws(EmulatorRefusal) -> Reply {
        let handover = handovers.open.remove(at: index)
        guard let user = users.firstIndex(where: { $0.id == handover.userId }) else {
            throw .unauthorized("the user is gone")
        }
        return try signIn(user, by: handover.way == .push ? ["push"] : [])
    }
}
