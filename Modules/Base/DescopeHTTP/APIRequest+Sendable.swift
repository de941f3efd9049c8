import DescopeCore

extension APIRequest {
    /// Refuses what cannot be sent as it is, as ``HTTPTransport`` says. Each transport of this package calls it,
    /// because HTTP clients differ: some send line breaks, and with them another header or request.
    package func requireSendable() throws(DescopeError) {
        let verb = method.rawValue
        guard isToken(verb) else {
            throw .ownArgument(
                "method",
                "expected an HTTP verb such as GET, found something else. Write it without spaces."
            )
        }
        guard body == nil || verb != "GET" && verb != "HEAD" else {
            throw .ownArgument("body", "expected none with \(verb), found one. Leave it out or use another verb.")
        }
        guard isHeaderText(url) else { throw Self.unsendablePath }
        for (name, value) in headers where !isHeader(name, value) {
            throw .ownArgument(
                "headers",
                "\(headersExpected), found \(shown(name)). Look at the middleware that adds it."
            )
        }
    }

    /// The error for a path with which there is no valid URL.
    package static var unsendablePath: DescopeError {
        .argument(
            "path",
            "expected a percent-encoded path, found one that makes no valid URL. Percent-encode its segments."
        )
    }
}

/// Whether a header goes out as one line, and leaves the message's target and ends alone.
func isHeader(_ name: String, _ value: String) -> Bool {
    isToken(name) && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        && !["host", "content-length", "transfer-encoding", "connection"].contains(name.lowercased())
}

let headersExpected =
    "expected names and values without line breaks, and none of the transport's own (Host, Content-Length, "
    + "Transfer-Encoding, Connection)"

func shown(_ name: String) -> String { isToken(name) ? "'\(name)'" : "another name" }
