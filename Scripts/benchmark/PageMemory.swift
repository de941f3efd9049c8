import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much memory it takes to read a page of users, in a process of its own for each reader.
enum PageMemory {
    struct Outcome {
        let name: String
        let megabytes: Double

        var json: String { #"{"name":"\#(name)","peak_megabytes":\#(megabytes)}"# }
        var line: String { "\(name): \(megabytes) MB at the peak, beside the text itself" }
    }

    static func compare() throws -> [Outcome] {
        try ["JSONDecoder", "this package"].map {
            let megabytes = try numbers(printedBy: "page-memory '\($0)'", count: 1)[0]
            return Outcome(name: "memory, page of users, \($0)", megabytes: megabytes.rounded(places: 1))
        }
    }

    /// Reads the page once, and returns by how many megabytes the process grew at most.
    static func read(_ reader: String) throws -> Double {
        let page = SamplePage.text()
        let data = Data(page)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        // Each has done its first call, with all that is set up there.
        let short = Array(#"{"users":[],"total":0}"#.utf8)
        _ = try UsersPage(json: short)
        _ = try decoder.decode(UsersPageTwin.self, from: Data(short))

        try resetPeak()
        let start = try megabytes("VmRSS:")
        let isWhole =
            reader == "JSONDecoder"
            ? try decoder.decode(UsersPageTwin.self, from: data).isWhole : try UsersPage(json: page).isWhole
        let peak = try megabytes("VmHWM:")
        guard isWhole else { throw DescopeError(.argument, message: "benchmark: expected every user") }
        return peak - start
    }

    /// Makes the present size the peak from which the kernel goes on (proc_pid_clear_refs).
    static func resetPeak() throws { try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }
}

/// A line of what the kernel says about this process's memory, in megabytes.
func megabytes(_ name: String) throws -> Double {
    let status = try? String(contentsOf: URL(filePath: "/proc/self/status"), encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix(name) }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
        throw DescopeError(.argument, message: "benchmark: expected \(name) in /proc/self/status, as on Linux")
    }
    return kilobytes / 1024
}
