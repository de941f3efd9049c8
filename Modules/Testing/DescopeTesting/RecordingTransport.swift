public import DescopeHTTP
import Synchronization

/// A transport that forwards requests to another one, and records them with their outcomes.
public final class RecordingTransport: HTTPTransport {
    /// A request and its outcome. Prints verb, path and outcome, never a value.
    public struct Exchange: Sendable, CustomStringConvertible {
        /// The request as it was forwarded, including credentials.
        public let request: APIRequest

        /// The status of the response, or the error.
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

    /// Makes a transport that forwards requests to `base`.
    public init(_ base: some HTTPTransport) { self.base = base }

    /// The exchanges so far, in the order of their outcomes.
    public var exchanges: [Exchange] { notes.withLock(\.self) }

    /// Forwards the request and records the outcome.
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
