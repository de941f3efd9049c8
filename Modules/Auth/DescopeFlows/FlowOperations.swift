import DescopeHTTP

extension APIOperation {
    static let start = APIOperation("flow.start", .post, "/v1/flow/start")
    static let next = APIOperation("flow.next", .post, "/v1/flow/next")
}
