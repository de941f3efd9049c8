import DescopeCore
import DescopeHTTP

extension Route {
    /// Authenticator apps, and recovery codes for when they are lost.
    static let totp = [
        Route("totp.signUp") { state, call in
            let user = try state.newUser(try call.required("loginId"), try SignUpDetails(call))
            try state.save(user)
            return try state.newAuthenticator(for: user, isFromSignUp: true)
        },
        Route("totp.update") { state, call in
            try state.newAuthenticator(for: try state.ownUser(call), isFromSignUp: false)
        },
        Route("totp.verify") { state, call in
            let user = try state.user(signingIn: try call.required("loginId"))
            let pending = try state.pendingSignIn(call, user.id)
            try state.redeemTOTP(try call.required("code"), user)
            return try state.finish(pending, user, provenBy: "totp")
        },
        // The credentials of these are not documented; they are assumed to be like those of the others.
        Route("totp.generateRecoveryCodes", "recoveryCodes.generate", credentials: .refresh) { state, call in
            try state.newRecoveryCodes(try state.ownUser(call))
        },
        Route("totp.signIn", "recoveryCodes.signIn", credentials: .projectOrRefresh) { state, call in
            let user = try state.user(signingIn: try call.required("loginId"))
            let pending = try state.pendingSignIn(call, user.id)
            try state.redeemRecoveryCode(try call.required("code"), user)
            return try state.finish(pending, user, provenBy: "recovery")
        },
    ]
}
