import CAllocations
import DescopeCore

/// What users and sign-ins of the emulator leave in memory, each in a process of its own.
enum EmulatorMemory: String {
    case fill
    case codes
    case handovers

    static func outcomes(users: Int) throws -> [EmulatorOutcome] {
        let fill = try measure(.fill, users)
        let signIns = max(1000, users / 10)
        return [
            EmulatorOutcome(
                name: "emulator, adding users",
                values: [
                    ("users", Double(users)), ("seconds", fill[0]), ("processor_seconds", fill[1]),
                    ("peak_megabytes", fill[2]),
                ],
                goal: "less than 60 seconds and 2000 megabytes for a million"
            )
        ]
            + (try [(EmulatorMemory.codes, "with codes"), (.handovers, "without messages")].map { kind, name in
                let megabytes = try measure(kind, signIns)
                return EmulatorOutcome(
                    name: "emulator, sign-ins and log-outs \(name)",
                    values: [
                        ("sign_ins", Double(signIns)), ("allocated_megabytes_after_a_tenth", megabytes[0]),
                        ("allocated_megabytes", megabytes[1]), ("growth", megabytes[1] - megabytes[0]),
                        ("resident_megabytes_after_a_tenth", megabytes[2]), ("resident_megabytes", megabytes[3]),
                    ],
                    goal: "no growth"
                )
            })
    }

    /// Starts this program again, and reads the numbers that it prints.
    private static func measure(_ kind: Self, _ count: Int) throws -> [Double] {
        try numbers(printedBy: "emulator-memory \(kind.rawValue) \(count)", count: kind == .fill ? 3 : 4)
    }

    /// Measures in the process of its own, and returns what it prints.
    func run(_ count: Int) async throws -> [Double] {
        switch self {
        case .fill:
            let (start, clock) = (processorMicroseconds(), BenchmarkClock())
            let project = try await CrowdedProject(users: count, sessions: 0)
            let (seconds, used) = (clock.nanoseconds / 1e9, (processorMicroseconds() - start) / 1e6)
            return withExtendedLifetime(project) { [seconds, used, (try? megabytes("VmHWM:")) ?? .nan] }
        case .codes, .handovers:
            let project = try await CrowdedProject(users: EmulatorBenchmark.few, sessions: 0)
            func memory() throws -> [Double] {
                [allocated_bytes() < 0 ? .nan : Double(allocated_bytes()) / 1_048_576, try megabytes("VmRSS:")]
            }
            var afterTenth = [0.0, 0.0]
            for number in 0..<count {
                if number == count / 10 { afterTenth = try memory() }
                let loginId = CrowdedProject.loginId(number % EmulatorBenchmark.few)
                if self == .codes {
                    try await project.signInAndOut(loginId)
                } else {
                    try await project.logOut(project.exchangeSessionCode(of: loginId))
                }
            }
            let atEnd = try memory()
            return withExtendedLifetime(project) { [afterTenth[0], atEnd[0], afterTenth[1], atEnd[1]] }
        }
    }
}
