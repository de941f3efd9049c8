import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Turns an answer that is no success into an error: Descope's own body, a proxy's page, or nothing at all.
struct ResponseError {
    let error: DescopeError

    /// - Parameters:
    ///   - response: The answer.
    ///   - requests: What was sent for it; the message repeats nothing of a body or a query.
    ///   - now: The time, for a `Retry-After` that is a date.
    ///   - secrets: What must not show in the message, should the service repeat it.
    init(_ response: APIResponse, to requests: [APIRequest], now: Date, secrets: [Secret]) {
        let body = (try? JSONReader.parse(response.body, from: .service)) ?? .null
        let sent = requests.flatMap { request in
            (request.body.flatMap { try? JSONReader.parse($0, from: .service) }?.texts ?? [])
                + request.query.map(\.value)
        }
        let hidden = secrets.map { $0.reveal() }
        let mask = EchoMask(hidden, sent.filter(EchoMask.isLong))
        func text(_ name: String) -> String? { body[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

        // A code is one short word. Anything else is no error of the service's, and could be as long as the answer.
        let code = text("errorCode").flatMap { code in
            code.utf8.count <= 64 && isHeaderText(code) ? Self.code(code, hiding: hidden) : nil
        }
        let isRateLimit = response.status == 429 || code == .rateLimited
        let details = [text("errorDescription"), text("errorMessage") ?? text("message")].compactMap(\.self)
        let told = code == nil ? "" : mask.clean(details.joined(separator: ": ")) ?? Self.silence(code)
        let wait = response.retryAfter(now: now)
        error = DescopeError(
            .api,
            code: code ?? (isRateLimit ? .rateLimited : .unexpectedStatus),
            message: told.isEmpty ? Self.explanation(response, code, isRateLimit: isRateLimit, wait: wait) : told,
            status: response.status,
            requestId: Self.requestId(of: response, hiding: hidden),
            retryAfter: wait
        )
    }

    /// The code as it is written, or what a user types would decide whether `catch` finds it; only secrets are hidden
    /// in it, and none in a code of the service's own form, `E` and six digits.
    private static func code(_ text: String, hiding secrets: [String]) -> DescopeError.Code {
        let digits = text.utf8.dropFirst()
        let isOwn =
            text.utf8.first == UInt8(ascii: "E") && digits.count == 6
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return DescopeError.Code(rawValue: isOwn ? text : EchoMask(secrets, keepsWords: true).clean(text) ?? "hidden")
    }

    private static func requestId(of response: APIResponse, hiding secrets: [String]) -> String? {
        let id = response.headers["x-request-id"] ?? response.headers["cf-ray"]
        return id.flatMap(EchoMask(secrets, keepsWords: true).clean)
    }

    static func unreadable(
        _ response: APIResponse,
        hiding secrets: [Secret],
        because cause: (any Error)? = nil
    ) -> DescopeError {
        DescopeError(
            .decoding,
            code: .unexpectedResponse,
            message: "expected JSON as the API documents it, found \(describe(response)). "
                + (place(of: cause).map { "It cannot be read at '\($0)'." }
                    ?? "Is there a proxy in between, or is the base URL another service's?"),
            status: response.status,
            requestId: requestId(of: response, hiding: secrets.map { $0.reveal() })
        )
    }

    /// Where decoding failed: names of members only, never a value.
    private static func place(of error: (any Error)?) -> String? {
        if let failure = error as? JSONFailure { return failure.path.isEmpty ? nil : failure.path.joined(separator: ".") }
        let (path, last): ([any CodingKey], (any CodingKey)?) =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): (context.codingPath, key)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, nil)
            default: ([], nil)
            }
        let names = (path + [last].compactMap(\.self)).map(\.stringValue)
        return names.isEmpty ? nil : names.joined(separator: ".")
    }

    private static func explanation(
        _ response: APIResponse,
        _ code: DescopeError.Code?,
        isRateLimit: Bool,
        wait: Duration?
    ) -> String {
        if isRateLimit {
            return "expected an answer, found the rate limit reached. "
                + (wait.map { "Wait \($0.components.seconds) s." } ?? "Slow down; how long to wait was not said.")
        }
        if let code { return "expected an answer, found a refusal without a text. \(codeSays(code))" }
        if (300..<400).contains(response.status) {
            return "expected an answer, found a redirect; none is followed. Check the base URL."
        }
        return
            "expected an answer of the service, found HTTP \(response.status) with \(describe(response)) and no error code. "
            + "Probably something between here and the service answered: check the base URL, or "
            + (wait.map { "try again in \($0.components.seconds) s." } ?? "try again later.")
    }

    /// In place of a text that may repeat a secret.
    private static func silence(_ code: DescopeError.Code?) -> String {
        "expected an answer, found a refusal whose text is not shown, for it may repeat a secret. "
            + (code.map(codeSays) ?? "")
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

extension JSONValue {
    /// All texts in it.
    fileprivate var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let members): members.values.flatMap(\.texts)
        default: []
        }
    }
}

extension APIResponse {
    /// Whether the answer is a page for people: a proxy's, or another server's.
    var isWebPage: Bool {
        guard let first = body.first(where: { $0 > 0x20 }) else { return false }
        return first == UInt8(ascii: "<") || headers["content-type"]?.lowercased().hasPrefix("text/html") ?? false
    }
}
