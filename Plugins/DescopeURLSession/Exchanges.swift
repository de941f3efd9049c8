import DescopeCore
import DescopeHTTP
import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The delegate of a session, with its requests in flight. Code that removes an exchange from the list has to resume
/// its continuation.
final class Exchanges: NSObject, URLSessionDataDelegate {
    private struct Exchange {
        let continuation: CheckedContinuation<APIResponse, any Error>
        let limit: Int
        var body: [UInt8] = []
        /// Whether a part of the request may have been sent.
        var mayBeSent: Bool

        /// Appends a part of the response body, in place: a copy of the exchange would copy the body each time. Returns
        /// the limit when the body exceeds it.
        mutating func take(_ data: Data) -> Int? {
            if data.count > limit - body.count { return limit }
            body.append(contentsOf: data)
            return nil
        }
    }

    private let open = Mutex<[Int: Exchange]>([:])

    func answer(
        to request: URLRequest,
        limit: Int,
        timeout: Duration,
        on session: URLSession
    ) async throws -> APIResponse {
        try Task.checkCancellation()
        let task = session.dataTask(with: request)
        return try await withTaskCancellationHandler {
            var timer: Task<Void, any Error>?
            defer { timer?.cancel() }
            return try await withCheckedThrowingContinuation { continuation in
                open.withLock {
                    $0[task.taskIdentifier] = Exchange(
                        continuation: continuation,
                        limit: limit,
                        mayBeSent: request.isSentUnseen
                    )
                }
                task.resume()
                timer = Task {
                    try await SystemClock().sleep(for: timeout)
                    abandon(task, because: DescopeError.timedOut(after: timeout))
                }
                // The cancellation may have come before the exchange was in the list.
                if Task.isCancelled { abandon(task, because: CancellationError()) }
            }
        } onCancel: {
            abandon(task, because: CancellationError())
        }
    }

    /// Ends an exchange without a response, and cancels its task.
    private func abandon(_ task: URLSessionTask, because error: any Error) {
        guard let exchange = close(task) else { return }
        exchange.continuation.resume(throwing: error)
        // On another queue, because on Linux this waits for the session's queue, which may be waiting for the caller.
        DispatchQueue.global().async { task.cancel() }
    }

    private func close(_ task: URLSessionTask) -> Exchange? {
        open.withLock { $0.removeValue(forKey: task.taskIdentifier) }
    }

    private func complete(_ task: URLSessionTask, with error: (any Error)?) {
        guard let exchange = close(task) else { return }
        if let error {
            exchange.continuation.resume(throwing: DescopeError(error, mayBeSent: exchange.mayBeSent))
        } else if let response = task.response as? HTTPURLResponse {
            exchange.continuation.resume(returning: APIResponse(response, body: exchange.body))
        } else {
            exchange.continuation.resume(throwing: DescopeError.connectionLost("no response"))
        }
    }

    // MARK: - Called by the session

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let limit = open.withLock({ $0[dataTask.taskIdentifier]?.limit }), response.expectedContentLength > limit {
            abandon(dataTask, because: DescopeError.responseTooLarge(limit: limit))
        }
        // Not `.cancel`: Linux ignores it.
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let exceeded: Int? = open.withLock { open in
            open[dataTask.taskIdentifier]?.take(data)
        }
        if let exceeded { abandon(dataTask, because: DescopeError.responseTooLarge(limit: exceeded)) }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        didSendBodyData bytesSent: Int64,
        totalBytesSent: Int64,
        totalBytesExpectedToSend: Int64
    ) {
        open.withLock { $0[task.taskIdentifier]?.mayBeSent = true }
    }

    /// Linux asks for the body again when it is about to resend a request because a kept-alive connection broke. The
    /// service may have processed the first request, so the exchange ends here; the second one would be sent without
    /// its body, and hang.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        needNewBodyStream completionHandler: @escaping @Sendable (InputStream?) -> Void
    ) {
        abandon(task, because: DescopeError.connectionLost("a kept-alive connection was closed"))
        completionHandler(nil)
    }

    /// A redirect is returned as the response.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    #if canImport(FoundationNetworking)
    /// A 401 that asks for a password has been read completely by now and is returned as the response. Without this,
    /// Linux would wait.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        complete(task, with: nil)
        completionHandler(.cancelAuthenticationChallenge, nil)
    }
    #endif

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        complete(task, with: error)
    }
}

extension APIResponse {
    /// Header lines of the same name are joined by commas. The platform has decoded the body, but kept the header that
    /// says how it was encoded.
    fileprivate init(_ response: HTTPURLResponse, body: [UInt8]) {
        self.init(status: response.statusCode, body: body)
        for case (let name as String, let value as String) in response.allHeaderFields { headers.append(name, value) }
        if ["gzip", "deflate", "br"].contains(headers["content-encoding"]?.lowercased()) {
            headers["content-encoding"] = nil
        }
    }
}
