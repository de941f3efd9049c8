import DescopeCore
import DescopeHTTP

extension Route {
    /// Codes for test users, who have no mailbox.
    static let testUsers = [
        Route(
            "testUsers.generateOTP",
            .post,
            "/v1/mgmt/tests/generate/otp",
            .management,
            [.required("loginId"), .required("deliveryMethod"), .optional("loginOptions", .object(loginOptions))]
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            guard let index = state.userIndex(loginId) else {
                throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
            }
            guard state.users[index].isTest else { throw .invalid("the user is no test user") }
            let userId = state.users[index].id
            let code = try state.newCode(userId, try call.deliveryMethod(in: "deliveryMethod"), isGenerated: true)
            state.codes.append(code)
            if !call.customClaims.isEmpty {
                state.pendingSignIns[PendingSignIn.Key(userId: userId, method: code.method)] = PendingSignIn(
                    untrustedClaims: call.customClaims
                )
            }
            return Reply(body: ["loginId": .string(loginId), "code": .string(code.code.reveal())])
        }
    ]

    /// The handshake that tells management calls their rate limits.
    static let license = [
        Route("license.load", .get, "/v1/mgmt/license", .management) { _, _ throws(EmulatorRefusal) in
            Reply(body: ["rateLimitTier": "tier1"])
        }
    ]
}
