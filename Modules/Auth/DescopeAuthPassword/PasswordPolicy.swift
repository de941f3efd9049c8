public import DescopeCore

/// What a project requires of passwords. What the service does not send is nil or false.
public struct PasswordPolicy: JSONModel, Hashable {
    /// The minimum number of characters.
    public package(set) var minLength: Int?
    /// Whether a lowercase letter is required.
    public package(set) var lowercase = false
    /// Whether an uppercase letter is required.
    public package(set) var uppercase = false
    /// Whether a digit is required.
    public package(set) var number = false
    /// Whether a character that is neither a letter nor a digit is required.
    public package(set) var nonAlphanumeric = false
    /// Whether a minimum strength is required.
    public package(set) var strengthScoreEnabled = false
    /// The minimum strength, when one is required.
    public package(set) var strengthScore: Int?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("minLength", \.minLength)
        $0("lowercase", \.lowercase)
        $0("uppercase", \.uppercase)
        $0("number", \.number)
        $0("nonAlphanumeric", \.nonAlphanumeric)
        $0("strengthScoreEnabled", \.strengthScoreEnabled)
        $0("strengthScore", \.strengthScore)
    }
}
