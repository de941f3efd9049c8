import DescopeCore
import DescopeHTTP
import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The requests under way in a session, as its delegate. Whoever takes an exchange out of the list answers it.
final class Exchanges: NSObject, URLSessionDataDelegate {
    private struct Exchange {
        let continuation: CheckedContinuation<APIResponse, any Error>
        let limit: Int
        var body: [UInt8] = []
        var hasSentBody = false

        /// Takes one more piece of the answer, in place: a copy of the exchange would copy the body each time. Returns
        /// the limit when the answer goes beyond it.
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
                open.withLock { $0[task.taskIdentifier] = Exchange(continuation: continuation, limit: limit) }
                task.resume()
                timer = Task {
                    try await SystemClock().sleep(for: timeout)
                    abandon(task, because: DescopeError.timedOut(after: timeout))
                }
                // It may have come before there was anything to abandon.
                if Task.isCancelled { abandon(task, because: CancellationError()) }
            }
        } onCancel: {
            abandon(task, because: CancellationError())
        }
    }

    /// Ends an exchange without an answer, and its task with it.
    private func abandon(_ task: URLSessionTask, because error: any Error) {
        guard let exchange = close(task) else { return }
        exchange.continuation.resume(throwing: error)
        // Elsewhere: on Linux this waits for the session's queue, which may be waiting for the caller.
        DispatchQueue.global().async { task.cancel() }
    }

    private func close(_ task: URLSessionTask) -> Exchange? {
        open.withLock { $0.removeValue(forKey: task.taskIdentifier) }
    }

    private func complete(_ task: URLSessionTask, with error: (any Error)?) {
        guard let exchange = close(task) else { return }
        if let error {
            exchange.continuation.resume(throwing: DescopeError(error, hasSentBody: exchange.hasSentBody))
        } else if let response = task.response as? HTTPURLResponse {
            exchange.continuation.resume(returning: APIResponse(response, body: exchange.body))
        } else {
            exchange.continuation.resume(throwing: DescopeError.connectionLost("no answer"))
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
        // Not `.cancel`: Linux pays no attention to it.
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
        open.withLock { $0[task.taskIdentifier]?.hasSentBody = true }
    }

    /// Linux asks for the body anew when it is about to send a request once more, because a connection that was kept
    /// open broke. The service may have acted on the first, so that is the end of it; the second would go out without
    /// its body, and hang.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        needNewBodyStream completionHandler: @escaping @Sendable (InputStream?) -> Void
    ) {
        abandon(task, because: DescopeError.connectionLost("one that was kept open has been closed"))
        completionHandler(nil)
    }

    /// A redirect is the answer.
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
    /// A 401 that asks for a password has been read whole by now, and is the answer: left alone, Linux waits.
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
    /// Several lines of one name come joined by commas.
    fileprivate init(_ response: HTTPURLResponse, body: [UInt8]) {
        self.init(status: response.statusCode, body: body)
        for case (let name as String, let value as String) in response.allHeaderFields { headers.append(name, value) }
    }
}
