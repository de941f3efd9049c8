import DescopeCore

extension CELEvaluation {
    mutating func call(
        _ function: CELFunction,
        _ value: CELValue,
        _ arguments: [CELValue]
    ) throws(CELFailure) -> CELValue {
        switch function {
        case .size: return .int(Int64(try size(of: value)))
        case .contains, .startsWith, .endsWith, .matches:
            guard case .string(let text) = value, case .string(let part)? = arguments.first else {
                throw mismatch(function, [value] + arguments)
            }
            return try search(function, text, part)
        case .int, .uint, .double, .string, .bool, .dyn, .timestamp, .duration: return try convert(function, value)
        case .ipaddress, .ip, .cidr, .isIP, .isCIDR, .inCIDR, .containsIP, .containsCIDR, .family:
            return try addresses(function, value, arguments.first)
        case .getFullYear, .getMonth, .getDayOfYear, .getDayOfMonth, .getDate, .getDayOfWeek, .getHours, .getMinutes,
            .getSeconds, .getMilliseconds:
            return .int(try part(function, of: value, arguments.first))
        }
    }

    private func mismatch(_ function: CELFunction, _ values: [CELValue]) -> CELFailure {
        let types = values.map(\.typeName).joined(separator: ", ")
        return CELFailure("the function \(function.rawValue) does not take \(types)")
    }

    private mutating func spend(bytes: Int) throws(CELFailure) {
        guard charge(bytes: bytes) else { throw CELFailure(Self.tooMuchWork.message) }
    }

    // MARK: - Strings

    private mutating func size(of value: CELValue) throws(CELFailure) -> Int {
        switch value {
        case .string(let text):
            try spend(bytes: text.utf8.count)
            return text.unicodeScalars.count
        case .list(let list): return list.count
        case .map(let members): return members.count
        default: throw mismatch(.size, [value])
        }
    }

    private mutating func search(
        _ function: CELFunction,
        _ text: String,
        _ part: String
    ) throws(CELFailure) -> CELValue {
        if function == .matches {
            // Reading a pattern may take much longer than its length says.
            guard charge(1000) else { throw CELFailure(Self.tooMuchWork.message) }
            let regex: LinearRegex
            do throws(LinearRegex.Problem) { regex = try LinearRegex(part) } catch {
                throw CELFailure("in the regular expression, \(error.message)")
            }
            return try matches(text, regex)
        }
        try spend(bytes: text.utf8.count + part.utf8.count)
        return switch function {
        case .startsWith: .bool(text.utf8.starts(with: part.utf8))
        case .endsWith: .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
        default: .bool(isFound(Array(part.utf8), in: Array(text.utf8)))
        }
    }

    mutating func matches(_ text: String, _ regex: LinearRegex) throws(CELFailure) -> CELValue {
        let (work, isTooLarge) = (text.utf8.count + 1).multipliedReportingOverflow(by: regex.work)
        guard !isTooLarge else { throw CELFailure(Self.tooMuchWork.message) }
        try spend(bytes: work)
        return .bool(regex.matches(text))
    }

