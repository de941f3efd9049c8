public import DescopeCore

/// The translations of a flow's screens.
public struct FlowLocalization: JSONModel, Hashable {
    /// The id.
    public var id: String?
    /// The version.
    public var version: Int?
    /// When the translations were last changed. The service does not document the unit.
    public var modifiedTime: String?
    /// The flow's id.
    public var flowId: String?
    /// The translations by language, for example `de`.
    public var languages: [String: [String: JSONValue]] = [:]

    /// Makes translations.
    public init(languages: [String: [String: JSONValue]] = [:]) { self.languages = languages }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id)
        $0("version", \.version)
        $0("modifiedTime", \.modifiedTime)
        $0("flowId", \.flowId)
        $0("languages", \.languages)
    }
}

/// The translations of messages.
public struct MessagingLocalization: JSONModel, Hashable {
    /// The id.
    public var id: String?
    /// The version.
    public var version: Int?
    /// When the translations were last changed. The service does not document the unit.
    public var modifiedTime: String?
    /// The translations by language, for example `de`.
    public var languages: [String: [String: JSONValue]] = [:]

    /// Makes translations.
    public init(languages: [String: [String: JSONValue]] = [:]) { self.languages = languages }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id)
        $0("version", \.version)
        $0("modifiedTime", \.modifiedTime)
        $0("languages", \.languages)
    }
}
