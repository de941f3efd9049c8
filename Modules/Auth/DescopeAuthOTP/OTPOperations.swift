import DescopeHTTP

extension APIOperation {
    static let signUp = APIOperation("otp.signUp", .post, "/v1/auth/otp/signup/{deliveryMethod}")
    static let signIn = APIOperation("otp.signIn", .post, "/v1/auth/otp/signin/{deliveryMethod}", .optionalRefreshJwt)
    static let signUpOrIn = APIOperation("otp.signUpOrIn", .post, "/v1/auth/otp/signup-in/{deliveryMethod}")
    static let verify = APIOperation(
        "otp.verify",
        .post,
        "/v1/auth/otp/verify/{deliveryMethod}",
        refusal: .unauthenticated
    )
    static let updateEmail = APIOperation("otp.updateEmail", .post, "/v1/auth/otp/update/email", .refreshJwt)
    static let updatePhone = APIOperation(
        "otp.updatePhone",
        .post,
        "/v1/auth/otp/update/phone/{deliveryMethod}",
        .refreshJwt
    )
}
