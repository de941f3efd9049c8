import DescopeCore
import DescopeHTTP

extension Route {
    /// Codes for test users, who have no mailbox.
    static let testUsers = [
        Route(
            "testUsers.generateOTP", .post, "/v1/mgmt/tests/generate/otp", .management,
            [.required("loginId"), .required("deliveryMethod"), .optional("loginOptions", .object(loginOptions))]
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            guard let index = state.userIndex(loginId) else {
                throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
            }
            guard state.users[index].isTest else { throw .invalid("the user is no test user") }
            let code = try state.newCode(state.users[index].id, try call.required("deliveryMethod"), isGenerated: true)
            state.codes.append(code)
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