    /// Whether a part is found, in time linear in both: after a difference the search goes on with what is known of the
    /// text already.
    private func isFound(_ part: [UInt8], in text: [UInt8]) -> Bool {
        // For each length of a beginning of the part, how much of it ends there again.
        var borders = Array(repeating: 0, count: part.count + 1)
        var length = 0
        for position in part.indices.dropFirst() {
            while length > 0, part[position] != part[length] { length = borders[length] }
            if part[position] == part[length] { length += 1 }
            borders[position + 1] = length
        }
        length = 0
        if part.isEmpty { return true }
        for byte in text {
            while length > 0, byte != part[length] { length = borders[length] }
            if byte == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }

    // MARK: - Conversions

    private mutating func convert(_ function: CELFunction, _ value: CELValue) throws(CELFailure) -> CELValue {
        if case .string(let text) = value { try spend(bytes: text.utf8.count) }
        let converted: CELValue? =
            switch function {
            case .int: whole(value).map { .int($0) }
            case .uint: whole(value).map { .uint($0) }
            case .double: double(value).map { .double($0) }
            case .string: text(value).map { .string($0) }
            case .bool: bool(value).map { .bool($0) }
            case .timestamp: timestamp(value).map { .timestamp($0) }
            case .duration: duration(value).map { .duration($0) }
            default: value
            }
        guard let converted else {
            throw CELFailure("the function \(function.rawValue) cannot convert this \(value.typeName)")
        }
        return converted
    }

    private func whole<Number: FixedWidthInteger>(_ value: CELValue) -> Number? {
        switch value {
        case .int(let number): Number(exactly: number)
        case .uint(let number): Number(exactly: number)
        case .double(let number): Number(exactly: number.rounded(.towardZero))
        case .string(let text): Number(text)
        case .timestamp(let time): Number.isSigned ? Number(exactly: time.seconds) : nil
        default: nil
        }
    }

    private func double(_ value: CELValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number): number
        case .string(let text): text.utf8.count <= 1024 ? Double(text) : nil
        default: nil
        }
    }

    private func text(_ value: CELValue) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number):
            // As other implementations write it: without ".0".
            Int64(exactly: number).flatMap { $0.magnitude < 1 << 53 ? String($0) : nil } ?? String(number)
        case .timestamp(let time): time.text
        case .duration(let duration): duration.text
        default: nil
        }
    }

    private func bool(_ value: CELValue) -> Bool? {
        switch value {
        case .bool(let flag): flag
        case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"), .string("True"): true
        case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"), .string("False"): false
        default: nil
        }
    }

    private func timestamp(_ value: CELValue) -> CELTimestamp? {
        switch value {
        case .timestamp(let time): time
        case .int(let seconds): CELTimestamp(seconds: seconds)
        case .string(let text): CELTimestamp(text)
        default: nil
        }
    }

    private func duration(_ value: CELValue) -> CELDuration? {
        switch value {
        case .duration(let duration): duration
        case .string(let text): CELDuration(text)
        default: nil
        }
    }

    // MARK: - Addresses

    private func addresses(
        _ function: CELFunction,
        _ value: CELValue,
        _ argument: CELValue?
    ) throws(CELFailure) -> CELValue {
        switch (function, value, argument) {
        case (.ipaddress, .address, nil), (.ip, .address, nil), (.cidr, .range, nil): return value
        case (.ipaddress, .string(let text), nil), (.ip, .string(let text), nil):
            guard let address = CELValue.address(text) else { throw CELFailure("expected an IP address in the string") }
            return address
        case (.cidr, .string(let text), nil): return .range(try range(text))
        case (.isIP, .string(let text), nil): return .bool(CELValue.address(text) != nil)
        case (.isCIDR, .string(let text), nil): return .bool(CELValue.range(text) != nil)
        case (.inCIDR, .address(let address), .string(let text)?): return .bool(try range(text).contains(address))
        case (.inCIDR, .address(let address), .range(let range)?): return .bool(range.contains(address))
        case (.containsIP, .range(let range), .address(let address)?): return .bool(range.contains(address))
        case (.containsIP, .range(let range), .string(let text)?):
            guard case .address(let address)? = CELValue.address(text) else {
                throw CELFailure("expected an IP address in the string")
            }
            return .bool(range.contains(address))
        case (.containsCIDR, .range(let outer), .range(let inner)?): return .bool(outer.contains(inner))
        case (.containsCIDR, .range(let outer), .string(let text)?): return .bool(outer.contains(try range(text)))
        case (.family, .address(let address), nil): return .int(address.isIPv4 ? 4 : 6)
        default: throw mismatch(function, [value] + (argument.map { [$0] } ?? []))
        }
    }

    private func range(_ text: String) throws(CELFailure) -> IPRange {
        guard case .range(let range)? = CELValue.range(text) else {
            throw CELFailure("expected a range of IP addresses in the string, such as 10.0.0.0/8")
        }
        return range
    }

    // MARK: - Parts of times

    private func part(_ function: CELFunction, of value: CELValue, _ zone: CELValue?) throws(CELFailure) -> Int64 {
        switch (value, zone) {
        case (.timestamp(let time), nil): return part(function, of: time, 0)
        case (.timestamp(let time), .string(let zone)?):
            guard let offset = CELTimestamp.offset(zone) else {
                throw CELFailure("names of time zones are not supported: expected UTC or an offset such as +02:00")
            }
            return part(function, of: time, offset)
        case (.duration(let duration), nil):
            switch function {
            case .getHours: return duration.nanoseconds / 3_600_000_000_000
            case .getMinutes: return duration.nanoseconds / 60_000_000_000
            case .getSeconds: return duration.nanoseconds / 1_000_000_000
            default: throw mismatch(function, [value])
            }
        default: throw mismatch(function, [value] + (zone.map { [$0] } ?? []))
        }
    }

    private func part(_ function: CELFunction, of time: CELTimestamp, _ offset: Int64) -> Int64 {
        switch function {
        case .getFullYear: time.date(offset: offset).year
        case .getMonth: time.date(offset: offset).month - 1
        case .getDayOfYear: time.date(offset: offset).dayOfYear - 1
        case .getDayOfMonth: time.date(offset: offset).day - 1
        case .getDate: time.date(offset: offset).day
        case .getDayOfWeek: time.dayOfWeek(offset: offset)
        case .getHours: time.secondsOfDay(offset: offset) / 3600
        case .getMinutes: time.secondsOfDay(offset: offset) / 60 % 60
        case .getSeconds: time.secondsOfDay(offset: offset) % 60
        default: time.nanoseconds / 1_000_000
        }
    }
}
