public import DescopeCore

/// A change of some values of a family; all others are kept, as are those that are nil.
///
/// ```swift
/// FamilyPatch("F2abc") {
///     $0.name = .set("The Lovelaces")
///     $0.photo = .clear
/// }
/// ```
public struct FamilyPatch: JSONModel, Hashable {
    /// The family's id.
    public var id = ""
    /// The name.
    public var name: Change<String> = .keep
    /// Values of the custom attributes that families may have. They replace all present ones.
    public var customAttributes: Change<[String: JSONValue]> = .keep
    /// The URL of the family's photo.
    public var photo: Change<String> = .keep
    /// Whether the family is disabled.
    public var isDisabled: Bool?

    /// Makes a patch.
    ///
    /// - Parameters:
    ///   - id: The family's id.
    ///   - edit: Sets the changes.
    public init(_ id: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("customAttributes", \.customAttributes)
        $0("photo", \.photo)
        $0("disabled", \.isDisabled)
    }
}
