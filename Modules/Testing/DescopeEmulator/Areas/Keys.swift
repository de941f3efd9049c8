import DescopeCore
import DescopeHTTP

extension Route {
    /// The project's public keys.
    static let keys = [
        // The project's id alone, or with the auth management key; nothing here is secret, so nothing is asked for.
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
