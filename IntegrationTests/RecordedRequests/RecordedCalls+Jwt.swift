import Descope

let recordedJwtCalls: [String: RecordedCall] = [
    "jwt.update": {
        _ = try await $0.management.jwt.update(
            $1.text("jwt"),
            customClaims: $1.object(ifAny: "customClaims"),
            refreshDuration: $1.seconds("refreshDuration")
        )
    },
    "jwt.impersonate": {
        _ = try await $0.management.jwt.impersonate(
            $1.text("loginId"),
            impersonatorId: $1.text("impersonatorId"),
            validatesConsent: $1.bool(ifAny: "validateConsent") == true,
            stepup: $1.bool(ifAny: "stepup"),
            customClaims: $1.object(ifAny: "customClaims"),
            selectedTenant: $1.text(ifAny: "selectedTenant"),
            refreshDuration: $1.seconds("refreshDuration")
        )
    },
    "jwt.impersonateStepup": {
        _ = try await $0.management.jwt.impersonateStepup(
            $1.text("loginId"),
            impersonatorId: $1.text("impersonatorId"),
            validatesConsent: $1.bool(ifAny: "validateConsent") == true,
            customClaims: $1.object(ifAny: "customClaims"),
            selectedTenant: $1.text(ifAny: "selectedTenant"),
            refreshDuration: $1.seconds("refreshDuration")
        )
    },
    "jwt.stopImpersonation": {
        _ = try await $0.management.jwt.stopImpersonation(
            $1.text("jwt"),
            customClaims: $1.object(ifAny: "customClaims"),
            selectedTenant: $1.text(ifAny: "selectedTenant"),
            refreshDuration: $1.seconds("refreshDuration")
        )
    },
    "jwt.signIn": {
        _ = try await $0.management.jwt.signIn(
            $1.text("loginId"),
            options: $1.has("options") ? $1.model("options") : ManagementSignInOptions(),
            refreshJwt: $1.text(ifAny: "refreshJwt")
        )
    },
    "jwt.signUp": {
        _ = try await $0.management.jwt.signUp(
            $1.text("loginId"),
            user: $1.user(),
            options: $1.managementSignUpOptions()
        )
    },
    "jwt.signUpOrIn": {
        _ = try await $0.management.jwt.signUpOrIn(
            $1.text("loginId"),
            user: $1.user(),
            options: $1.managementSignUpOptions()
        )
    },
    "jwt.signInAnonymously": {
        _ = try await $0.management.jwt.signInAnonymously(
            customClaims: $1.object(ifAny: "customClaims"),
            selectedTenant: $1.text(ifAny: "selectedTenant"),
            refreshDuration: $1.seconds("refreshDuration")
        )
    },

    "scopeClaimMapping.load": { client, _ in _ = try await client.management.scopeClaimMapping.load() },
    "scopeClaimMapping.set": { try await $0.management.scopeClaimMapping.set($1.models("mappings")) },
    "scopeClaimMapping.delete": { client, _ in try await client.management.scopeClaimMapping.delete() },
]

extension RecordedArguments {
    fileprivate func seconds(_ path: String) throws -> Duration? { try int(ifAny: path).map { .seconds($0) } }
    fileprivate func managementSignUpOptions() throws -> ManagementSignUpOptions {
        has("options") ? try model("options") : ManagementSignUpOptions()
    }
}

extension KnownDifference {
    private static let repeated: [(name: String, value: JSONValue)] = [("emailVerified", true), ("ssoAppId", "SA2crm")]

    static let jwt: [KnownDifference] = ["jwt.signUp", "jwt.signUpOrIn"].flatMap { operation in
        repeated.map {
            KnownDifference(
                operation,
                "body.user.\($0.name)",
                recorded: $0.value,
                "Python repeats within the user what it sends in the body, which is where the service reads it."
            )
        }
    }
}
