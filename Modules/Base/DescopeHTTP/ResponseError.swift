import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The error for a response that is not a success: from the service's own body, from a proxy's page, or from nothing.
struct ResponseError {
    let error: DescopeError

    /// - Parameters:
    ///   - response: The response.
    ///   - sent: What was sent for it; the error repeats nothing of it.
    ///   - now: The time, for a `Retry-After` that is a date.
    init(_ response: APIResponse, to sent: SentValues, now: Date) {
        let body = (try? JSONReader.parse(response.body, from: .service)) ?? .null
        func text(_ name: String) -> String? { body[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

        let code = text("errorCode").flatMap { Self.code($0, sent) }
        let isRateLimit = response.status == 429 || code == .rateLimited
        let details = [text("errorDescription"), text("errorMessage") ?? text("message")].compactMap(\.self)
        let found: Finding =
            if let code, !details.isEmpty {
                sent.redacted(details.joined(separator: ": ")).map(Finding.text) ?? .hiddenText(code)
            } else {
                code.map(Finding.code) ?? .nothing
            }
        let wait = response.retryAfter(now: now)
        error = DescopeError(
            .api,
            code: code ?? (isRateLimit ? .rateLimited : .unexpectedStatus),
            message: Self.message(found, response, isRateLimit: isRateLimit, wait: wait),
            status: response.status,
            requestId: Self.requestId(of: response, sent),
            retryAfter: wait
        )
    }

    /// What the body of a response says.
    private enum Finding {
        /// A text, redacted.
        case text(String)
        /// A code, and a text that may repeat a secret.
        case hiddenText(DescopeError.Code)
        /// A code alone.
        case code(DescopeError.Code)
        /// Nothing of the service's.
        case nothing
    }

    /// The code as it is written, or what a user types would decide whether `catch` finds it; nil when it is no code.
    private static func code(_ text: String, _ sent: SentValues) -> DescopeError.Code? {
        // A code is one short word. Anything else is not the service's, and could be as long as the response.
        guard text.utf8.count <= 64, isHeaderText(text) else { return nil }
        let digits = text.utf8.dropFirst()
        let isOwn =
            text.utf8.first == UInt8(ascii: "E") && digits.count == 6
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // Beside a secret in the body a code has to look like one: `user_not_found`.
        let isPlain = sent.secrets.isEmpty || text.utf8.count <= 32 && isPlainName(text)
        let isShown = isOwn || isPlain && !sent.areRepeated(inName: text, withBody: false)
        return DescopeError.Code(rawValue: isShown ? text : "hidden")
    }

    private static func requestId(of response: APIResponse, _ sent: SentValues) -> String? {
        guard let id = response.headers["x-request-id"] ?? response.headers["cf-ray"] else { return nil }
        // The service's own are such.
        let isPlain = (1...64).contains(id.utf8.count) && id.utf8.allSatisfy(isIdCharacter)
        guard isPlain else { return sent.redacted(id) }
        return sent.areRepeated(inName: id, withBody: true) ? nil : id
    }

    /// The error for a response that is a success and cannot be read.
    static func unreadable(
        _ response: APIResponse,
        to sent: SentValues,
        because cause: (any Error)? = nil
    ) -> DescopeError {
        let advice =
            if let place = place(of: cause) {
                "It cannot be read at '\(place)'."
            } else if let failure = cause as? JSONFailure, !response.body.isEmpty {
                "It cannot be read: \(failure.reason) at byte \(failure.offset). \(otherSenders)"
            } else {
                otherSenders
            }
        return DescopeError(
            .decoding,
            code: .unexpectedResponse,
            message: "expected JSON as the API documents it, found \(describe(response)). \(advice)",
            status: response.status,
            requestId: requestId(of: response, sent)
        )
    }

    private static let otherSenders = "Is there a proxy in between, or is the base URL another service's?"

    /// Where decoding failed: names of members only, never a value. A name that is no plain one may be data.
    private static func place(of error: (any Error)?) -> String? {
        let names: [String]
        if let failure = error as? JSONFailure {
            names = failure.path
        } else {
            let (path, last): ([any CodingKey], (any CodingKey)?) =
                switch error as? DecodingError {
                case .keyNotFound(let key, let context): (context.codingPath, key)
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                    (context.codingPath, nil)
                default: ([], nil)
                }
            names = (path + [last].compactMap(\.self)).map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
        }
        let shown = names.map { isPlainName($0) || UInt32($0) != nil ? $0 : "…" }
        return shown.isEmpty ? nil : shown.joined(separator: ".")
    }

    private static func message(
        _ found: Finding,
        _ response: APIResponse,
        isRateLimit: Bool,
        wait: Duration?
    ) -> String {
        if case .text(let text) = found { return text }
        if isRateLimit {
            return "expected a successful response, found the rate limit reached. "
                + (wait.map { "Wait \($0.components.seconds) s." }
                    ?? "Slow down; the service does not say how long to wait.")
        }
        switch found {
        case .text(let text): return text
        case .code(let code):
            return "expected a successful response, found an error without a text. \(codeSays(code))"
        case .hiddenText(let code):
            return "expected a successful response, found an error whose text is not shown because it may repeat a "
                + "secret that was sent. \(codeSays(code))"
        case .nothing: break
        }
        if (300..<400).contains(response.status) {
            return "expected a successful response, found a redirect; none is followed. Check the base URL."
        }
        return
            "expected a response of the service, found HTTP \(response.status) with \(describe(response)) and no error code. "
            + "It probably comes from something between here and the service: check the base URL, or "
            + (wait.map { "try again in \($0.components.seconds) s." } ?? "try again later.")
    }

    private static func codeSays(_ code: DescopeError.Code) -> String {
        code.meaning.map { "Its code says: \($0)." }
            ?? "This SDK does not know its code: look it up in the service's documentation."
    }

    private static func describe(_ response: APIResponse) -> String {
        if response.body.isEmpty { return "an empty body" }
        return response.isWebPage ? "a web page" : "\(response.body.count) bytes of something else"
    }
}

/// A letter, a digit, `-` or `_`.
private func isIdCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default: false
    }
}

extension APIResponse {
    /// Whether the response is a page for people: a proxy's, or another server's.
    var isWebPage: Bool {
        guard let first = body.first(where: { $0 > 0x20 }) else { return false }
        return first == UInt8(ascii: "<") || headers["content-type"]?.lowercased().hasPrefix("text/html") ?? false
    }
}
