import DescopeCore
import DescopeHTTP

extension Route {
    /// Authenticator apps, and recovery codes for when they are lost.
    static let totp = [
        Route(
            "totp.signUp",
            .post,
            "/v1/auth/totp/signup",
            .project,
            [.required("loginId"), .optional("user", .object(signUpUser)), .optional("ssoAppId")]
        ) { state, call throws(EmulatorRefusal) in
            let user = try state.newUser(try call.required("loginId"), call)
            let reply = try state.newAuthenticator(for: user, isFromSignUp: true)
            state.users.append(user)
            return reply
        },
        Route(
            "totp.update",
            .post,
            "/v1/auth/totp/update",
            .refresh,
            [.required("loginId")]
        ) { state, call throws(EmulatorRefusal) in
            try state.newAuthenticator(for: state.users[try state.ownUserIndex(call)], isFromSignUp: false)
        },
        Route(
            "totp.verify",
            .post,
            "/v1/auth/totp/verify",
            .projectOrRefresh,
            typedCode
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.userIndex(signingIn: try call.required("loginId"))
            let pending = try state.pendingSignIn(call, index)
            try state.redeemTOTP(try call.required("code"), index)
            return try state.finish(pending, index, provenBy: "totp")
        },
        // The credentials of these are not documented; they are assumed to be like those of the others.
        Route(
            "totp.generateRecoveryCodes",
            .post,
            "/v1/auth/recovery-codes",
            .refresh,
            [.required("loginId")]
        ) { state, call throws(EmulatorRefusal) in
            try state.newRecoveryCodes(try state.ownUserIndex(call))
        },
        Route(
            "totp.signIn",
            .post,
            "/v1/auth/recovery-codes/signin",
            .projectOrRefresh,
            typedCode
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.userIndex(signingIn: try call.required("loginId"))
            let pending = try state.pendingSignIn(call, index)
            try state.redeemRecoveryCode(try call.required("code"), index)
            return try state.finish(pending, index, provenBy: "recovery")
        },
    ]

    private static let typedCode: [Member] = [
        .required("loginId"), .required("code"), .optional("loginOptions", .object(loginOptions)),
    ]
}
