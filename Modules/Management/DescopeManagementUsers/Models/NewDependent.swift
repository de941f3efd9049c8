public import DescopeCore

/// The values of a user who is created as a dependent of a family.
///
/// ```swift
/// NewDependent(familyId: "F2abc") {
///     $0.name = "Byron"
///     $0.familyScopedAttributes = ["F2abc": ["allergies": "nuts"]]
/// }
/// ```
public struct NewDependent: JSONModel, Hashable {
    /// The family's id.
    public var familyId = ""
    /// The user's login id; nil lets the service make one from the name. The email address and the phone number do not
    /// become login ids: they may be those of another member.
    public var loginId: String?
    /// The full name, for display.
    public var name: String?
    /// The email address.
    public var email: String?
    /// The phone number in E.164 format, for example `+12025550143`.
    public var phone: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The URL of the user's picture.
    public var picture: String?
    /// Values of the custom attributes that users may have.
    public var customAttributes: [String: JSONValue]?
    /// Values of the custom attributes that users may have in each family, by the family's id.
    public var familyScopedAttributes: [String: [String: JSONValue]]?

    /// Makes the values of a new dependent.
    ///
    /// - Parameters:
    ///   - familyId: The family's id.
    ///   - edit: Sets the other values.
    public init(familyId: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.familyId = familyId
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(familyId: "")) {
        $0("familyId", \.familyId, required: true)
        $0("loginId", \.loginId, needsText: true)
        $0("name", \.name)
        $0("email", \.email)
        $0("phone", \.phone)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("picture", \.picture)
        $0("customAttributes", \.customAttributes)
        $0("familyScopedAttributes", \.familyScopedAttributes)
    }
}
