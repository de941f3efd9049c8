public import DescopeHTTP
import Synchronization

/// A transport that passes requests on to another and notes them, with what came back.
public final class RecordingTransport: HTTPTransport {
    /// A request and its outcome. Prints verb, path and outcome, never a value.
    public struct Exchange: Sendable, CustomStringConvertible {
        /// The request as it was passed on, credentials included.
        public let request: APIRequest

        /// The answer's status, or the error instead of an answer.
        public let outcome: Result<Int, any Error>

        /// One line: `GET /v2/keys/P2test: HTTP 200`.
        public var description: String {
            switch outcome {
            case .success(let status): "\(request): HTTP \(status)"
            case .failure(let error): "\(request): \(type(of: error))"
            }
        }
    }

    private let base: any HTTPTransport
    private let notes = Mutex<[Exchange]>([])

    /// Makes a transport that passes requests on to `base`.
    public init(_ base: some HTTPTransport) { self.base = base }

    /// What has been sent and answered so far, in the order of the answers.
    public var exchanges: [Exchange] { notes.withLock(\.self) }

    /// Passes the request on and notes the outcome.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        do {
            let response = try await base.send(request, timeout: timeout)
            note(request, .success(response.status))
            return response
        } catch {
            note(request, .failure(error))
            throw error
        }
    }

    private func note(_ request: APIRequest, _ outcome: Result<Int, any Error>) {
        notes.withLock { $0.append(Exchange(request: request, outcome: outcome)) }
    }
}
