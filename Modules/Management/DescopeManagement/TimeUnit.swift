import DescopeCore

/// The unit of a duration that JSON has in two members, a number and its unit. A model keeps both as they are, so that
/// what it does not change is sent back in the unit in which it was read.
package struct TimeUnit: JSONName {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// The units in minutes, the longest first.
    private static let minutes: KeyValuePairs = ["weeks": 10_080, "days": 1440, "hours": 60, "minutes": 1]

    /// The duration that a number of a unit stands for; nil for an unknown unit.
    ///
    /// - Parameter count: The number, as that many minutes: its member is read before its unit is known.
    package static func duration(_ count: Duration?, _ unit: TimeUnit?) -> Duration? {
        guard let count, let factor = minutes.first(where: { $0.key == unit?.rawValue })?.value else { return nil }
        return count * factor
    }

    /// A duration as a number of the longest unit in which it is whole. One that is not whole in minutes is kept, so
    /// that it is refused when it is written.
    package static func split(_ duration: Duration?) -> (count: Duration?, unit: TimeUnit?) {
        guard let duration else { return (nil, nil) }
        let (seconds, attoseconds) = duration.components
        let unit = minutes.first { seconds > 0 && attoseconds == 0 && seconds % Int64(60 * $0.value) == 0 }
        return (duration / (unit?.value ?? 1), Self(rawValue: unit?.key ?? "minutes"))
    }
}
