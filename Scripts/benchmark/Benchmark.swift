import DescopeCore

/// `swift run -c release benchmark validate [--json]`: how fast tokens are checked, as ratios to the raw signature check.
///
/// Figures of one run only are comparable: the cases take turns in short rounds, and each round's figure counts as much as
/// any other's, so that whatever else the machine does hits all of them alike.
@main
enum Benchmark {
    static func main() async throws {
        var words = CommandLine.arguments.dropFirst()
        let asJSON = words.contains("--json")
        words.removeAll { $0 == "--json" }
        guard words.elementsEqual(["validate"]) else {
            print("usage: benchmark validate [--json]")
            return
        }
        for result in try ValidateCases().run() { print(asJSON ? result.json : result.line) }
    }
}

/// What one case came to.
struct Outcome {
    let name: String
    let baseline: String
    let operationsPerSecond: Double
    let ratio: Double
    /// What is asked of the ratio, if anything is.
    let goal: String?

    var json: String {
        #"{"name":"\#(name)","ops_per_second":\#(Int(operationsPerSecond)),"baseline":"\#(baseline)","ratio":\#(rounded)}"#
    }

    var line: String {
        let speed = "\(Int(operationsPerSecond)) per second"
        return "\(name): \(speed), \(rounded) times \(baseline)" + (goal.map { " (goal: \($0))" } ?? "")
    }

    private var rounded: Double { (ratio * 1000).rounded() / 1000 }
}
