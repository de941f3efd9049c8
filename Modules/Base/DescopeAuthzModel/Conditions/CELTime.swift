/// A moment of the years 1 to 9999.
struct CELTimestamp: Hashable, Comparable, Sendable {
    /// Since 1970-01-01 00:00:00 UTC.
    let seconds: Int64
    /// From 0 to 999,999,999.
    let nanoseconds: Int64

    /// Nil when it is beyond the years 1 to 9999.
    init?(seconds: Int64, nanoseconds: Int64 = 0) {
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Reads it as RFC 3339 writes it, such as `2023-01-01T00:00:00Z`.
    init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        var reader = DigitReader(text)
        guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), reader.skip("T"), let hour = reader.digits(2), reader.skip(":"),
            let minute = reader.digits(2), reader.skip(":"), let second = reader.digits(2),
            year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(of: month, year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var nanoseconds: Int64 = 0
        if reader.skip(".") {
            guard let fraction = reader.fraction() else { return nil }
            nanoseconds = fraction
        }
        guard let offset = reader.zone(), reader.isAtEnd else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        self.init(seconds: days * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: nanoseconds)
    }

    static func < (a: Self, b: Self) -> Bool { (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds) }

    /// Nil when it is beyond the years 1 to 9999.
    func adding(_ duration: CELDuration, times sign: Int64 = 1) -> CELTimestamp? {
        // Neither can be too large: a duration is less than 300 years.
        let sum = nanoseconds + sign * (duration.nanoseconds % 1_000_000_000)
        let carry: Int64 = sum < 0 ? -1 : sum >= 1_000_000_000 ? 1 : 0
        return CELTimestamp(
            seconds: seconds + sign * (duration.nanoseconds / 1_000_000_000) + carry,
            nanoseconds: sum - carry * 1_000_000_000
        )
    }

    /// Nil when it is too long for a duration.
    func duration(since other: CELTimestamp) -> CELDuration? {
        let (product, isTooLarge) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = product.addingReportingOverflow(nanoseconds - other.nanoseconds)
        return isTooLarge || overflows ? nil : CELDuration(nanoseconds: sum)
    }

    /// Year, month, day of the month, and day of the year, from 1, at an offset from UTC in seconds.
    func date(offset: Int64) -> (year: Int64, month: Int64, day: Int64, dayOfYear: Int64) {
        let days = floorDivide(seconds + offset, 86400)
        // Years begin in March, so that a leap day is the last of its year; an era has 400 years.
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayFromMarch + 2) / 153
        let day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, days - Self.days(year: year, month: 1, day: 1) + 1)
    }

    /// The seconds since midnight at an offset from UTC in seconds.
    func secondsOfDay(offset: Int64) -> Int64 {
        seconds + offset - floorDivide(seconds + offset, 86400) * 86400
    }

    /// The day of the week, 0 for Sunday.
    func dayOfWeek(offset: Int64) -> Int64 {
        let days = floorDivide(seconds + offset, 86400) + 4
        return days - floorDivide(days, 7) * 7
    }

    /// As RFC 3339 writes it, in UTC.
    var text: String {
        let (date, time) = (date(offset: 0), secondsOfDay(offset: 0))
        func padded(_ number: Int64, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
        }
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
            + "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
            + fractionText(nanoseconds) + "Z"
    }

    /// `UTC`, or an offset such as `+02:00`, in seconds; nil for the names of zones.
    static func offset(_ zone: String) -> Int64? {
        if zone == "UTC" { return 0 }
        guard zone.utf8.count <= 6 else { return nil }
        var reader = DigitReader(zone)
        let offset = reader.zone()
        return reader.isAtEnd ? offset : nil
    }

    private static func days(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayFromMarch = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch - 719_468
    }
}

/// A length of time of at most 292 years.
struct CELDuration: Hashable, Comparable, Sendable {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads numbers with the units `h`, `m`, `s`, `ms`, `us` and `ns`, such as `1h30m` or `-1.5s`; or `0`.
    init?(_ text: String) {
        guard text.utf8.count <= 128 else { return nil }
        var reader = DigitReader(text)
        let isNegative = reader.skip("-")
        if !isNegative { _ = reader.skip("+") }
        if reader.skip("0"), reader.isAtEnd {
            self.init(nanoseconds: 0)
            return
        }
        reader.reset(skipping: text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+") ? 1 : 0)
        // Negative, because there is one more negative number than positive ones.
        var total: Int64 = 0
        repeat {
            guard let (whole, fraction) = reader.decimal(), let unit = reader.unit() else { return nil }
            let (product, isTooLarge) = whole.multipliedReportingOverflow(by: unit)
            // Of a fraction of an hour, the first nine digits count.
            let part = Int64((Double(fraction) / 1e9 * Double(unit)).rounded(.toNearestOrAwayFromZero))
            let (sum, overflows) = product.addingReportingOverflow(part)
            let (left, isBelow) = total.subtractingReportingOverflow(sum)
            if isTooLarge || overflows || isBelow { return nil }
            total = left
        } while !reader.isAtEnd
        if isNegative {
            self.init(nanoseconds: total)
        } else {
            guard total != .min else { return nil }
            self.init(nanoseconds: -total)
        }
    }

    static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

    /// In seconds, such as `1.5s`.
    var text: String {
        let magnitude = nanoseconds.magnitude
        return (nanoseconds < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
            + fractionText(Int64(magnitude % 1_000_000_000)) + "s"
    }
}

/// The fraction of a second, without trailing zeros.
private func fractionText(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "" }
    var digits = Array(String(1_000_000_000 + nanoseconds).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return "." + String(decoding: digits, as: UTF8.self)
}

private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

/// Reads numbers from a short text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func reset(skipping count: Int) { position = count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard let next, (48...57).contains(next) else { return nil }
        position += 1
        return Int64(next - 48)
    }

    /// Exactly so many digits.
    mutating func digits(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The billionths that the digits behind a point are; further digits are dropped. Nil without any.
    mutating func fraction() -> Int64? {
        var (number, scale): (Int64, Int64) = (0, 100_000_000)
        guard let first = digit() else { return nil }
        number = first * scale
        while let digit = digit() {
            scale /= 10
            number += digit * scale
        }
        return number
    }

    /// `Z` or an offset such as `+02:00`, in seconds.
    mutating func zone() -> Int64? {
        if skip("Z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }

    /// A decimal number, its fraction in billionths.
    mutating func decimal() -> (whole: Int64, fraction: Int64)? {
        var whole: Int64 = 0
        let start = position
        while let digit = digit() {
            let (product, isTooLarge) = whole.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = product.addingReportingOverflow(digit)
            if isTooLarge || overflows { return nil }
            whole = sum
        }
        let hasWhole = position > start
        guard skip(".") else { return hasWhole ? (whole, 0) : nil }
        if let fraction = fraction() { return (whole, fraction) }
        return hasWhole ? (whole, 0) : nil
    }

    /// A unit of time, in nanoseconds.
    mutating func unit() -> Int64? {
        if skip("h") { return 3_600_000_000_000 }
        if skip("s") { return 1_000_000_000 }
        if skip("m") { return skip("s") ? 1_000_000 : 60_000_000_000 }
        if skip("u") { return skip("s") ? 1000 : nil }
        if skip("n") { return skip("s") ? 1 : nil }
        return nil
    }
}
