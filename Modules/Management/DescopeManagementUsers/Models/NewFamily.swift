public import DescopeCore

/// The values of a family that is created.
public struct NewFamily: JSONModel, Hashable {
    /// The name.
    public var name = ""
    /// The id; nil lets the service make one.
    public var familyId: String?
    /// Values of the custom attributes that families may have.
    public var customAttributes: [String: JSONValue]?
    /// The URL of the family's photo.
    public var photo: String?
    /// Whether the family is disabled. Default false.
    public var isDisabled: Bool?

    /// Makes the values of a new family.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - familyId: The id; nil lets the service make one.
    ///   - customAttributes: Values of the custom attributes that families may have.
    ///   - photo: The URL of the family's photo.
    ///   - isDisabled: Whether the family is disabled.
    public init(
        _ name: String,
        familyId: String? = nil,
        customAttributes: [String: JSONValue]? = nil,
        photo: String? = nil,
        isDisabled: Bool? = nil
    ) {
        self.name = name
        self.familyId = familyId
        self.customAttributes = customAttributes
        self.photo = photo
        self.isDisabled = isDisabled
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("familyId", \.familyId, needsText: true)
        $0("customAttributes", \.customAttributes)
        $0("photo", \.photo)
        $0("disabled", \.isDisabled)
    }
}
