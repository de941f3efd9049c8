import DescopeHTTP

extension Route {
    /// Following the link of a reset message, which is verified as magic links are.
    static let passwordResets = [
        Route(
            "magicLink.verify",
            .post,
            "/v1/auth/magiclink/verify",
            .project,
            [.required("token")]
        ) { state, call throws(EmulatorRefusal) in
            guard let reply = try state.redeemReset(try call.required("token")) else {
                throw EmulatorRefusal(401, .linkTokenExpired, "the link is unknown, used or expired")
            }
            return reply
        }
    ]
}
