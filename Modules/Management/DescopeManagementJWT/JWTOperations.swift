import DescopeHTTP

extension APIOperation {
    static let updateJWT = Self(management: "jwt.update", .post, "/v1/mgmt/jwt/update")
    static let impersonate = Self(management: "jwt.impersonate", .post, "/v1/mgmt/impersonate")
    static let impersonateStepup = Self(management: "jwt.impersonateStepup", .post, "/v1/mgmt/impersonate/stepup")
    static let stopImpersonation = Self(management: "jwt.stopImpersonation", .post, "/v1/mgmt/stop/impersonation")
    static let signIn = Self(management: "jwt.signIn", .post, "/v1/mgmt/auth/signin")
    static let signUp = Self(management: "jwt.signUp", .post, "/v1/mgmt/auth/signup")
    static let signUpOrIn = Self(management: "jwt.signUpOrIn", .post, "/v1/mgmt/auth/signup-in")
    static let signInAnonymously = Self(management: "jwt.signInAnonymously", .post, "/v1/mgmt/auth/anonymous")
    static let generateClientAssertion = Self(
        management: "jwt.generateClientAssertion",
        .post,
        "/v1/mgmt/token/clientassertion"
    )

    static let createTemplate = Self(management: "jwtTemplates.create", .post, "/v1/mgmt/jwt/templates/create")
    static let updateTemplate = Self(management: "jwtTemplates.update", .post, "/v1/mgmt/jwt/templates/update")
    static let deleteTemplate = Self(management: "jwtTemplates.delete", .post, "/v1/mgmt/jwt/templates/delete")
    static let loadTemplate = Self(management: "jwtTemplates.load", .post, "/v1/mgmt/jwt/templates/load", .always)
    static let loadTemplates = Self(management: "jwtTemplates.loadAll", .post, "/v1/mgmt/jwt/templates/list", .always)
    static let validateTemplate = Self(
        management: "jwtTemplates.validate",
        .post,
        "/v1/mgmt/jwt/templates/validate",
        .always
    )
    static let loadLibrary = Self(
        management: "jwtTemplates.loadLibrary",
        .post,
        "/v1/mgmt/jwt/templates/library/list",
        .always
    )
    static let loadLibraryEntry = Self(
        management: "jwtTemplates.loadLibraryEntry",
        .post,
        "/v1/mgmt/jwt/templates/library/load",
        .always
    )
    static let applyLibraryEntry = Self(
        management: "jwtTemplates.applyLibraryEntry",
        .post,
        "/v1/mgmt/jwt/templates/library/apply"
    )

    static let loadScopeClaimMapping = Self(
        management: "scopeClaimMapping.load",
        .post,
        "/v1/mgmt/scopeClaimMapping/get",
        .always
    )
    static let setScopeClaimMapping = Self(
        management: "scopeClaimMapping.set",
        .post,
        "/v1/mgmt/scopeClaimMapping/set"
    )
    static let deleteScopeClaimMapping = Self(
        management: "scopeClaimMapping.delete",
        .post,
        "/v1/mgmt/scopeClaimMapping/delete"
    )
}
