public import DescopeCore

/// An event of your app that is added to the audit trail.
public struct NewAuditEvent: JSONModel, Hashable {
    /// What has happened: a name of your own, for example `InvoicePaid`.
    public var action = ""
    /// How serious it is.
    public var type = AuditType.info
    /// The id of the user, administrator or key that did it.
    public var actorId = ""
    /// The tenant that it concerns.
    public var tenantId = ""
    /// The id of the user that it happened to.
    public var userId: String?
    /// Further values.
    public var data: [String: JSONValue]?

    /// Makes an event.
    public init(
        _ action: String,
        _ type: AuditType = .info,
        actorId: String,
        tenantId: String,
        userId: String? = nil,
        data: [String: JSONValue]? = nil
    ) {
        self.action = action
        self.type = type
        self.actorId = actorId
        self.tenantId = tenantId
        self.userId = userId
        self.data = data
    }

    /// The members in JSON.
    public static let members = Members(Self("", actorId: "", tenantId: "")) {
        $0("action", \.action, required: true)
        $0("type", \.type, required: true)
        $0("actorId", \.actorId, required: true)
        $0("tenantId", \.tenantId, required: true)
        $0("userId", \.userId, needsText: true)
        $0("data", \.data)
    }
}
