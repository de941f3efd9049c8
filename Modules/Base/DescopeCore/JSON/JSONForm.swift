#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension JSONForm<Date> {
    /// Seconds since 1970; 0 stands for no date.
    public static var epochSeconds: Self { epoch(1) }
    /// Milliseconds since 1970; 0 stands for no date.
    public static var epochMilliseconds: Self { epoch(1000) }

    private static func epoch(_ scale: Double) -> Self {
        Self { json throws(JSONFailure) in
            let value = try json.double()
            return value > 0 ? Date(timeIntervalSince1970: value / scale) : nil
        } write: {
            $1.write(($0.timeIntervalSince1970 * scale).rounded())
        }
    }
}

extension JSONForm where Value: JSONConvertible {
    /// As its type says; a value of another type is an error, although the member is optional. For tokens, which must
    /// not be lost in silence.
    public static var strict: Self {
        Self(isStrict: true) { json throws(JSONFailure) in
            let value = try Value.read(from: &json)
            return value.isBlank ? nil : value
        } write: {
            $0.write(to: &$1)
        }
    }
}
