public import DescopeCore

/// The conditions of a search for families. A family has to match all of those that are set.
///
/// ```swift
/// FamilySearch { $0.names = ["The Lovelaces"] }
/// ```
public struct FamilySearch: JSONModel, Hashable {
    /// Only families with one of these ids.
    public var ids: [String]?
    /// Only families with one of these names.
    public var names: [String]?
    /// Only families with this text in one of their values.
    public var text: String?
    /// Only families with these values of custom attributes.
    public var customAttributes: [String: JSONValue]?

    /// Makes conditions; without any, all families are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("familyIds", \.ids)
        $0("familyNames", \.names)
        $0("freeText", \.text)
        $0("customAttributes", \.customAttributes)
    }
}
