public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Management {
    /// Manages inbound applications.
    public var inboundApplications: InboundApplicationAdmin { InboundApplicationAdmin(management: self) }
}

/// Manages inbound applications: other parties' applications, which obtain access tokens of the project's users and
/// tenants by OAuth. The service also calls them third-party applications.
///
/// ```swift
/// let details = InboundApplicationDetails("Partner CRM") {
///     $0.loginPageURL = "https://login.example.com"
///     $0.permissionScopes = [ApplicationScope("read", description: "Reads documents", values: ["Read"])]
/// }
/// let credentials = try await client.management.inboundApplications.create(details)
/// ```
public struct InboundApplicationAdmin: Sendable {
    let management: Management

    // MARK: - Applications

    /// Creates an application.
    ///
    /// - Parameters:
    ///   - details: The application's values.
    ///   - id: The application's id; nil lets the service make one.
    ///   - clientId: The client id that the application has with another authorization server, to keep using it.
    ///   - clientSecret: The client secret that it has there.
    ///   - isPublicClient: Whether it is a public client, such as a mobile app, which cannot keep a secret.
    ///   - consentFlowId: The flow that asks users for consent.
    /// - Returns: The application's ids, and the client secret. ``loadSecret(_:name:)`` returns it again.
    @discardableResult
    public func create(
        _ details: InboundApplicationDetails,
        id: String? = nil,
        clientId: String? = nil,
        clientSecret: (any SecretConvertible)? = nil,
        isPublicClient: Bool? = nil,
        consentFlowId: String? = nil
    ) async throws -> InboundApplicationCredentials {
        try await management.send(
            .createInboundApplication,
            body: RequestBody(
                details,
                with: [
                    "id": id, "clientId": clientId, "clientSecret": clientSecret?.asSecret,
                    "nonConfidentialClient": isPublicClient, "consentFlowId": consentFlowId,
                ]
            )
        )
    }

    /// Replaces all values of an application; those that are not set are cleared. ``patch(_:)`` keeps them.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - details: The values that it is to have; begin with ``InboundApplication/details`` to change some.
    public func update(_ id: String, _ details: InboundApplicationDetails) async throws {
        try await management.send(.updateInboundApplication, body: RequestBody(details, with: ["id": id]))
    }

    /// Changes some values of an application and keeps all others.
    ///
    /// ```swift
    /// let patch = InboundApplicationPatch("TPA2…") { $0.description = .set("Reads contacts") }
    /// try await client.management.inboundApplications.patch(patch)
    /// ```
    public func patch(_ patch: InboundApplicationPatch) async throws {
        try await management.send(.patchInboundApplication, body: RequestBody(patch))
    }

    /// Deletes an application.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteInboundApplication, body: ["id": id])
    }

    /// Deletes several applications in one request.
    ///
    /// - Parameter ids: The applications' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteInboundApplications, body: ["ids": ids], requiring: ["ids"])
    }

    /// Loads an application.
    public func load(_ id: String) async throws -> InboundApplication {
        try await management.send(.loadInboundApplication, query: ["id": id], returning: .application)
    }

    /// Loads the application with a client id.
    public func load(clientId: String) async throws -> InboundApplication {
        try await management.send(.loadInboundApplication, query: ["clientId": clientId], returning: .application)
    }

    /// All applications of the project.
    ///
    /// - Parameter pageSize: The number of applications in one request, 1 to 1,000.
    public func loadAll(pageSize: Int = 100) -> Pages<InboundApplication> {
        management.pages(.loadInboundApplications, size: pageSize, maximum: 1000, elements: "apps")
    }

    // MARK: - Client secrets

    /// Loads a client secret of an application.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - name: The secret's name, which is needed when the application has several.
    public func loadSecret(_ id: String, name: String? = nil) async throws -> Secret {
        try await management.send(
            .loadInboundApplicationSecret,
            query: ["id": id, "secretName": name],
            returning: .member("cleartext")
        )
    }

    /// Replaces the client secret of an application by a new one.
    ///
    /// - Returns: The new secret.
    public func rotateSecret(_ id: String) async throws -> Secret {
        try await management.send(.rotateInboundApplicationSecret, body: ["id": id], returning: .member("cleartext"))
    }

    /// Gives an application a further client secret, so that it can move to it before the old one is revoked.
    ///
    /// - Parameters:
    ///   - name: The secret's name.
    ///   - id: The application's id.
    ///   - expiresAt: When it expires; nil for never. In JSON: seconds since 1970.
    /// - Returns: The secret.
    public func addSecret(_ name: String, id: String, expiresAt: Date? = nil) async throws -> CreatedClientSecret {
        try await management.send(
            .addInboundApplicationSecret,
            body: [
                "id": id, "name": name,
                "expireTime": try APIOperation.addInboundApplicationSecret.expireTime(expiresAt),
            ]
        )
    }

    /// Revokes a client secret of an application.
    ///
    /// - Parameters:
    ///   - name: The secret's name.
    ///   - id: The application's id.
    /// - Returns: The secrets that remain.
    @discardableResult
    public func revokeSecret(_ name: String, id: String) async throws -> [ClientSecretInfo] {
        try await management.send(
            .revokeInboundApplicationSecret,
            body: ["id": id, "name": name],
            returning: .member("secrets")
        )
    }
}

extension ResponseForm<InboundApplication> {
    /// The whole body. The published description of the service has the application in the member `app`.
    fileprivate static var application: Self {
        Self { response, _, oddities in
            let wrapper = try Wrapper(json: response.body, noting: &oddities)
            return try wrapper.app ?? InboundApplication(json: response.body, noting: &oddities)
        }
    }
}

private struct Wrapper: JSONModel {
    var app: InboundApplication?

    static let members = Members(Self()) { $0("app", \.app) }
}
