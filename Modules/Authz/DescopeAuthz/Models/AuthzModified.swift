public import DescopeCore

/// What has changed: which entries of a cache have to be dropped.
///
/// Answers that do not depend on the relations of their resource and target alone can change by any relation: drop
/// those whenever something changed (``FGACheckInfo/isDirect``).
public struct AuthzModified: JSONModel, Hashable {
    /// The ids of the resources that have new or deleted relations.
    public var resources: [String] = []
    /// The ids of the targets of new or deleted relations.
    public var targets: [String] = []
    /// Whether the schema has changed: drop everything.
    public var isSchemaChanged = false

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("resources", \.resources, strict: true)
        $0("targets", \.targets, strict: true)
        $0("schemaChanged", \.isSchemaChanged, strict: true)
    }
}
