import DescopeHTTP

extension APIOperation {
    static let loadKeys = APIOperation("session.keys", .get, "/v2/keys/{projectId}", refusal: .misconfiguration)
    static let refresh = APIOperation(
        "session.refresh",
        .post,
        "/v1/auth/refresh",
        .refreshJwt,
        refusal: .unauthenticated
    )
    static let migrate = APIOperation("session.migrate", .post, "/v1/auth/refresh", refusal: .unauthenticated)
    static let logOut = APIOperation("session.logOut", .post, "/v1/auth/logout", .refreshJwt, refusal: .unauthenticated)
    static let logOutEverywhere = APIOperation(
        "session.logOutEverywhere",
        .post,
        "/v1/auth/logoutall",
        .refreshJwt,
        refusal: .unauthenticated
    )
    static let me = APIOperation("session.me", .get, "/v1/auth/me", .refreshJwt, refusal: .unauthenticated)
    static let history = APIOperation(
        "session.history",
        .get,
        "/v1/auth/me/history",
        .refreshJwt,
        refusal: .unauthenticated
    )
    static let selectTenant = APIOperation(
        "session.selectTenant",
        .post,
        "/v1/auth/tenant/select",
        .refreshJwt,
        refusal: .unauthenticated
    )
    // Only reads, despite its verb.
    static let myTenants = APIOperation(
        "session.myTenants",
        .post,
        "/v1/auth/me/tenants",
        .refreshJwt,
        .always,
        refusal: .unauthenticated
    )
    // Safe to retry: another session does no harm.
    static let exchangeAccessKey = APIOperation(
        "session.exchange",
        .post,
        "/v1/auth/accesskey/exchange",
        .accessKey,
        .always,
        refusal: .unauthenticated
    )
    // A GET that uses the code up.
    static let exchangeCode = APIOperation(
        "session.exchangeCode",
        .get,
        "/v1/auth/exchange",
        .project,
        .ifUnsent,
        refusal: .unauthenticated
    )
    // Safe to retry: when the session was returned and lost on the way, giving up would not bring it back either.
    static let pushSession = APIOperation(
        "session.pushSession",
        .post,
        "/v1/auth/push/pending-session",
        .project,
        .always,
        refusal: .unauthenticated
    )
}
