public import DescopeCore

/// The claims of an OpenID Connect provider that users' values come from. Each property is the name of a claim.
///
/// ```swift
/// SSOOIDCAttributeMapping {
///     $0.loginId = "sub"
///     $0.email = "email"
/// }
/// ```
@dynamicMemberLookup
public struct SSOOIDCAttributeMapping: JSONModel, Hashable {
    /// The login id, by which users are recognized.
    public var loginId: String?
    /// The other values. They can also be used as properties of this mapping: `mapping.email`.
    public var attributes = SSOAttributeMapping()

    /// Makes a mapping.
    ///
    /// - Parameter edit: Sets the names of the claims.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("loginId", \.loginId)
        $0(all: \.attributes)
    }

    /// A property of ``attributes``.
    public subscript<Value>(dynamicMember path: WritableKeyPath<SSOAttributeMapping, Value>) -> Value {
        get { attributes[keyPath: path] }
        set { attributes[keyPath: path] = newValue }
    }
}
