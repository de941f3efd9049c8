import Descope

let recordedSessionCalls: [String: RecordedCall] = [
    // Checking needs no request of its own: what is recorded is how the keys are fetched.
    "session.validate": { client, given in
        _ = try await client.session.validate(given.text("sessionJwt"), audience: given.audience())
    },
    "session.refresh": { client, given in
        _ = try await client.session.refresh(given.text("refreshJwt"), audience: given.audience())
    },
    "session.validateAndRefresh": { client, given in
        _ = try await client.session.validateAndRefresh(
            sessionJwt: given.text(ifAny: "sessionJwt"),
            refreshJwt: given.text(ifAny: "refreshJwt"),
            audience: given.audience()
        )
    },
    "session.logOut": { client, given in try await client.session.logOut(given.text("refreshJwt")) },
    "session.logOutEverywhere": { client, given in try await client.session.logOutEverywhere(given.text("refreshJwt"))
    },
    "session.me": { client, given in _ = try await client.session.me(given.text("refreshJwt")) },
    "session.history": { client, given in _ = try await client.session.history(given.text("refreshJwt")) },
    "session.myTenants": { client, given in
        let selection = try given.strings(ifAny: "ids").map(MyTenantsSelection.ids)
        _ = try await client.session.myTenants(given.text("refreshJwt"), selection ?? .all)
    },
    "session.selectTenant": { client, given in
        _ = try await client.session.selectTenant(given.text("tenantId"), refreshJwt: given.text("refreshJwt"))
    },
    "session.exchange": { client, given in
        _ = try await client.session.exchange(
            accessKey: given.text("accessKey"),
            options: AccessKeyLoginOptions(
                customClaims: given.object(ifAny: "loginOptions.customClaims"),
                selectedTenant: given.text(ifAny: "loginOptions.selectedTenant")
            ),
            audience: given.audience()
        )
    },
]

extension RecordedArguments {
    func audience() throws -> [String] { try text(ifAny: "audience").map { [$0] } ?? [] }
}
