import Descope
import DescopeEmulator
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    static let jwt: [Call] = tokens + templates

    private static let tokens: [Call] = [
        .management("jwt.update") {
            _ = try await $0.jwt.update(
                $1.secret("jwt"),
                customClaims: ["plan": "gold"],
                refreshDuration: .seconds(3600)
            )
        },
        .management("jwt.impersonate") {
            _ = try await $0.jwt.impersonate(
                $1("loginId"),
                impersonatorId: $1("impersonatorId"),
                validatesConsent: true,
                stepup: true,
                customClaims: ["plan": "gold"],
                selectedTenant: $1("selectedTenant"),
                refreshDuration: .seconds(3600)
            )
        },
        .management("jwt.impersonateStepup") {
            _ = try await $0.jwt.impersonateStepup(
                $1("loginId"),
                impersonatorId: $1("impersonatorId"),
                validatesConsent: false,
                customClaims: ["plan": "gold"],
                selectedTenant: $1("selectedTenant"),
                refreshDuration: .seconds(3600)
            )
        },
        .management("jwt.stopImpersonation") {
            _ = try await $0.jwt.stopImpersonation(
                $1.secret("jwt"),
                customClaims: ["plan": "gold"],
                selectedTenant: $1("selectedTenant"),
                refreshDuration: .seconds(3600)
            )
        },
        .management("jwt.signIn") { _ = try await $0.jwt.signIn($1("loginId")) },
        .management("jwt.signIn, as a step-up") { management, given in
            let (tenantId, ssoAppId) = (given("tenantId"), given("ssoAppId"))
            let selectedTenantId = given("selectedTenantId")
            let options = ManagementSignInOptions {
                ($0.stepup, $0.mfa, $0.customClaims) = (true, true, ["plan": "gold"])
                ($0.revokeOtherSessions, $0.revokeOtherSessionsTypes) = (true, ["web"])
                ($0.refreshDuration, $0.tenantId, $0.ssoAppId) = (.seconds(3600), tenantId, ssoAppId)
                $0.selectedTenantId = selectedTenantId
            }
            _ = try await management.jwt.signIn(given("loginId"), options: options, refreshJwt: given.secret("jwt"))
        },
        .management("jwt.signUp") {
            _ = try await $0.jwt.signUp($1("loginId"), user: .everything, options: .everything($1))
        },
        .management("jwt.signUpOrIn") {
            _ = try await $0.jwt.signUpOrIn($1("loginId"), user: .everything, options: .everything($1))
        },
        .management("jwt.signInAnonymously") {
            _ = try await $0.jwt.signInAnonymously(
                customClaims: ["plan": "gold"],
                roleNames: ["viewer"],
                selectedTenant: $1("selectedTenant"),
                refreshDuration: .seconds(3600)
            )
        },
        .management("jwt.generateClientAssertion") {
            _ = try await $0.jwt.generateClientAssertion(
                issuer: $1("issuer"),
                subject: $1("subject"),
                audience: ["https://idp.example.com/token"],
                expiresIn: .seconds(60),
                algorithm: .es384,
                flattensAudience: true
            )
        },
    ]

    private static let templates: [Call] = [
        .management("jwtTemplates.create") { management, _ in
            try await management.jwtTemplates.create(JWTTemplate("App"))
        },
        .management("jwtTemplates.update") {
            var template = JWTTemplate.everything
            template.id = $1("template.id")
            try await $0.jwtTemplates.update(template)
        },
        .management("jwtTemplates.delete") { try await $0.jwtTemplates.delete($1("id")) },
        .management("jwtTemplates.load") { _ = try await $0.jwtTemplates.load($1("id")) },
        .management("jwtTemplates.loadAll") { management, _ in _ = try await management.jwtTemplates.loadAll() },
        .management("jwtTemplates.validate") { _ = try await $0.jwtTemplates.validate(.everything, id: $1("id")) },
        .management("jwtTemplates.validate, by id") { _ = try await $0.jwtTemplates.validate(id: $1("id")) },
        .management("jwtTemplates.loadLibrary") { management, _ in
            _ = try await management.jwtTemplates.loadLibrary()
        },
        .management("jwtTemplates.loadLibraryEntry") { _ = try await $0.jwtTemplates.loadLibraryEntry($1("id")) },
        .management("jwtTemplates.applyLibraryEntry") {
            try await $0.jwtTemplates.applyLibraryEntry(
                $1("libraryEntryId"),
                name: $1("nameOverride"),
                description: $1("descriptionOverride"),
                tags: ["app"],
                claims: ["email": "{{user.email}}"]
            )
        },

        .management("scopeClaimMapping.load") { management, _ in
            _ = try await management.scopeClaimMapping.load()
        },
        .management("scopeClaimMapping.set") { management, _ in
            let scope = ScopeClaims("profile", claims: ["name": "{{user.name}}"], description: "The user's name")
            try await management.scopeClaimMapping.set([scope])
        },
        .management("scopeClaimMapping.delete") { management, _ in try await management.scopeClaimMapping.delete() },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareJwt(_ it: Journey) async throws -> [String: String] {
        let management = it.client.management
        let claims = ["name": "{{user.name}}"]
        try await management.scopeClaimMapping.set([ScopeClaims("profile", claims: claims)])
        let template = try await management.jwtTemplates.create(JWTTemplate("App")).id ?? ""
        try it.backend.setImpersonationConsent(of: "ada@example.com", until: it.clock.now.addingTimeInterval(3600))
        let ada = try await it.signUpOrIn()
        let impersonation = try await management.jwt.impersonate(
            "ada@example.com",
            impersonatorId: "bob",
            validatesConsent: false
        )
        return [
            "jwt.jwt": ada.refreshJwt?.reveal() ?? "", "jwt.stopImpersonation.jwt": impersonation.reveal(),
            "jwt.impersonatorId": "bob", "jwt.selectedTenant": "acme", "jwt.selectedTenantId": "acme",
            "jwt.signUp.loginId": "new@example.com",
            "jwt.update.jwt": ada.sessionJwt.reveal(), "jwt.ssoAppId": "crm",
            "jwtTemplates.id": template, "jwtTemplates.template.id": template,
            "jwtTemplates.loadLibraryEntry.id": "user-details", "jwtTemplates.libraryEntryId": "user-details",
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedJwt: [Unbounded] = [
        Unbounded("jwt.update", "refreshDuration") {
            _ = try await $0.jwt.update("token", refreshDuration: .milliseconds(1500))
        },
        Unbounded("jwt.impersonate", "refreshDuration") {
            _ = try await $0.jwt.impersonate(
                "ada",
                impersonatorId: "U1",
                validatesConsent: true,
                refreshDuration: .seconds(-1)
            )
        },
        Unbounded("jwt.impersonateStepup", "refreshDuration") {
            _ = try await $0.jwt.impersonateStepup(
                "ada",
                impersonatorId: "U1",
                validatesConsent: true,
                refreshDuration: .zero
            )
        },
        Unbounded("jwt.stopImpersonation", "refreshDuration") {
            _ = try await $0.jwt.stopImpersonation("token", refreshDuration: .zero)
        },
        Unbounded("jwt.signIn", "refreshDuration") {
            let options = ManagementSignInOptions { $0.refreshDuration = .milliseconds(1500) }
            _ = try await $0.jwt.signIn("ada", options: options)
        },
        Unbounded("jwt.signUp", "refreshDuration") {
            _ = try await $0.jwt.signUp("ada", options: ManagementSignUpOptions(refreshDuration: .zero))
        },
        Unbounded("jwt.signUpOrIn", "refreshDuration") {
            _ = try await $0.jwt.signUpOrIn("ada", options: ManagementSignUpOptions(refreshDuration: .seconds(-1)))
        },
        Unbounded("jwt.signInAnonymously", "refreshDuration") {
            _ = try await $0.jwt.signInAnonymously(refreshDuration: .zero)
        },
        Unbounded("jwt.signInAnonymously", "roles.0") {
            _ = try await $0.jwt.signInAnonymously(roleNames: [" "])
        },
        Unbounded("jwt.generateClientAssertion", "audience") {
            _ = try await $0.jwt.generateClientAssertion(
                issuer: "client",
                subject: "client",
                audience: [],
                expiresIn: .seconds(60)
            )
        },
        Unbounded("jwt.generateClientAssertion", "expiresIn") {
            _ = try await $0.jwt.generateClientAssertion(
                issuer: "client",
                subject: "client",
                audience: ["https://idp.example.com"],
                expiresIn: .zero
            )
        },
        Unbounded("jwtTemplates.create", "template.name") { try await $0.jwtTemplates.create(JWTTemplate(" ")) },
        Unbounded("jwtTemplates.update", "template.id") { try await $0.jwtTemplates.update(JWTTemplate("App")) },
        Unbounded("jwtTemplates.update", "template.id") {
            try await $0.jwtTemplates.update(JWTTemplate("App") { $0.id = " " })
        },
        Unbounded("scopeClaimMapping.set", "mappings.1.scope") {
            try await $0.scopeClaimMapping.set([ScopeClaims("profile", claims: [:]), ScopeClaims("", claims: [:])])
        },
    ]
}

extension Model {
    private static let templateNames = [
        "template": "claims", "conformanceIssuer": "hasConformingIssuer", "autoDCT": "setsCurrentTenant",
        "enforceIssuer": "enforcesIssuer", "overrideSubject": "overridesSubject",
        "omitCustomClaimsFromDSR": "omitsClaimsFromRefreshToken", "addJti": "addsTokenId",
        "excludePermissions": "excludesPermissions",
    ]

    static let jwt: [Model] = [
        Model(ManagementSignInOptions.self, "management.jwt.signIn"),
        Model(
            ManagementSignUpOptions.self,
            "management.jwt.signUp",
            renamed: [
                "emailVerified": "isEmailVerified", "phoneVerified": "isPhoneVerified", "userTenants": "tenants",
            ]
        ),
        Model(JWTTemplate.self, "JWTTemplate", renamed: templateNames),
        Model(
            JWTTemplateLibraryEntry.self,
            "JWTTemplateLibraryEntry",
            renamed: templateNames.merging([
                "experimental": "isExperimental", "logoLight": "lightLogoURL", "logoDark": "darkLogoURL",
            ]) { $1 }
        ),
        Model(JWTTemplateValidation.self, "JWTTemplateValidationResult", renamed: ["valid": "isValid"]),
        Model(JWTTemplateValidation.Issue.self, "JWTTemplateValidationIssue"),
        Model(ScopeClaims.self, "ScopeClaimMappingEntry"),
    ]
}

// MARK: - All that can be sent

extension ManagementSignUpOptions {
    fileprivate static func everything(_ given: Given) -> ManagementSignUpOptions {
        ManagementSignUpOptions(
            isEmailVerified: true,
            isPhoneVerified: true,
            customClaims: ["plan": "gold"],
            refreshDuration: .seconds(3600),
            ssoAppId: given("ssoAppId"),
            selectedTenantId: given("selectedTenantId"),
            tenants: [TenantMembership("acme", roleNames: ["editor"])]
        )
    }
}

extension JWTTemplate {
    fileprivate static let everything = JWTTemplate("App") {
        ($0.id, $0.description, $0.claims, $0.tags) = ("JT1", "For the app", ["email": "{{user.email}}"], ["app"])
        ($0.authSchema, $0.type, $0.issuerType) = (.currentTenant, .user, .legacy)
        ($0.hasConformingIssuer, $0.setsCurrentTenant, $0.enforcesIssuer) = (true, true, true)
        ($0.emptyClaimPolicy, $0.overridesSubject, $0.omitsClaimsFromRefreshToken) = (.delete, true, true)
        ($0.addsTokenId, $0.excludesPermissions, $0.source) = (true, true, "library")
    }
}
