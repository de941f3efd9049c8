import DescopeCore
import DescopeHTTP

extension Route {
    /// Codes and links for test users, who have no mailbox.
    static let testUsers = [
        Route(
            "testUsers.generateOTP",
            .post,
            "/v1/mgmt/tests/generate/otp",
            .management,
            [.required("loginId"), .required("deliveryMethod"), .optional("loginOptions", .object(loginOptions))]
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            let index = try state.testUserIndex(loginId)
            let method = try MessageFeature.otp.method(of: call, in: "deliveryMethod")
            let pending = PendingSignIn(untrustedClaims: call.customClaims)
            let code = try state.newCode(index, method, pending, isGenerated: true).code
            return Reply(body: ["loginId": .string(loginId), "code": .string(code.reveal())])
        },
        Route(
            "testUsers.generateMagicLink",
            .post,
            "/v1/mgmt/tests/generate/magiclink",
            .management,
            [.required("loginId"), .required("deliveryMethod"), .optional("loginOptions", .object(loginOptions))]
                + linkRedirect + .optional("uri")
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            let index = try state.testUserIndex(loginId)
            let method = try MessageFeature.magicLinks.method(of: call, in: "deliveryMethod")
            let link = try state.newMagicLink(index, method, call, nil)
            return Reply(body: ["loginId": .string(loginId), "link": .string(link.reveal())])
        },
        Route(
            "testUsers.generateEnchantedLink",
            .post,
            "/v1/mgmt/tests/generate/enchantedlink",
            .management,
            [.required("loginId"), .optional("loginOptions", .object(loginOptions))] + linkRedirect + .optional("uri")
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            let new = try state.newEnchantedLinks(try state.testUserIndex(loginId), "email", call, nil)
            return Reply(body: [
                "loginId": .string(loginId), "link": .string(new.link.reveal()),
                "pendingRef": .string(new.pendingRef.reveal()),
            ])
        },
    ]

    /// The handshake that returns the rate limits of management operations.
    static let license = [
        Route("license.load", .get, "/v1/mgmt/license", .management) { _, _ throws(EmulatorRefusal) in
            Reply(body: ["rateLimitTier": "tier1"])
        }
    ]
}

extension EmulatorState {
    fileprivate func testUserIndex(_ loginId: String) throws(EmulatorRefusal) -> Int {
        guard let index = userIndex(loginId) else {
            throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
        }
        guard users[index].isTest else { throw .invalid("the user is not a test user") }
        return index
    }
}
