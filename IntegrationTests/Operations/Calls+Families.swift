import Descope

extension Call {
    static let families: [Call] = [
        .management("families.create") {
            try await $0.families.create(
                NewFamily(
                    $1("name"),
                    familyId: $1("familyId"),
                    customAttributes: ["level": 7],
                    photo: "https://app.example.com/family.png",
                    isDisabled: true
                )
            )
        },
        .management("families.patch") {
            try await $0.families.patch(
                FamilyPatch($1("id")) {
                    ($0.name, $0.customAttributes) = (.set("The Lovelaces"), .set(["level": 7]))
                    ($0.photo, $0.isDisabled) = (.clear, false)
                }
            )
        },
        .management("families.delete") { try await $0.families.delete($1("id")) },
        .management("families.search") { management, _ in
            let search = FamilySearch {
                ($0.ids, $0.names) = (["F1"], ["The Lovelaces"])
                ($0.text, $0.customAttributes) = ("love", ["level": 7])
            }
            _ = try await management.families.search(search, pageSize: 50).page(2)
        },
        .management("families.createDependent") { management, given in
            let loginId = given("loginId")
            let dependent = NewDependent(familyId: given("familyId")) {
                ($0.loginId, $0.name, $0.email, $0.phone) = (loginId, "Byron", "ada@example.com", "+12025550143")
                ($0.givenName, $0.middleName, $0.familyName) = ("Byron", "Noel", "King")
                ($0.picture, $0.customAttributes) = ("https://app.example.com/byron.png", ["level": 1])
                $0.familyScopedAttributes = ["F1": ["allergies": "nuts"]]
            }
            try await management.families.createDependent(dependent)
        },
        .management("families.deleteDependent") { try await $0.families.deleteDependent(userId: $1("userId")) },
        .management("families.impersonateDependent") {
            _ = try await $0.families.impersonateDependent(
                $1("dependentLoginId"),
                impersonator: $1("impersonatorUserIdOrLoginId"),
                selectedFamily: $1("selectedFamily")
            )
        },
        .management("families.stopImpersonation") {
            _ = try await $0.families.stopImpersonation(
                $1.secret("jwt"),
                customClaims: ["plan": "gold"],
                refreshDuration: .seconds(3600)
            )
        },
        .management("families.loadSettings") { management, _ in _ = try await management.families.loadSettings() },
        .management("families.configureSettings") { management, _ in
            try await management.families.configureSettings(
                isEnabled: true,
                maxFamilyMembers: 8,
                allowsSeveralFamilies: false
            )
        },
        .management("families.loadCustomAttributes") { management, _ in
            _ = try await management.families.loadCustomAttributes()
        },
        .management("families.createCustomAttributes") { management, _ in
            try await management.families.createCustomAttributes([CustomAttribute("level", .number)])
        },
        .management("families.deleteCustomAttributes") { management, _ in
            try await management.families.deleteCustomAttributes(["level"])
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareFamilies(_ it: Journey) async throws -> [String: String] {
        let (users, families) = (it.client.management.users, it.client.management.families)
        try await families.configureSettings(isEnabled: true, maxFamilyMembers: 8, allowsSeveralFamilies: true)
        try await families.createCustomAttributes([CustomAttribute("level", .number)])
        try await users.createFamilyScopedCustomAttributes([
            CustomAttribute("chores", .number), CustomAttribute("bed", .text),
        ])
        try await families.create(NewFamily("The Kings", familyId: "F1"))
        let user = try await it.signUpOrIn("parent@example.com").user
        try await users.addFamilies([FamilyAssociation("F1", roleNames: ["parent"])], loginId: "parent@example.com")
        let dependent = NewDependent(familyId: "F1") { $0.loginId = "byron" }
        let child = try await families.createDependent(dependent)
        let jwt = try await families.impersonateDependent("byron", impersonator: "parent@example.com")
        return [
            "families.id": "F1", "families.familyId": "F1", "families.create.familyId": "new",
            "families.createDependent.loginId": "new", "families.userId": child.userId ?? "",
            "families.dependentLoginId": "byron", "families.impersonatorUserIdOrLoginId": user?.userId ?? "",
            "families.selectedFamily": "F1", "families.jwt": jwt.reveal(),
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedFamilies: [Unbounded] = [
        Unbounded("families.search", "pageSize") { _ = try await $0.families.search(pageSize: 0).page(0) },
        Unbounded("families.search", "pageSize") { _ = try await $0.families.search(pageSize: 1001).page(0) },
        Unbounded("families.search", "page") { _ = try await $0.families.search().page(-1) },
        Unbounded("families.search", "familyIds.0") {
            _ = try await $0.families.search(FamilySearch { $0.ids = [" "] }).page(0)
        },
        Unbounded("families.configureSettings", "maxFamilyMembers") {
            try await $0.families.configureSettings(maxFamilyMembers: 0)
        },
        Unbounded("families.stopImpersonation", "refreshDuration") {
            _ = try await $0.families.stopImpersonation("token", refreshDuration: .zero)
        },
        Unbounded("families.createCustomAttributes", "attributes") {
            try await $0.families.createCustomAttributes([])
        },
        Unbounded("families.deleteCustomAttributes", "names") { try await $0.families.deleteCustomAttributes([]) },
    ]
}

extension Model {
    private static let disabled = ["disabled": "isDisabled"]

    static let families: [Model] = [
        Model(Family.self, "Family", renamed: disabled),
        Model(NewFamily.self, "management.family.create", renamed: disabled),
        Model(FamilyPatch.self, "management.family.update", renamed: disabled),
        Model(
            FamilySearch.self,
            "management.family.searchAll",
            renamed: ["familyIds": "ids", "familyNames": "names", "freeText": "text"]
        ),
        Model(NewDependent.self, "management.family.createDependent"),
        Model(
            FamilySettings.self,
            "FamilySettings",
            renamed: ["enabled": "isEnabled", "allowMultipleFamiliesUsers": "allowsSeveralFamilies"]
        ),
    ]
}
