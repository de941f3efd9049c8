import DescopeHTTP

extension APIOperation {
    static let signUp = APIOperation("password.signUp", .post, "/v1/auth/password/signup")
    static let signIn = APIOperation("password.signIn", .post, "/v1/auth/password/signin", refusal: .unauthenticated)
    static let sendReset = APIOperation("password.sendReset", .post, "/v1/auth/password/reset", refusal: .undisclosed)
    static let update = APIOperation("password.update", .post, "/v1/auth/password/update", .refreshJwt)
    static let replace = APIOperation("password.replace", .post, "/v1/auth/password/replace")
    static let policy = APIOperation("password.policy", .get, "/v1/auth/password/policy", refusal: .misconfiguration)
}
