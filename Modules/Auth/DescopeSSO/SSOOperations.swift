import DescopeHTTP

// A start may be retried: the URL that is not followed does nothing.
extension APIOperation {
    static let start = APIOperation("sso.start", .post, "/v1/auth/sso/authorize", .optionalRefreshJwt, .always)
    static let exchange = APIOperation("sso.exchange", .post, "/v1/auth/sso/exchange", refusal: .unauthenticated)
    static let startSAML = APIOperation("saml.start", .post, "/v1/auth/saml/authorize", .optionalRefreshJwt, .always)
    static let exchangeSAML = APIOperation("saml.exchange", .post, "/v1/auth/saml/exchange", refusal: .unauthenticated)
}
