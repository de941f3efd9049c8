import DescopeCore

/// The origin of a page in a browser's form: `https://app.example.com`, with a port unless it is the default one. Plain
/// http is for `localhost` only.
struct PageOrigin {
    let text: String
    let host: String

    /// Nil when the string has another form, or when passkeys do not support its host.
    init?(_ text: String) {
        let parts = text.split(separator: "://", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let authority = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        guard let host = authority.first, authority.count <= 2, host.utf8.count <= 253,
            parts[0] == "https" || (parts[0] == "http" && host == "localhost")
        else { return nil }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isNameByte) }),
            let last = labels.last, !last.utf8.allSatisfy(isDigit)
        else { return nil }
        if authority.count == 2 {
            let usual = parts[0] == "https" ? 443 : 80
            guard let port = Int(authority[1]), "\(port)" == authority[1], (1...65535).contains(port), port != usual
            else { return nil }
        }
        self.text = text
        self.host = String(host)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }
}
