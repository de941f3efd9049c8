/// Reads cookies, as far as the two tokens need it.
package enum Cookies {
    /// The cookies that a response sets, from its `Set-Cookie` lines, as name and value.
    ///
    /// A line may contain several cookies joined by commas. A comma separates two cookies when a name and an equals
    /// sign follow it, which is never so for the comma in an `Expires` date. A comma inside a value is not a separator
    /// when the value is quoted or no space follows: software that joins lines adds a space, and values contain none
    /// (RFC 6265, §4.1.1).
    package static func set(by lines: [String]) -> [(name: String, value: Secret)] {
        lines.flatMap(split).compactMap { pair($0.prefix { $0 != ";" }) }
    }

    /// How many values of one name are read. A browser sends several when cookies of that name were set for different
    /// domains or paths. The limit bounds the work that a client can cause.
    package static let maximumValues = 8

    /// The values of some cookies in a request's `Cookie` lines: for each name its non-empty values in order, at most
    /// ``maximumValues``.
    ///
    /// The lines are read as bytes and in one pass, because this runs for every request: as characters, finding a token
    /// would cost more than checking it.
    package static func sent(_ names: [String], in lines: [String]) -> [[Secret]] {
        var values = [[Secret]](repeating: [], count: names.count)
        for var line in lines {
            line.withUTF8 { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let cookie = rest[..<(rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex)]
                    rest = rest[cookie.endIndex...].dropFirst()
                    guard let equals = cookie.firstIndex(of: UInt8(ascii: "=")) else { continue }
                    let name = trimmed(cookie[..<equals])
                    for (index, wanted) in names.enumerated() where values[index].count < maximumValues {
                        guard name.elementsEqual(wanted.utf8) else { continue }
                        let value = unquoted(trimmed(cookie[equals...].dropFirst()))
                        if !value.isEmpty { values[index].append(Secret(String(decoding: value, as: UTF8.self))) }
                    }
                }
            }
        }
        return values
    }

    private static func split(_ line: String) -> [Substring] {
        let text = line.utf8, lastQuote = text.lastIndex(of: UInt8(ascii: "\"")) ?? text.startIndex
        var parts: [Substring] = []
        var start = text.startIndex, previous: UInt8 = 0
        var isQuoted = false, hasAttributes = false
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\"") where isQuoted: isQuoted = false
            // An unclosed quote is an ordinary character.
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
        let value = unquoted(trimmed(text[text.index(after: equals)...]).utf8)
        return name.isEmpty ? nil : (String(name), Secret(String(Substring(value))))
    }

    private static func unquoted<Bytes: BidirectionalCollection<UInt8>>(_ value: Bytes) -> Bytes.SubSequence
    where Bytes.SubSequence == Bytes {
        let quote = UInt8(ascii: "\"")
        return value.first == quote && value.last == quote && value.count >= 2 ? value.dropFirst().dropLast() : value
    }
}

/// Removes spaces and tabs at both ends of a header's value, or of a part of one.
package func trimmed(_ text: Substring) -> Substring { Substring(withoutSpace(text.utf8)) }

/// Removes spaces and tabs at both ends.
package func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
    withoutSpace(bytes)
}

private func withoutSpace<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes
where Bytes.SubSequence == Bytes {
    func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var bytes = bytes.drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return bytes
}

/// The tokens in a response's cookies. A project can be configured to deliver either token that way.
package struct TokenCookies: Sendable {
    private let cookies: [(name: String, value: Secret)]
    private let names: CookieNames

    /// Reads the `Set-Cookie` lines of a response. An empty value clears a cookie and is not a token.
    package init(lines: [String], names: CookieNames) {
        cookies = Cookies.set(by: lines).filter { !$0.value.isEmpty }
        self.names = names
    }

    package var session: Secret? { value(names.allSession) }
    package var refresh: Secret? { value(names.allRefresh) }

    /// The last value of the first of these names that has one.
    package func value(_ names: [String]) -> Secret? {
        for name in names {
            if let cookie = cookies.last(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return cookie.value }
        }
        return nil
    }
}

extension CookieNames {
    /// The session cookie's names in lookup order: the configured one, then the default one.
    package var allSession: [String] { [session] + [Self().session].filter { $0 != session && $0 != refresh } }

    /// The refresh cookie's names in lookup order.
    package var allRefresh: [String] { [refresh] + [Self().refresh].filter { $0 != session && $0 != refresh } }

    /// The names under which session cookies from a browser are read. A configured name with a `__Host-` or `__Secure-`
    /// prefix is the only one: a neighbouring host could set a cookie with the default name, which the prefix prevents.
    package var readSession: [String] { hasCookiePrefix(session) ? [session] : allSession }

    /// The names under which refresh cookies from a browser are read.
    package var readRefresh: [String] { hasCookiePrefix(refresh) ? [refresh] : allRefresh }
}

/// Whether the name has a prefix for which browsers require secure attributes (RFC 6265bis, section 4.1.3).
private func hasCookiePrefix(_ name: String) -> Bool {
    isCookieName(name, prefixedBy: "__host-") || isCookieName(name, prefixedBy: "__secure-")
}

/// Whether a cookie's name begins with `prefix`, ignoring case as browsers do. `prefix` has to be lowercase.
package func isCookieName(_ name: String, prefixedBy prefix: StaticString) -> Bool {
    let prefix = prefix.withUTF8Buffer(Array.init)
    return name.utf8.count >= prefix.count
        && zip(name.utf8, prefix).allSatisfy { (65...90).contains($0) ? $0 | 0x20 == $1 : $0 == $1 }
}
