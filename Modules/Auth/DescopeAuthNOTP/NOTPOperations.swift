import DescopeHTTP

extension APIOperation {
    static let signUp = APIOperation("notp.signUp", .post, "/v1/auth/notp/{provider}/signup")
    static let signIn = APIOperation("notp.signIn", .post, "/v1/auth/notp/{provider}/signin", .optionalRefreshJwt)
    static let signUpOrIn = APIOperation("notp.signUpOrIn", .post, "/v1/auth/notp/{provider}/signup-in")
    static let updatePhone = APIOperation("notp.updatePhone", .post, "/v1/auth/notp/{provider}/update", .refreshJwt)
    // Polled until there is a session: one more request does no harm.
    static let session = APIOperation(
        "notp.session",
        .post,
        "/v1/auth/notp/pending-session",
        .project,
        .always,
        refusal: .unauthenticated
    )
}
