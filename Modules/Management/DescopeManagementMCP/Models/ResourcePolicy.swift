public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Which scopes of a resource an application may ask for.
public struct ResourcePolicy: JSONModel, Hashable {
    /// The resource's id.
    public var resourceId = ""
    /// The application's id.
    public var thirdPartyApplicationId = ""
    /// The service's version of these values.
    public var version: String?
    /// The scopes that the application may ask for when a user signs in.
    public var userAccessScopes: [String] = []
    /// The scopes that the application may ask for without a user.
    public var clientAccessScopes: [String] = []
    /// Whether the application may ask for all scopes when a user signs in.
    public var allowsAllUserScopes = false
    /// Whether the application may ask for all scopes without a user.
    public var allowsAllClientScopes = false
    /// When it was created. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var createdAt: Date?
    /// When it was last changed. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var modifiedAt: Date?

    /// Makes an empty policy.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("resourceId", \.resourceId, required: true)
        $0("thirdPartyApplicationId", \.thirdPartyApplicationId, required: true)
        $0("version", \.version)
        $0("userAccessScopes", \.userAccessScopes)
        $0("clientAccessScopes", \.clientAccessScopes)
        $0("allUserScopes", \.allowsAllUserScopes)
        $0("allClientScopes", \.allowsAllClientScopes)
        $0("createdTime", \.createdAt, as: .undocumentedEpoch)
        $0("modifiedTime", \.modifiedAt, as: .undocumentedEpoch)
    }
}

/// The values of a policy that is created or updated. Values that are not set are left out; an update clears them.
public struct ResourcePolicyDetails: JSONModel, Hashable {
    /// The resource's id.
    public var resourceId = ""
    /// The application's id.
    public var thirdPartyApplicationId = ""
    /// The scopes that the application may ask for when a user signs in.
    public var userAccessScopes: [String]?
    /// The scopes that the application may ask for without a user.
    public var clientAccessScopes: [String]?
    /// Whether the application may ask for all scopes when a user signs in.
    public var allowsAllUserScopes: Bool?
    /// Whether the application may ask for all scopes without a user.
    public var allowsAllClientScopes: Bool?

    /// Makes values.
    ///
    /// - Parameters:
    ///   - resourceId: The resource's id.
    ///   - thirdPartyApplicationId: The application's id.
    ///   - edit: Sets the other values.
    public init(
        resourceId: String,
        thirdPartyApplicationId: String,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.resourceId = resourceId
        self.thirdPartyApplicationId = thirdPartyApplicationId
        edit(&self)
    }

    /// Begins with all values that a policy has now.
    public init(_ policy: ResourcePolicy) {
        (resourceId, thirdPartyApplicationId) = (policy.resourceId, policy.thirdPartyApplicationId)
        (userAccessScopes, clientAccessScopes) = (policy.userAccessScopes, policy.clientAccessScopes)
        (allowsAllUserScopes, allowsAllClientScopes) = (policy.allowsAllUserScopes, policy.allowsAllClientScopes)
    }

    /// The members in JSON.
    public static let members = Members(Self(resourceId: "", thirdPartyApplicationId: "")) {
        $0("resourceId", \.resourceId, required: true)
        $0("thirdPartyApplicationId", \.thirdPartyApplicationId, required: true)
        $0("userAccessScopes", \.userAccessScopes)
        $0("clientAccessScopes", \.clientAccessScopes)
        $0("allUserScopes", \.allowsAllUserScopes)
        $0("allClientScopes", \.allowsAllClientScopes)
    }
}

/// A resource and an application, between which there is a policy.
public struct ResourcePolicyIdentifier: JSONModel, Hashable {
    /// The resource's id.
    public var resourceId = ""
    /// The application's id.
    public var thirdPartyApplicationId = ""

    /// Makes an identifier.
    public init(resourceId: String, thirdPartyApplicationId: String) {
        self.resourceId = resourceId
        self.thirdPartyApplicationId = thirdPartyApplicationId
    }

    /// The members in JSON.
    public static let members = Members(Self(resourceId: "", thirdPartyApplicationId: "")) {
        $0("resourceId", \.resourceId, required: true)
        $0("thirdPartyApplicationId", \.thirdPartyApplicationId, required: true)
    }
}
