#if os(Linux)
import DescopeCore
import DescopeHTTP
import Synchronization

/// A request and what has come of its response.
// @unchecked: before it is in the loop's queue it belongs to the task that sends it, then to the loop, and after the
// continuation's resumption to the task again; but `handle` is always the loop's. Only `isCancelled` belongs to the
// queue, and is used under its lock.
final class Exchange: @unchecked Sendable {
    /// How it ended, unless with a response.
    enum Failure: Sendable {
        case cancelled
        /// The time passed before there was a free connection.
        case neverStarted
        case responseTooLarge, headersTooLarge
        /// An error of libcurl's. `isUnsent` when it is certain that no byte of the request was sent.
        case curl(code: Int32, message: String, isUnsent: Bool)
        /// There is no connection through the proxy; nothing was sent.
        case proxy(String)
    }

    let request: APIRequest
    let url: String
    let timeout: Duration
    var isCancelled = false
    private var continuation: CheckedContinuation<Failure?, Never>?
    /// Set before the continuation is resumed and read afterwards. The runtime's own order of the two cannot be seen by
    /// Thread Sanitizer when the task has not been suspended yet.
    private let hasEnded = Atomic(false)

    /// The handle with which it is under way.
    var handle: EasyHandle?
    /// When the time has passed, for one that waits for a free connection.
    var deadline: Duration = .zero
    /// How often libcurl was about to send it.
    var starts = 0
    /// How many bytes of the body libcurl has taken.
    var sent = 0

    /// What forbids to go on reading.
    private(set) var excess: Failure?
    /// Whether the blank line after the headers has come. libcurl takes half a head for a complete response.
    private(set) var hasHead = false
    private var status = 0
    private var lines: [UInt8] = []
    private var headBytes = 0
    private var body: [UInt8] = []

    private static let maximumHeaderBytes = 256 << 10

    init(_ request: APIRequest, timeout: Duration) {
        self.request = request
        self.timeout = timeout
        url = request.url
    }

    /// Waits until it has ended. `start` is called first, without suspension.
    func end(_ start: () -> Void) async -> Failure? {
        let failure = await withCheckedContinuation { continuation in
            self.continuation = continuation
            start()
        }
        _ = hasEnded.load(ordering: .acquiring)
        return failure
    }

    /// Ends it, once.
    func end(with failure: Failure?) {
        hasEnded.store(true, ordering: .releasing)
        continuation?.resume(returning: failure)
    }

    /// Takes a part of the body; false when there is too much.
    func take(body part: UnsafeRawBufferPointer) -> Bool {
        guard part.count <= request.maximumResponseBytes - body.count else {
            excess = .responseTooLarge
            return false
        }
        body.append(contentsOf: part)
        return true
    }

    /// Takes a line of the head, or a trailer, which is ignored; false when there is too much of both.
    func take(line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.maximumHeaderBytes else {
            excess = .headersTooLarge
            return false
        }
        if hasHead { return true }
        if line.starts(with: "HTTP/".utf8) {
            // A response begins. One with a status below 200 is followed by another.
            lines.removeAll(keepingCapacity: true)
            let space = UInt8(ascii: " ")
            let digits = line.drop { $0 != space }.drop { $0 == space }.prefix(3)
            status = Int(String(decoding: digits, as: UTF8.self)) ?? 0
        } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            hasHead = status >= 200
        } else {
            lines.append(contentsOf: line)
        }
        return true
    }

    /// The response, once it is complete.
    var response: APIResponse {
        var fields: [(name: String, value: String)] = []
        for line in lines.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
            if isBlank(line.first), let last = fields.indices.last {
                // A folded header, which RFC 9112 calls obsolete: its value goes on in this line.
                fields[last].value += " " + string(line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                fields.append((string(line[..<colon]), string(line[(colon + 1)...])))
            }
        }
        var headers = APIHeaders()
        // libcurl has decompressed such a body, whatever was asked for, and its length is another. It fails for a
        // coding that it does not know.
        let isDecompressed = fields.contains {
            $0.0.hasSameBytes(ignoringCaseAs: "content-encoding") && !$0.1.hasSameBytes(ignoringCaseAs: "identity")
        }
        for (name, value) in fields {
            if isDecompressed,
                name.hasSameBytes(ignoringCaseAs: "content-encoding")
                    || name.hasSameBytes(ignoringCaseAs: "content-length")
            {
                continue
            }
            headers.append(name, value)
        }
        return APIResponse(status: status, headers: headers, body: body)
    }

    /// The bytes without white space around them, as UTF-8 or else as ISO 8859-1.
    private func string(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop(while: isBlank)
        while isBlank(bytes.last) { bytes.removeLast() }
        return String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

private func isBlank(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
#endif
