import DescopeCore

/// A duration that JSON has in two members, a number and its unit. Both are kept as they are, so that what an update
/// does not change is sent back in the unit in which it was read.
package struct DurationInUnit: Hashable, Sendable {
    /// The number, as that many minutes: its member is read before its unit is known.
    package var count: Duration?
    package var unit: Unit?

    package init() {}

    /// A unit. The set is open: the service may add values.
    package struct Unit: JSONName {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The units in minutes, the longest first.
    private static let minutes: KeyValuePairs = ["weeks": 10_080, "days": 1440, "hours": 60, "minutes": 1]

    /// The duration; nil without one, and when its unit is not known. It is written as a number of the longest unit in
    /// which it is whole. One that is not whole in minutes is kept, so that it is refused when it is written.
    package var duration: Duration? {
        get {
            guard let count, let factor = Self.minutes.first(where: { $0.key == unit?.rawValue })?.value else {
                return nil
            }
            return count * factor
        }
        set {
            guard let newValue else { return (count, unit) = (nil, nil) }
            let (seconds, attoseconds) = newValue.components
            let longest = Self.minutes.first { seconds > 0 && attoseconds == 0 && seconds % Int64(60 * $0.value) == 0 }
            count = newValue / (longest?.value ?? 1)
            unit = Unit(rawValue: longest?.key ?? "minutes")
        }
    }

    /// Whether two durations are the same, in whatever unit. Of an unknown unit, number and unit are compared.
    package static func == (first: Self, second: Self) -> Bool {
        if let duration = first.duration { return duration == second.duration }
        return second.duration == nil && first.count == second.count && first.unit == second.unit
    }

    package func hash(into hasher: inout Hasher) {
        if let duration { return hasher.combine(duration) }
        hasher.combine(count)
        hasher.combine(unit)
    }
}
