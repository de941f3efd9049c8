import CAllocations
import DescopeCore
import Dispatch
import Synchronization

/// One measured case.
struct Case: Sendable {
    let name: String
    /// The case with which its speed is compared.
    let baseline: String
    /// The goal, if there is one.
    let goal: String?
    /// The number of threads on which it runs concurrently.
    let threads: Int
    /// Runs the case once; returns false when it failed. When there are several, each thread runs a different one.
    let works: [@Sendable () -> Bool]

    init(
        _ name: String,
        against baseline: String? = nil,
        goal: String? = nil,
        threads: Int = 1,
        _ works: @Sendable () -> Bool...
    ) {
        self.name = name
        self.baseline = baseline ?? name
        self.goal = goal
        self.threads = threads
        self.works = works
    }

    /// Runs the case `repetitions` times on each thread.
    func run(_ repetitions: Int) throws {
        let isGood = Atomic(true)
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let work = works[thread % works.count]
            for _ in 0..<repetitions where !work() { isGood.store(false, ordering: .relaxed) }
        }
        guard isGood.load(ordering: .relaxed) else {
            throw DescopeError(.token, message: "benchmark: '\(name)' went wrong; what it measures would mean nothing")
        }
    }

    /// The number of allocations of one run; nil when they cannot be counted.
    func allocations(of repetitions: Int) throws -> Double? {
        guard threads == 1, allocations_on_this_thread() >= 0 else { return nil }
        let start = allocations_on_this_thread()
        try run(repetitions)
        return (Double(allocations_on_this_thread() - start) / Double(repetitions)).rounded(places: 1)
    }
}

/// The result of one case.
struct Outcome {
    let measured: Case
    let operationsPerSecond: Double
    let ratio: Double
    let allocations: Double?

    var json: String {
        let allocations = allocations.map { #","allocations":\#($0)"# } ?? ""
        return #"{"name":"\#(measured.name)","ops_per_second":\#(Int(operationsPerSecond)),"#
            + #""baseline":"\#(measured.baseline)","ratio":\#(ratio.rounded(places: 3))\#(allocations)}"#
    }

    var line: String {
        var line = "\(measured.name): \(Int(operationsPerSecond)) per second"
        if measured.baseline != measured.name { line += ", \(ratio.rounded(places: 3)) times \(measured.baseline)" }
        if let allocations { line += ", \(allocations) allocations" }
        return line + (measured.goal.map { " (goal: \($0))" } ?? "")
    }
}

/// Runs cases alternately in short slices, so that other load on the machine affects all of them equally.
///
/// The reported result of a case is the median over the rounds; its ratio is the median of the ratios in each round.
struct Rounds {
    private let cases: [Case]
    private let clock = BenchmarkClock()

    /// The number of rounds, and how long a case runs in each.
    private static let count = 41
    private static let sliceNanoseconds = 10e6

    init(_ cases: [Case]) { self.cases = cases }

    func run() throws -> [Outcome] {
        let repetitions = try cases.map(warmUp)
        var times: [String: [Double]] = [:]
        for _ in 0..<Self.count {
            for (item, repetitions) in zip(cases, repetitions) {
                let time = try nanoseconds { try item.run(repetitions) } / Double(repetitions * item.threads)
                times[item.name, default: []].append(time)
            }
        }
        return try zip(cases, repetitions).map { item, repetitions in
            let own = times[item.name] ?? []
            let ratios = zip(times[item.baseline] ?? [], own).map { $0 / $1 }
            return Outcome(
                measured: item,
                operationsPerSecond: 1e9 / median(own),
                ratio: median(ratios),
                allocations: try item.allocations(of: min(1000, repetitions))
            )
        }
    }

    /// Warms up a case, and returns how often it runs in a slice.
    private func warmUp(_ item: Case) throws -> Int {
        var repetitions = 1
        while true {
            let time = try nanoseconds { try item.run(repetitions) }
            if time >= 5 * Self.sliceNanoseconds {
                return max(1, Int(Double(repetitions) * Self.sliceNanoseconds / time))
            }
            repetitions *= 2
        }
    }

    private func nanoseconds(_ work: () throws -> Void) rethrows -> Double {
        let start = clock.nanoseconds
        try work()
        return clock.nanoseconds - start
    }
}

/// A clock for measurements; the package itself does not need one.
struct BenchmarkClock {
    private let clock = ContinuousClock()
    private let start = ContinuousClock().now

    var nanoseconds: Double { (clock.now - start) / .nanoseconds(1) }
}
