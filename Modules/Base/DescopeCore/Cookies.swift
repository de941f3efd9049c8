/// Reading cookies, as far as the two tokens need it.
package enum Cookies {
    /// The cookies that a response sets, from its `Set-Cookie` lines, as name and value.
    ///
    /// Several cookies joined by commas into one line are told apart: a comma begins a new one where a name and an
    /// equals sign follow it, which the comma inside an `Expires` date never has. A comma in somebody's value is not
    /// taken for one when the value is quoted or no space follows; what joins lines leaves a space, and values have
    /// none (RFC 6265, §4.1.1).
    package static func set(by lines: [String]) -> [(name: String, value: Secret)] {
        lines.flatMap(split).compactMap { pair($0.prefix { $0 != ";" }) }
    }

    /// The cookies of a request, from its `Cookie` lines, as name and value.
    package static func sent(in lines: [String]) -> [(name: String, value: Secret)] {
        lines.flatMap { $0.split(separator: ";") }.compactMap(pair)
    }

    private static func split(_ line: String) -> [Substring] {
        let text = line.utf8, lastQuote = text.lastIndex(of: UInt8(ascii: "\"")) ?? text.startIndex
        var parts: [Substring] = []
        var start = text.startIndex, previous: UInt8 = 0
        var isQuoted = false, hasAttributes = false
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\"") where isQuoted: isQuoted = false
            // One that nothing closes is a character like any other.
            case UInt8(ascii: "\""): isQuoted = previous == UInt8(ascii: "=") && index < lastQuote
            case UInt8(ascii: ";") where !isQuoted: hasAttributes = true
            case UInt8(ascii: ",") where !isQuoted:
                let next = line[text.index(after: index)...]
                if beginsCookie(next), hasAttributes || next.first == " " {
                    parts.append(line[start..<index])
                    (start, hasAttributes) = (next.startIndex, false)
                }
            default: break
            }
            previous = text[index]
        }
        return parts + [line[start...]]
    }

    private static func beginsCookie(_ text: Substring) -> Bool {
        let name = text.prefix { !"=;,".contains($0) }
        return name.endIndex < text.endIndex && text[name.endIndex] == "=" && isToken(trimmed(name))
    }

    private static func pair(_ text: Substring) -> (name: String, value: Secret)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let name = trimmed(text[..<equals])
        var value = trimmed(text[text.index(after: equals)...])
        if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
        return name.isEmpty ? nil : (String(name), Secret(String(value)))
    }
}

/// A header's value, or a part of one, without the white space around it.
package func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
}

extension CodingUserInfoKey {
    /// The tokens that came as cookies with the answer being decoded: ``TokenCookies``.
    package static let tokenCookies = CodingUserInfoKey(rawValue: "descope.tokenCookies")
}

/// The tokens that came as cookies with an answer. A project may be set to deliver either token that way.
package struct TokenCookies: Sendable {
    package let session: Secret?
    package let refresh: Secret?

    /// Picks them by name from the `Set-Cookie` lines of an answer; an empty value clears a cookie and is no token.
    package init(lines: [String], names: CookieNames) {
        let cookies = Cookies.set(by: lines)
        session = cookies.last { $0.name == names.session && !$0.value.isEmpty }?.value
        refresh = cookies.last { $0.name == names.refresh && !$0.value.isEmpty }?.value
    }
}
