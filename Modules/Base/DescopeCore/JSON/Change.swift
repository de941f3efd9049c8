/// What a patch does to a value: keep it, clear it, or set it.
///
/// ```swift
/// let patch = UserPatch("ada@example.com") {
///     $0.displayName = .set("Ada")
///     $0.phone = .clear
/// }
/// ```
public enum Change<Value: Sendable>: Sendable {
    /// Keeps the value. This is the default.
    case keep
    /// Removes the value: sends an empty string, list or dictionary. A value of another type cannot be removed, because
    /// null would keep it: the request is refused by the member's name before anything is sent.
    case clear
    /// Sets the value.
    case set(Value)

    /// Sets a value, or removes it when it is nil.
    package static func set(orClear value: Value?) -> Self { value.map { .set($0) } ?? .clear }

    /// Writes a change that is not ``keep``.
    func write(to json: inout JSONWriter, _ write: (Value, inout JSONWriter) -> Void) {
        switch self {
        case .keep: json.writeNull()
        case .set(let value): write(value, &json)
        case .clear:
            if Value.self == String.self || Value.self == Secret.self || Value.self is any JSONName.Type {
                json.write("")
            } else if Value.self is any ClearedByEmptyList.Type {
                [String]().write(to: &json)
            } else if Value.self is any ClearedByEmptyObject.Type {
                json.writeObject { _ in }
            } else {
                json.refuse(expecting: "a value that is set", found: "one to clear, which the service would keep")
                json.writeNull()
            }
        }
    }
}

extension Change: Equatable where Value: Equatable {}

extension Change: Hashable where Value: Hashable {}

extension Change: JSONConvertible where Value: JSONConvertible {
    /// Reads a value that is set. A member that is absent is kept.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        .set(try Value.read(from: &json))
    }
    /// Writes the value that is set, or what clears it.
    public func write(to json: inout JSONWriter) { write(to: &json) { $0.write(to: &$1) } }
    /// Keeps the value.
    public static var absent: Self? { .keep }
    /// Whether the value is kept.
    public var isOmitted: Bool { if case .keep = self { true } else { false } }
}

private protocol ClearedByEmptyList {}

extension Array: ClearedByEmptyList {}

private protocol ClearedByEmptyObject {}

extension Dictionary: ClearedByEmptyObject {}
