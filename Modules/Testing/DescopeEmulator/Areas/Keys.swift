import DescopeCore
import DescopeHTTP

extension Route {
    /// The project's public keys.
    static let keys = [
        // Requests carry the project id, with or without the auth management key. Public keys are not secret, so no
        // credentials are required.
        Route("session.keys", .get, "/v2/keys/{projectId}", .none, query: .optional("certs")) {
            state,
            call throws(EmulatorRefusal) in
            guard call.path["projectId"] == state.projectId else {
                throw EmulatorRefusal(404, .invalidArguments, "the project is unknown")
            }
            return Reply(body: state.keySet)
        }
    ]
}
