public import DescopeCore

/// A field that results are sorted by.
public struct SortField: JSONModel, Hashable {
    /// The name of the field in the service's JSON, for example `name` or `createdTime`.
    public var field = ""
    /// Whether the largest value comes first.
    public var isDescending = false

    /// Sorts by a field, the smallest value first.
    public static func ascending(_ field: String) -> Self { Self(field, false) }
    /// Sorts by a field, the largest value first.
    public static func descending(_ field: String) -> Self { Self(field, true) }

    private init(_ field: String, _ isDescending: Bool) {
        self.field = field
        self.isDescending = isDescending
    }

    /// The members in JSON.
    public static let members = Members(Self("", false)) {
        $0("field", \.field, required: true)
        $0("desc", \.isDescending)
    }
}
