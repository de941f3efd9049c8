/// What a patch does to one field: leave it, empty it, or set it.
///
/// An update of the service overwrites every field that it is not given; a patch touches only what changes.
public enum Change<Value: Sendable>: Sendable {
    /// Leave the field as it is.
    case keep
    /// Empty the field.
    case clear
    /// Set the field.
    case set(Value)
}

extension Change: Equatable where Value: Equatable {}
