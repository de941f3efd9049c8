public import DescopeCore

/// What the project or a tenant requires of passwords. An update resets the settings that are nil.
public struct PasswordSettings: JSONModel, Hashable {
    /// Whether users may sign in with passwords.
    public var isEnabled: Bool?
    /// The minimum number of characters.
    public var minLength: Int?
    /// Whether a lowercase letter is required.
    public var requiresLowercase: Bool?
    /// Whether an uppercase letter is required.
    public var requiresUppercase: Bool?
    /// Whether a letter of any case is required.
    public var requiresLetter: Bool?
    /// Whether a digit is required.
    public var requiresNumber: Bool?
    /// Whether a character that is neither a letter nor a digit is required.
    public var requiresNonAlphanumeric: Bool?
    /// The characters that passwords must not contain.
    public var disallowedCharacters: String?
    /// Whether a password must differ from the user's email address.
    public var forbidsEmailAddress: Bool?
    /// Whether ``strengthScore`` is required.
    public var requiresStrength: Bool?
    /// The minimum strength.
    public var strengthScore: Int?
    /// Whether passwords expire after ``expirationWeeks``.
    public var isExpirationEnabled: Bool?
    /// The number of weeks after which a password has to be replaced.
    public var expirationWeeks: Int?
    /// Whether a user's last ``reuseAmount`` passwords are refused.
    public var forbidsReuse: Bool?
    /// The number of a user's earlier passwords that are refused.
    public var reuseAmount: Int?
    /// Whether a user is locked after ``lockAttempts``.
    public var isLockEnabled: Bool?
    /// The number of wrong passwords that lock a user.
    public var lockAttempts: Int?
    /// Whether a user is locked for ``temporaryLockDuration`` after ``temporaryLockAttempts``.
    public var isTemporaryLockEnabled: Bool?
    /// The number of wrong passwords that lock a user for some time.
    public var temporaryLockAttempts: Int?
    /// How long a user is locked for some time. In JSON: whole minutes.
    public var temporaryLockDuration: Duration?

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("minLength", \.minLength)
        $0("lowercase", \.requiresLowercase)
        $0("uppercase", \.requiresUppercase)
        $0("anyLetter", \.requiresLetter)
        $0("number", \.requiresNumber)
        $0("nonAlphanumeric", \.requiresNonAlphanumeric)
        $0("disallowedCharacters", \.disallowedCharacters)
        $0("disallowEmailMatch", \.forbidsEmailAddress)
        $0("enablePasswordStrength", \.requiresStrength)
        $0("passwordStrengthScore", \.strengthScore)
        $0("expiration", \.isExpirationEnabled)
        $0("expirationWeeks", \.expirationWeeks)
        $0("reuse", \.forbidsReuse)
        $0("reuseAmount", \.reuseAmount)
        $0("lock", \.isLockEnabled)
        $0("lockAttempts", \.lockAttempts)
        $0("tempLock", \.isTemporaryLockEnabled)
        $0("tempLockAttempts", \.temporaryLockAttempts)
        $0("tempLockDuration", \.temporaryLockDuration, as: .minutes)
    }

    /// The numbers, by their names in JSON.
    var counts: KeyValuePairs<String, Int?> {
        [
            "minLength": minLength, "passwordStrengthScore": strengthScore, "expirationWeeks": expirationWeeks,
            "reuseAmount": reuseAmount, "lockAttempts": lockAttempts, "tempLockAttempts": temporaryLockAttempts,
        ]
    }
}
