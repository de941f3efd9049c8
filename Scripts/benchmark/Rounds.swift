/// Cases that take turns: each runs for a short while in every round.
struct Rounds {
    /// One case: a name, how often it repeats its work in a round, and the work.
    struct Case {
        let name: String
        let repetitions: Int
        let work: () throws -> Void
    }

    private let cases: [Case]

    init(_ cases: [Case]) { self.cases = cases }

    /// The median time of one repetition, in nanoseconds, by case. The first rounds warm up and do not count.
    func medians(rounds: Int) throws -> [String: Double] {
        let clock = BenchmarkClock()
        var times: [String: [Double]] = [:]
        for round in -3..<rounds {
            for item in cases {
                let start = clock.nanoseconds
                for _ in 0..<item.repetitions { try item.work() }
                let time = (clock.nanoseconds - start) / Double(item.repetitions)
                if round >= 0 { times[item.name, default: []].append(time) }
            }
        }
        return times.mapValues { $0.sorted()[$0.count / 2] }
    }
}

/// Time for measuring, which nothing in the package itself has a use for.
struct BenchmarkClock {
    private let clock = ContinuousClock()
    private let start = ContinuousClock().now

    var nanoseconds: Double { (clock.now - start) / .nanoseconds(1) }
}
