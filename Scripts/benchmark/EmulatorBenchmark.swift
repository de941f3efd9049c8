import DescopeCore
import DescopeCrypto
import DescopeEmulator
import DescopeHTTP

/// Measures the processor time of the emulator's calls with few and with many users, without the signatures that they
/// make: a signature costs the same everywhere, and would hide what grows with the users.
///
/// A project of a thousand users and one of many take turns in short slices, so that other load on the machine affects
/// both equally. Costs are medians over the rounds, ratios medians of the ratios in each round.
struct EmulatorBenchmark {
    /// The number of users of the small project.
    static let few = 1000
    private static let rounds = 41
    /// The number of calls of each operation in a slice.
    private static let callsPerSlice = 50
    /// ES256 signatures are the cheapest, so that what remains after their subtraction is the most precise.
    static let algorithm = SignatureAlgorithm.es256

    let users: Int

    func run(_ report: (EmulatorOutcome) -> Void) throws {
        for outcome in try EmulatorMemory.outcomes(users: users) { report(outcome) }
        for outcome in try waiting({ [self] in try await perCall() }) { report(outcome) }
        report(try waiting { [self] in try await wholeTrips() })
    }

    // MARK: - Single calls

    private func perCall() async throws -> [EmulatorOutcome] {
        let small = try await CrowdedProject(users: Self.few, sessions: max(100, users / 100))
        let large = try await CrowdedProject(users: users, sessions: max(100, users / 100))
        let key = try SigningKey.generate(for: Self.algorithm)
        var signatures: [Double] = []
        var costs: [EmulatorOperation: [(small: Double, large: Double)]] = [:]
        // Round 0 only warms up.
        for round in 0...Self.rounds {
            let signature = try signatureCost(key)
            let first = try await (round % 2 == 0 ? small : large).slice(round, calls: Self.callsPerSlice)
            let second = try await (round % 2 == 0 ? large : small).slice(round, calls: Self.callsPerSlice)
            guard round > 0 else { continue }
            signatures.append(signature)
            for operation in EmulatorOperation.allCases {
                let (first, second) = (first[operation] ?? .nan, second[operation] ?? .nan)
                costs[operation, default: []].append(round % 2 == 0 ? (first, second) : (second, first))
            }
        }
        let signature = EmulatorOutcome(
            name: "one \(Self.algorithm.rawValue) signature",
            values: [("microseconds", median(signatures))]
        )
        return [signature]
            + EmulatorOperation.allCases.map { operation in
                let whole = costs[operation] ?? []
                let own = zip(whole, signatures).map { cost, signature in
                    let signing = signature * Double(operation.signatures)
                    return (small: cost.small - signing, large: cost.large - signing)
                }
                return EmulatorOutcome(
                    name: "emulator, \(operation.rawValue)",
                    values: [
                        ("users", Double(users)), ("signatures", Double(operation.signatures)),
                        ("microseconds_with_signatures", median(whole.map(\.large))),
                        ("microseconds", median(own.map(\.large))),
                        ("microseconds_of_\(Self.few)_users", median(own.map(\.small))),
                        ("ratio", median(own.map { $0.large / $0.small })),
                    ],
                    goal: operation.goal
                )
            }
    }

    /// Microseconds of one signature of a token's length, without the work of encoding the token.
    private func signatureCost(_ key: SigningKey) throws -> Double {
        let message = [UInt8](repeating: 65, count: 500)
        let start = processorMicroseconds()
        for _ in 0..<Self.callsPerSlice { _ = try key.signature(for: message) }
        return (processorMicroseconds() - start) / Double(Self.callsPerSlice)
    }

    // MARK: - Whole sign-ups

    /// Sign-ups with a code, one after the other, with all that a test does around the requests.
    private func wholeTrips() async throws -> EmulatorOutcome {
        let project = try await CrowdedProject(users: 0, sessions: 0)
        let batch = min(1000, max(10, users / 100))
        let clock = BenchmarkClock()
        var perProcessorSecond: [Double] = [], perSecond: [Double] = []
        for round in 0..<10 {
            let (start, wallStart) = (processorMicroseconds(), clock.nanoseconds)
            for number in 0..<batch { try await project.trip("trip\(round * batch + number)@example.com") }
            perProcessorSecond.append(Double(batch) * 1e6 / (processorMicroseconds() - start))
            perSecond.append(Double(batch) * 1e9 / (clock.nanoseconds - wallStart))
        }
        return EmulatorOutcome(
            name: "emulator, whole OTP sign-ups with \(Self.algorithm.rawValue) on one thread",
            values: [
                ("sign_ups", Double(10 * batch)), ("per_processor_second", median(perProcessorSecond).rounded()),
                ("per_second", median(perSecond).rounded()),
            ],
            goal: "at least 2000"
        )
    }
}

/// What is measured.
enum EmulatorOperation: String, CaseIterable {
    case load = "user load"
    case me = "me"
    case refresh = "refresh"
    case signUp = "OTP sign-up"
    case verify = "OTP verify"
    case trip = "OTP sign-up and verify"
    case oauth = "OAuth sign-up"
    case accessKey = "access key exchange"

    /// The signatures that it makes: a session token's, and after a sign-in a refresh token's.
    var signatures: Int {
        switch self {
        case .load, .me, .signUp: 0
        case .refresh, .accessKey: 1
        case .verify, .trip, .oauth: 2
        }
    }

    var goal: String {
        switch self {
        case .signUp, .verify: "ratio at most 2, less than 100 microseconds"
        default: "ratio at most 2"
        }
    }
}

/// One line of results.
struct EmulatorOutcome: Sendable {
    let name: String
    let values: [(name: String, value: Double)]
    var goal: String?

    var json: String {
        #"{"name":"\#(name)""# + values.map { #","\#($0.name)":\#(shown($0.value))"# }.joined() + "}"
    }

    var line: String {
        let values = values.map { "\($0.name.split(separator: "_").joined(separator: " ")) \(shown($0.value))" }
        return "\(name): " + values.joined(separator: ", ") + (goal.map { " (goal: \($0))" } ?? "")
    }

    private func shown(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value.rounded(places: 2))"
    }
}
