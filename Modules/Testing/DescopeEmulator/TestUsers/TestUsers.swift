import DescopeCore
import DescopeHTTP

extension Route {
    /// Codes and links for test users, who have no mailbox.
    static let testUsers = [
        Route("testUsers.generateOTP", "management.user.generateOTPForTestUser") { state, call in
            let loginId = try call.required("loginId")
            let user = try state.testUser(loginId)
            let method = try MessageFeature.otp.generatedMethod(of: call)
            let code = try state.newCode(user, method, call.generated, isGenerated: true)
            return Response(body: ["loginId": .string(loginId), "code": .string(code.reveal())])
        },
        Route("testUsers.generateMagicLink", "management.user.generateMagicLinkForTestUser") { state, call in
            let loginId = try call.required("loginId")
            let user = try state.testUser(loginId)
            let method = try MessageFeature.magicLinks.generatedMethod(of: call)
            let link = try state.newMagicLink(user, method, call, nil)
            return Response(body: ["loginId": .string(loginId), "link": .string(link.reveal())])
        },
        Route("testUsers.generateEnchantedLink", "management.user.generateEnchantedLinkForTestUser") { state, call in
            let loginId = try call.required("loginId")
            let new = try state.newEnchantedLinks(try state.testUser(loginId), "email", call, nil)
            return Response(body: [
                "loginId": .string(loginId), "link": .string(new.link.reveal()),
                "pendingRef": .string(new.pendingRef.reveal()),
            ])
        },
    ]
}

extension Call {
    fileprivate var generated: PendingSignIn { PendingSignIn(untrustedClaims: customClaims) }
}

extension MessageFeature {
    /// The delivery method of a generated code or link. With `Embedded` no message is stood in for: which method then
    /// verifies a code is not documented, and here it is email.
    fileprivate func generatedMethod(of call: Call) throws(EmulatorRefusal) -> String {
        try call.required("deliveryMethod") == "Embedded" ? "email" : method(of: call)
    }
}

extension EmulatorState {
    fileprivate func testUser(_ loginId: String) throws(EmulatorRefusal) -> UserRecord {
        let user = try managedUser(loginId)
        guard user.isTest else { throw .invalid("the user is not a test user") }
        return user
    }
}
