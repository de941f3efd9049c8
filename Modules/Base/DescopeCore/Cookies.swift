/// Reading cookies, as far as the two tokens need it.
package enum Cookies {
    /// The cookies that a response sets, from its `Set-Cookie` lines, as name and value.
    ///
    /// Several cookies joined by commas into one line are told apart: a comma begins a new one where a name and an equals
    /// sign follow it, which the comma inside an `Expires` date never has.
    package static func set(by lines: [String]) -> [(name: String, value: Secret)] {
        lines.flatMap(split).compactMap { pair($0.prefix { $0 != ";" }) }
    }

    /// The cookies of a request, from its `Cookie` lines, as name and value.
    package static func sent(in lines: [String]) -> [(name: String, value: Secret)] {
        lines.flatMap { $0.split(separator: ";") }.compactMap(pair)
    }

    private static func split(_ line: String) -> [Substring] {
        var parts: [Substring] = []
        for piece in line.split(separator: ",") {
            let name = piece.prefix { $0 != "=" && $0 != ";" }
            let beginsCookie =
                name.endIndex < piece.endIndex && piece[name.endIndex] == "=" && !trimmed(name).contains(" ")
            if let last = parts.last, !beginsCookie {
                parts[parts.count - 1] = line[last.startIndex..<piece.endIndex]
            } else {
                parts.append(piece)
            }
        }
        return parts
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
