public import DescopeHTTP

/// Checks that your own ``/DescopeHTTP/HTTPTransport`` meets the protocol's requirements.
///
/// The suite sends requests with it to a server of its own on loopback, which keeps connections, breaks them, is slow,
/// or sends odd responses:
///
/// ```swift
/// @Test(arguments: TransportConformance.trials)
/// func keepsItsPromises(_ trial: TransportConformance.Trial) async throws {
///     let outcome = try await TransportConformance { MyTransport() }.run(trial)
///     if case .failed(let violations) = outcome { Issue.record("\(violations)") }
/// }
/// ```
///
/// It is independent of the test library: ``verify(knownFailures:)`` runs all trials and throws.
///
/// The suite measures real time, and ends each trial after a limit. Trials with TLS need the platform's OpenSSL; they
/// are skipped where it is missing, as on Apple platforms. Trials with HTTP/2 are skipped for a transport that does not
/// offer it.
public struct TransportConformance: Sendable {
    /// The requirements of ``/DescopeHTTP/HTTPTransport``, in the order of its documentation.
    public enum Rule: String, CaseIterable, Sendable {
        /// A request is sent as it is.
        case request
        /// A response with any status is returned, whatever its form.
        case response
        /// Kept-alive connections are reused, and a response belongs to its request.
        case connections
        /// The transport enforces the timeout.
        case timeout
        /// The transport stops reading a body that is too large.
        case size
        /// A cancelled request ends at once, with its connection.
        case cancellation
        /// Redirects are not followed.
        case redirects
        /// Cookies are neither stored nor sent.
        case cookies
        /// Nothing is sent again.
        case retries
        /// Nothing is cached.
        case caching
        /// The certificate is checked.
        case tls
        /// `cannotConnect` is thrown when the request cannot have reached the service, and only then.
        case cannotConnect
        /// `connectionLost` is thrown when the request may have reached the service.
        case connectionLost
    }

    /// One scenario with a server of its own.
    public struct Trial: Sendable, CustomStringConvertible {
        /// The trial's name, unique in the suite.
        public let name: String
        /// The requirement that it checks.
        public let rule: Rule
        let perform: @Sendable (TransportBench) async throws -> Void

        init(_ name: String, _ rule: Rule, _ perform: @escaping @Sendable (TransportBench) async throws -> Void) {
            (self.name, self.rule, self.perform) = (name, rule, perform)
        }

        /// The name.
        public var description: String { name }
    }

    /// A requirement that was not met.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The name of the trial that found it.
        public let trial: String
        /// The requirement.
        public let rule: Rule
        /// The expected behavior.
        public let expected: String
        /// The observed behavior.
        public let found: String

        /// One line.
        public var description: String { "\(trial) (\(rule)): expected \(expected), found \(found)" }
    }

    /// The outcome of a trial.
    public enum Outcome: Sendable {
        /// The transport met the requirement.
        case passed
        /// The transport did not meet the requirement.
        case failed([Violation])
        /// The trial needs something that the platform or the transport does not have: the reason.
        case skipped(String)
    }

    /// All trials.
    public static let trials: [Trial] =
        TransportTrials.requests + TransportTrials.responses + TransportTrials.connections + TransportTrials.limits
        + TransportTrials.failures + TransportTrials.certificates + TransportTrials.http2

    let trustsCertificateAuthority: Bool
    let patience: Duration
    let makeTransport: @Sendable () async throws -> any HTTPTransport

    /// Makes a suite.
    ///
    /// - Parameters:
    ///   - trustsCertificateAuthority: Whether the transport trusts ``certificateAuthority``, beside the authorities
    ///     that it trusts anyway. Without it, trials that need a valid certificate are skipped, and those with an
    ///     invalid one prove less.
    ///   - patience: The maximum wait for a required result. A transport that meets the requirements causes no wait.
    ///   - makeTransport: Makes a transport, or returns a shared one. Called once per trial.
    public init<Transport: HTTPTransport>(
        trustsCertificateAuthority: Bool = false,
        patience: Duration = .seconds(30),
        makeTransport: @escaping @Sendable () async throws -> Transport
    ) {
        self.trustsCertificateAuthority = trustsCertificateAuthority
        self.patience = patience
        self.makeTransport = makeTransport
    }

    /// Runs one trial.
    ///
    /// - Throws: The errors of `makeTransport`, and the system's when the server cannot be started;
    ///   `CancellationError` when the task is cancelled.
    public func run(_ trial: Trial) async throws -> Outcome {
        let bench = TransportBench(trial, self, try await makeTransport())
        defer { bench.stop() }
        do {
            try await trial.perform(bench)
        } catch let skipped as SkippedTrial {
            if bench.violations.isEmpty { return .skipped(skipped.reason) }
        } catch is EndedTrial {
            // The violation has been noted.
        }
        try Task.checkCancellation()
        return bench.violations.isEmpty ? .passed : .failed(bench.violations)
    }

    /// Runs one trial, which fails if it is among the known failures, and only then.
    ///
    /// - Parameters:
    ///   - trial: The trial.
    ///   - knownFailures: Names of trials, and why the transport does not pass them.
    /// - Returns: The reason when the trial was skipped; otherwise nil.
    /// - Throws: ``TransportViolations``; otherwise the errors of ``run(_:)``.
    @discardableResult
    public func verify(_ trial: Trial, knownFailures: [String: String] = [:]) async throws -> String? {
        switch (try await run(trial), knownFailures[trial.name]) {
        case (.skipped(let reason), _): return reason
        case (.passed, nil), (.failed, _?): return nil
        case (.failed(let violations), nil): throw TransportViolations(violations: violations)
        case (.passed, let reason?):
            let violation = Violation(
                trial: trial.name,
                rule: trial.rule,
                expected: "the known failure (\(reason))",
                found: "that the trial passes. Remove it from the known failures"
            )
            throw TransportViolations(violations: [violation])
        }
    }

    /// Runs all trials, one after another.
    ///
    /// - Parameter knownFailures: Names of trials, and why the transport does not pass them.
    /// - Throws: ``TransportViolations``; otherwise the errors of ``run(_:)``.
    public func verify(knownFailures: [String: String] = [:]) async throws {
        let names = Set(Self.trials.map(\.name))
        var violations = knownFailures.keys.filter { !names.contains($0) }.sorted().map {
            Violation(trial: $0, rule: .request, expected: "the name of a trial among the known failures", found: $0)
        }
        for trial in Self.trials {
            do { try await verify(trial, knownFailures: knownFailures) } catch let error as TransportViolations {
                violations += error.violations
            }
        }
        if !violations.isEmpty { throw TransportViolations(violations: violations) }
    }
}

/// The requirements that a transport did not meet.
public struct TransportViolations: Error, CustomStringConvertible {
    /// The violations, in the order of the trials.
    public let violations: [TransportConformance.Violation]

    /// One line each.
    public var description: String { violations.map(\.description).joined(separator: "\n") }
}
