import DescopeHTTP

extension APIOperation {
    static let signUp = APIOperation("otp.signUp", .post, "/v1/auth/otp/signup/{method}")
    static let signIn = APIOperation("otp.signIn", .post, "/v1/auth/otp/signin/{method}", .optionalRefreshJwt)
    static let signUpOrIn = APIOperation("otp.signUpOrIn", .post, "/v1/auth/otp/signup-in/{method}")
    static let verify = APIOperation("otp.verify", .post, "/v1/auth/otp/verify/{method}", refusal: .unauthenticated)
    static let updateEmail = APIOperation("otp.updateEmail", .post, "/v1/auth/otp/update/email", .refreshJwt)
    static let updatePhone = APIOperation("otp.updatePhone", .post, "/v1/auth/otp/update/phone/{method}", .refreshJwt)
}
