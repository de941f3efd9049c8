public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A family.
public struct Family: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name: String?
    /// Values of the custom attributes that families may have.
    public var customAttributes: [String: JSONValue] = [:]
    /// Whether the family is disabled.
    public var isDisabled = false
    /// The URL of the family's photo.
    public var photo: String?
    /// When the family was created. In JSON: seconds since 1970.
    public var createdAt: Date?

    /// Makes an empty family.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("customAttributes", \.customAttributes)
        $0("disabled", \.isDisabled)
        $0("photo", \.photo)
        $0("createdTime", \.createdAt, as: .epochSeconds)
    }
}

/// The project's settings for families.
public struct FamilySettings: JSONModel, Hashable {
    /// Whether the project has families.
    public var isEnabled = false
    /// The number of members that a family may have; nil when the service does not say.
    public var maxFamilyMembers: Int?
    /// Whether a user may belong to several families.
    public var allowsSeveralFamilies = false

    /// Makes empty settings.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("maxFamilyMembers", \.maxFamilyMembers)
        $0("allowMultipleFamiliesUsers", \.allowsSeveralFamilies)
    }
}
