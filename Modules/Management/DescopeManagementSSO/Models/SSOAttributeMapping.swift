public import DescopeCore

/// The attributes of a SAML identity provider that users' values come from. Each property is the name of an attribute;
/// in a ``SSOOIDCAttributeMapping``, the name of a claim.
///
/// ```swift
/// SSOAttributeMapping {
///     $0.email = "mail"
///     $0.group = "memberOf"
/// }
/// ```
public struct SSOAttributeMapping: JSONModel, Hashable {
    /// The full name.
    public var name: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The URL of the picture.
    public var picture: String?
    /// The email address.
    public var email: String?
    /// Whether the email address is verified.
    public var verifiedEmail: String?
    /// The phone number.
    public var phoneNumber: String?
    /// Whether the phone number is verified.
    public var verifiedPhone: String?
    /// The user name.
    public var username: String?
    /// The groups that the user belongs to.
    public var group: String?
    /// Custom attributes: the attributes by the custom attributes' names.
    public var customAttributes: [String: String]?

    /// Makes a mapping.
    ///
    /// - Parameter edit: Sets the names of the attributes.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("picture", \.picture)
        $0("email", \.email)
        $0("verifiedEmail", \.verifiedEmail)
        $0("phoneNumber", \.phoneNumber)
        $0("verifiedPhone", \.verifiedPhone)
        $0("username", \.username)
        $0("group", \.group)
        $0("customAttributes", \.customAttributes)
    }
}
