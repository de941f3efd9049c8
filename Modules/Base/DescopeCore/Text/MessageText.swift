extension StringProtocol {
    /// The string as it may stand in a message: in one line, with nothing in it that is invisible. Each such character
    /// becomes a space; see ``Swift/Unicode/Scalar/isVisible``.
    package var forMessage: String {
        // Most strings are plain ASCII.
        guard !utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) else { return String(self) }
        var line = String.UnicodeScalarView()
        for scalar in unicodeScalars { line.append(scalar.isVisible ? scalar : " ") }
        return String(line)
    }
}

extension Unicode.Scalar {
    /// Whether it may stand in a message. Those that may not: control characters, line and paragraph separators, format
    /// characters (among them those that change the direction of writing), characters that Unicode says to ignore, and
    /// whatever is private, unassigned or half of a surrogate pair.
    package var isVisible: Bool {
        if isASCII { return 0x20 <= value && value < 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return !properties.isDefaultIgnorableCodePoint
        }
    }
}
