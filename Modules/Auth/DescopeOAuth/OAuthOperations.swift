import DescopeHTTP

// A start may be retried: the URL that is not followed does nothing.
extension APIOperation {
    static let start = APIOperation("oauth.start", .post, "/v1/auth/oauth/authorize", .optionalRefreshJwt, .always)
    static let startSignUp = APIOperation(
        "oauth.startSignUp",
        .post,
        "/v1/auth/oauth/authorize/signup",
        .optionalRefreshJwt,
        .always
    )
    static let startSignIn = APIOperation(
        "oauth.startSignIn",
        .post,
        "/v1/auth/oauth/authorize/signin",
        .optionalRefreshJwt,
        .always
    )
    static let startUpdate = APIOperation(
        "oauth.startUpdate",
        .post,
        "/v1/auth/oauth/authorize/update",
        .refreshJwt,
        .always
    )
    static let exchange = APIOperation("oauth.exchange", .post, "/v1/auth/oauth/exchange", refusal: .unauthenticated)
    static let startNative = APIOperation("oauth.startNative", .post, "/v1/auth/oauth/native/start", .project, .always)
    static let finishNative = APIOperation(
        "oauth.finishNative",
        .post,
        "/v1/auth/oauth/native/finish",
        refusal: .unauthenticated
    )
    static let oneTapClientId = APIOperation("oauth.oneTapClientId", .get, "/v1/auth/onetap/clientid/{provider}")
    static let verifyOneTap = APIOperation(
        "oauth.verifyOneTap",
        .post,
        "/v1/auth/onetap/idtoken/verify",
        refusal: .unauthenticated
    )
    static let exchangeOneTap = APIOperation(
        "oauth.exchangeOneTap",
        .post,
        "/v1/auth/onetap/idtoken/exchange",
        refusal: .unauthenticated
    )
}
