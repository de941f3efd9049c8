import DescopeHTTP

extension APIOperation {
    static let startSignUp = APIOperation("passkeys.startSignUp", .post, "/v1/auth/webauthn/signup/start")
    static let finishSignUp = APIOperation("passkeys.finishSignUp", .post, "/v1/auth/webauthn/signup/finish")
    static let startSignIn = APIOperation(
        "passkeys.startSignIn",
        .post,
        "/v1/auth/webauthn/signin/start",
        .optionalRefreshJwt
    )
    static let finishSignIn = APIOperation(
        "passkeys.finishSignIn",
        .post,
        "/v1/auth/webauthn/signin/finish",
        refusal: .unauthenticated
    )
    static let startSignUpOrIn = APIOperation("passkeys.startSignUpOrIn", .post, "/v1/auth/webauthn/signup-in/start")
    static let startUpdate = APIOperation("passkeys.startUpdate", .post, "/v1/auth/webauthn/update/start", .refreshJwt)
    static let finishUpdate = APIOperation("passkeys.finishUpdate", .post, "/v1/auth/webauthn/update/finish")
}
