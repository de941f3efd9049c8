#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Measures token validation, as ratios to the raw signature check, reading and writing of models, as ratios to
/// Foundation's coders, the emulator, with many users as ratios to few, with the memory that they take, management of
/// many users, and questions of who may do what, as ratios to look-ups in a dictionary. Docs/performance.md explains
/// the figures.
///
/// Only figures of the same run are comparable: see ``Rounds``. Goals are printed, not enforced.
@main
enum Benchmark {
    static let usage = """
        usage: benchmark validate [--json] [--token FILE]   speed, as ratios inside this run; takes half a minute
               benchmark hostile [--json]                   what each of many hostile texts costs; takes two minutes
               benchmark memory [--json]                    what a million tokens leave behind; takes a minute or two
               benchmark models [--json]                    reading and writing models, against Foundation; half a minute
               benchmark emulator [--json] [--users COUNT]  the emulator with a million users, against a thousand
               benchmark management [--json]                management of 100,000 users, other models; a minute
               benchmark authz [--json]                     who may do what, against look-ups in a dictionary; half a minute
               benchmark token                              a token and its key, to put in FILE or before other libraries
               benchmark page                               the page of users that "models" reads, for other libraries
        """

    static func main() {
        do { try run() } catch is Misuse {
            fail(usage, status: 64)
        } catch {
            fail("benchmark failed: \(error)", status: 1)
        }
    }

    private struct Misuse: Error {}

    private static func fail(_ message: String, status: Int32) -> Never {
        let line = Array((message + "\n").utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(status)
    }

    private static func run() throws {
        var words = CommandLine.arguments.dropFirst()
        let command = words.popFirst()
        // In processes of their own, which ``PageMemory``, ``EmulatorMemory`` and ``ManagementBenchmark`` start.
        if command == "page-memory", let reader = words.popFirst() { return print(try PageMemory.read(reader)) }
        if command == "emulator-memory", let kind = words.popFirst().flatMap(EmulatorMemory.init(rawValue:)),
            let count = words.popFirst().flatMap({ Int($0) })
        {
            let numbers = try waiting { try await kind.run(count) }
            return print(numbers.map { "\($0)" }.joined(separator: " "))
        }
        if command == "management-walk", let count = words.popFirst().flatMap({ Int($0) }) {
            let numbers = try waiting { try await ManagementBenchmark.walk(count) }
            return print(numbers.map { "\($0)" }.joined(separator: " "))
        }
        var isJSON = false
        var tokenFile: String?
        var users = 1_000_000
        while let word = words.popFirst() {
            switch word {
            case "--json": isJSON = true
            case "--token" where !words.isEmpty: tokenFile = words.popFirst()
            case "--users":
                guard let count = words.popFirst().flatMap({ Int($0) }), count > 0 else { throw Misuse() }
                users = count
            default: throw Misuse()
            }
        }
        switch command {
        case "validate":
            let sample = try tokenFile.map(SampleToken.init(file:)) ?? SampleToken()
            let cases = try validateCases(sample) + hostileCases(sample, all: false)
            for outcome in try Rounds(cases).run() { print(isJSON ? outcome.json : outcome.line) }
        case "hostile":
            let cases = try hostileCases(SampleToken(), all: true)
            for outcome in try Rounds(cases).run() { print(isJSON ? outcome.json : outcome.line) }
        case "memory": for outcome in try MemoryCase.all() { print(isJSON ? outcome.json : outcome.line) }
        case "models":
            for outcome in try Rounds(modelCases()).run() { print(isJSON ? outcome.json : outcome.line) }
            for outcome in try PageMemory.compare() { print(isJSON ? outcome.json : outcome.line) }
        case "emulator": try EmulatorBenchmark(users: users).run { print(isJSON ? $0.json : $0.line) }
        case "management":
            for outcome in try ManagementBenchmark.outcomes() { print(isJSON ? outcome.json : outcome.line) }
            for outcome in try Rounds(managementModelCases()).run() { print(isJSON ? outcome.json : outcome.line) }
        case "authz":
            let memory = try AuthzCases.memory()
            print(isJSON ? memory.json : memory.line)
            for outcome in try Rounds(AuthzCases.all()).run() { print(isJSON ? outcome.json : outcome.line) }
        case "page": print(String(decoding: SamplePage.text(), as: UTF8.self))
        case "token": print(try SampleToken().text)
        case "--help"?: print(usage)
        default: throw Misuse()
        }
    }
}

extension Double {
    /// The number rounded to `places` decimal places.
    func rounded(places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        return (self * factor).rounded() / factor
    }
}
