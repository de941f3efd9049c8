import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// The configurations with which users are sent to federated applications by SCIM.
    static let outboundScim = Self(
        kind: "outboundScim",
        audit: "OutboundScimConfiguration",
        prefix: "",
        operations: [
            "outboundScim.createConfiguration": .create, "outboundScim.loadConfiguration": .load,
            "outboundScim.setEnabled": .patch, "outboundScim.deleteConfiguration": .delete,
            "outboundScim.updateConfiguration": .update,
        ],
        key: ["appId"],
        required: [],
        owners: [("ssoApps", "appId")]
    )
}

extension Route {
    /// The management of outbound SCIM.
    static let outboundScim = stored(.outboundScim).map { route in
        guard route.name == "outboundScim.updateConfiguration" else { return route }
        return Route(route.name, audit: route.audit) { state, call in
            let stored = try state.stored(.outboundScim, call)
            guard let version = call.number("version"), stored.members["version"]?.intValue == Int64(version) else {
                throw EmulatorRefusal(409, .invalidArguments, "version: the configuration has changed since")
            }
            return try route.handle(state, call)
        }.stored
    }
}
