#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension JSONForm<Date> {
    /// Seconds since 1970; 0 stands for no date.
    public static var epochSeconds: Self { epoch(1, .epochSeconds) }
    /// Milliseconds since 1970; 0 stands for no date.
    public static var epochMilliseconds: Self { epoch(1000, .epochMilliseconds) }

    private static func epoch(_ scale: Double, _ kind: MemberTable.Kind) -> Self {
        Self(isStrict: false, kind) { json throws(JSONFailure) in
            Date(epoch: try json.double(), perSecond: scale)
        } write: { date, json in
            let value = (date.timeIntervalSince1970 * scale).rounded()
            // 0 would stand for no date, often for one that never comes.
            guard value > 0 else {
                json.refuse(expecting: "a date after 1970-01-01", found: "an earlier one")
                return json.writeNull()
            }
            json.write(value)
        }
    }
}

extension Date {
    /// Nil for 0, which stands for no date, and for what is written as 0.
    init?(epoch value: Double, perSecond scale: Double) {
        guard value.rounded() > 0 else { return nil }
        self.init(timeIntervalSince1970: value / scale)
    }
}

extension JSONForm<Duration> {
    /// Whole seconds; 0 stands for no duration.
    public static var seconds: Self { whole(1, "seconds") }
    /// Whole minutes; 0 stands for no duration.
    public static var minutes: Self { whole(60, "minutes") }
    /// Whole days; 0 stands for no duration.
    public static var days: Self { whole(86_400, "days") }

    private static func whole(_ unit: Int64, _ name: String) -> Self {
        Self { json throws(JSONFailure) in
            let count = try json.double()
            guard count > 0, count < 1e12 else { return nil }
            // A Double cannot hold all durations exactly.
            return Int64(exactly: count).map { .seconds($0 * unit) } ?? .seconds(count * Double(unit))
        } write: { duration, json in
            let (seconds, attoseconds) = duration.components
            guard seconds > 0, attoseconds == 0, seconds % unit == 0 else {
                json.refuse(expecting: "whole \(name), at least 1", found: "\(duration)")
                return json.writeNull()
            }
            json.write(seconds / unit)
        }
    }
}

extension JSONForm where Value: JSONConvertible {
    /// As its type says; a value of another type is an error, although the member is optional. For tokens, which must
    /// not be lost in silence.
    public static var strict: Self {
        Self(isStrict: true, MemberTable.Kind(Value?.self)) { json throws(JSONFailure) in
            let value = try Value.read(from: &json)
            return value.isBlank ? nil : value
        } write: {
            $0.write(to: &$1)
        }
    }
}
