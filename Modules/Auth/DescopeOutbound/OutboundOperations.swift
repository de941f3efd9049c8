import DescopeHTTP

extension APIOperation {
    static let connect = APIOperation("outbound.connect", .post, "/v1/outbound/oauth/connect", .refreshJwt)
}
