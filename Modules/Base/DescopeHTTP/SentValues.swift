import DescopeCore

/// What was sent for an operation: no message about its response may repeat it.
struct SentValues: Sendable {
    /// The requests: first as the SDK made it, then as middleware passed it on, each time.
    var requests: [APIRequest] = []
    /// The values in the path.
    var pathValues: [String] = []
    /// Tokens and keys.
    var credentials: [Secret] = []
    /// The values of additional headers.
    var additionalHeaders: [Secret] = []
    /// The secrets in body and query: passwords, codes, tokens.
    var secrets: [Secret] = []

    /// A text of the service for a message; nil when nothing of it may be shown.
    ///
    /// The service may repeat such a secret in any form: cut, masked, in another encoding. What is looked for
    /// could not be told from what is meant, so no text is shown beside such a request. Nor is there one when a body
    /// cannot be read, because then it is not known what was sent.
    func redacted(_ text: String) -> String? {
        guard secrets.isEmpty else { return nil }
        var redactor = Redactor(text)
        credentials.forEach { redactor.redact(credential: $0) }
        additionalHeaders.forEach { redactor.redact(header: $0) }
        // A word in a path names a method or a provider, which a reader of the error wants to know.
        for value in pathValues where !value.utf8.allSatisfy(isLetter) { redactor.redact(value) }
        guard let first = requests.first else { return redactor.redacted }
        var readBody: [UInt8] = []
        for request in requests {
            request.query.forEach { redactor.redact($0.value) }
            if let body = request.body, body != readBody {
                guard redactor.redact(body: body) else { return nil }
                readBody = body
            }
            // What middleware has added.
            for (name, value) in request.headers where first.headers[name] == nil { redactor.redact(value) }
            if request.path != first.path { request.path.split(separator: "/").forEach { redactor.redact(String($0)) } }
        }
        return redactor.redacted
    }

    /// Whether a name that the service gave (an error code, a request id) holds a credential. Values of the request do
    /// not count: what a user types must not decide whether an error is recognized.
    func areRepeated(inName name: String, withBody: Bool) -> Bool {
        var redactor = Redactor(name)
        credentials.forEach { redactor.redact(credential: $0) }
        for secret in additionalHeaders + (withBody ? secrets : []) where secret.reveal().utf8.count >= 6 {
            redactor.redact(header: secret)
        }
        return redactor.redacted != name
    }
}
