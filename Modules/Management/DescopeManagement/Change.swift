public import DescopeCore

/// What a patch does to a value: keep it, clear it, or set it.
///
/// ```swift
/// var patch = UserPatch(loginId: "ada@example.com")
/// patch.displayName = .set("Ada")
/// patch.phone = .clear
/// ```
public struct Change<Value: JSONConvertible>: Sendable {
    fileprivate let value: Value?

    /// Keeps the value. This is the default.
    public static var keep: Self { Self(value: nil) }
    /// Sets the value.
    public static func set(_ value: Value) -> Self { Self(value: value) }
}

extension Change where Value: Clearable {
    /// Removes the value.
    public static var clear: Self { .set(.cleared) }

    /// Sets a value, or removes it when it is nil.
    package static func set(orClear value: Value?) -> Self { .set(value ?? .cleared) }
}

extension Change: Equatable where Value: Equatable {}

extension Change: Hashable where Value: Hashable {}

/// A type of values that a patch can remove: the service takes an empty one as none.
public protocol Clearable: JSONConvertible {
    /// The value that stands for none.
    static var cleared: Self { get }
}

extension String: Clearable {
    /// An empty string.
    public static var cleared: String { "" }
}

extension Array: Clearable where Element: JSONConvertible {
    /// An empty list.
    public static var cleared: [Element] { [] }
}

extension Dictionary: Clearable where Key == String, Value: JSONConvertible {
    /// An empty object.
    public static var cleared: [String: Value] { [:] }
}

extension Change: JSONConvertible {
    /// Reads a value that is set. A member that is absent is kept.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        .set(try Value.read(from: &json))
    }
    /// Writes the value that is set, or the empty one.
    public func write(to json: inout JSONWriter) { value?.write(to: &json) }
    /// Keeps the value.
    public static var absent: Self? { .keep }
    /// Whether the value is kept.
    public var isOmitted: Bool { value == nil }
}
