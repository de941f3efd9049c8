import DescopeCore

/// What a project asks of passwords. What the service leaves out is nil or false.
public struct PasswordPolicy: Decodable, Hashable, Sendable {
    /// How many characters there have to be.
    public var minLength: Int?
    /// Whether there has to be a small letter.
    public var lowercase: Bool
    /// Whether there has to be a capital letter.
    public var uppercase: Bool
    /// Whether there has to be a digit.
    public var number: Bool
    /// Whether there has to be something that is neither letter nor digit.
    public var nonAlphanumeric: Bool
    /// Whether the password's strength is looked at.
    public var strengthScoreEnabled: Bool
    /// The strength that is asked for, when it is looked at.
    public var strengthScore: Int?
}
