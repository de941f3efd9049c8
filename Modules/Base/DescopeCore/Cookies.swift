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

    /// What a request's `Cookie` lines hold under some names: for each the first value that is not empty.
    ///
    /// Read as bytes and in one pass, for every request comes through here: as characters, finding a token would cost
    /// more than checking it.
    package static func sent(_ names: [String], in lines: [String]) -> [Secret?] {
        var values = [Secret?](repeating: nil, count: names.count)
        for var line in lines {
            line.withUTF8 { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let cookie = rest[..<(rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex)]
                    rest = rest[cookie.endIndex...].dropFirst()
                    guard let equals = cookie.firstIndex(of: UInt8(ascii: "=")) else { continue }
                    let name = trimmed(cookie[..<equals])
                    for (index, wanted) in names.enumerated() where values[index] == nil {
                        guard name.elementsEqual(wanted.utf8) else { continue }
                        let value = unquoted(trimmed(cookie[equals...].dropFirst()))
                        if !value.isEmpty { values[index] = Secret(String(decoding: value, as: UTF8.self)) }
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
        let value = unquoted(trimmed(text[text.index(after: equals)...]).utf8)
        return name.isEmpty ? nil : (String(name), Secret(String(Substring(value))))
    }

    private static func unquoted<Bytes: BidirectionalCollection<UInt8>>(_ value: Bytes) -> Bytes.SubSequence
    where Bytes.SubSequence == Bytes {
        let quote = UInt8(ascii: "\"")
        return value.first == quote && value.last == quote && value.count >= 2 ? value.dropFirst().dropLast() : value
    }
}

/// A header's value, or a part of one, without the white space around it.
package func trimmed(_ text: Substring) -> Substring { Substring(withoutSpace(text.utf8)) }

/// The same of bytes.
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
