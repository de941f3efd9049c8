public import DescopeManagement

// What users and tenants have allowed applications to do.
extension InboundApplicationAdmin {
    /// The consents that match all conditions of a search; without conditions, all of the project.
    ///
    /// - Parameters:
    ///   - search: The conditions.
    ///   - pageSize: The number of consents in one request, 1 to 1,000.
    public func searchConsents(
        _ search: InboundConsentSearch = InboundConsentSearch(),
        pageSize: Int = 100
    ) -> Pages<InboundConsent> {
        management.pages(
            .searchConsents,
            RequestBody(search: search),
            size: pageSize,
            maximum: 1000,
            elements: "consents"
        )
    }

    /// Deletes the consents of users that match all filters; at least one is needed. Consents of tenants stay.
    ///
    /// - Parameters:
    ///   - consentIds: Only consents with one of these ids; at least one.
    ///   - appId: Only consents given to this application.
    ///   - userIds: Only consents of these users; at least one.
    ///   - tenantId: Only consents given in this tenant.
    public func deleteConsents(
        consentIds: [String]? = nil,
        appId: String? = nil,
        userIds: [String]? = nil,
        tenantId: String? = nil
    ) async throws {
        let set = try APIOperation.deleteConsents.requireFilter([
            "consentIds": consentIds != nil, "appId": appId != nil, "userIds": userIds != nil,
            "tenantId": tenantId != nil,
        ])
        try await management.send(
            .deleteConsents,
            body: ["consentIds": consentIds, "appId": appId, "userIds": userIds, "tenantId": tenantId],
            requiring: set
        )
    }

    /// Deletes the consents of tenants that match all filters; at least one is needed.
    ///
    /// - Parameters:
    ///   - consentIds: Only consents with one of these ids; at least one.
    ///   - appId: Only consents given to this application.
    ///   - tenantId: Only consents of this tenant.
    public func deleteTenantConsents(
        consentIds: [String]? = nil,
        appId: String? = nil,
        tenantId: String? = nil
    ) async throws {
        let set = try APIOperation.deleteTenantConsents.requireFilter([
            "consentIds": consentIds != nil, "appId": appId != nil, "tenantId": tenantId != nil,
        ])
        try await management.send(
            .deleteTenantConsents,
            body: ["consentIds": consentIds, "appId": appId, "tenantId": tenantId],
            requiring: set
        )
    }
}
