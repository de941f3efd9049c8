import DescopeHTTP

extension APIOperation {
    static let signUp = APIOperation("totp.signUp", .post, "/v1/auth/totp/signup")
    static let update = APIOperation("totp.update", .post, "/v1/auth/totp/update", .refreshJwt)
    static let verify = APIOperation(
        "totp.verify",
        .post,
        "/v1/auth/totp/verify",
        .optionalRefreshJwt,
        refusal: .unauthenticated
    )
    static let generateRecoveryCodes = APIOperation(
        "totp.generateRecoveryCodes",
        .post,
        "/v1/auth/recovery-codes",
        .refreshJwt
    )
    static let signIn = APIOperation(
        "totp.signIn",
        .post,
        "/v1/auth/recovery-codes/signin",
        .optionalRefreshJwt,
        refusal: .unauthenticated
    )
}
