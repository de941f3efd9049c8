import DescopeTesting
import DescopeURLSession
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct URLSessionConformanceTests {
    #if canImport(FoundationNetworking)
    /// The trials that Linux fails, and why. `Docs/Transports.md` has the same table.
    static let failures = [
        "addedHeaders": "A body without a Content-Type gets `application/x-www-form-urlencoded`. "
            + "The SDK sets the header for each body.",
        "ipv6": "The platform accepts no IPv6 address in brackets.",
        "noSpaceAfterColon": "The platform refuses the response; the error is `connectionLost`.",
        "latin1Header": "The platform refuses a response whose headers are not UTF-8; the error is `connectionLost`.",
        "redirectToMalformedURL": "The body is lost; with some URLs the process ends.",
        "cookiesOfMixedCase": "Of headers with the same name in different case, one is kept.",
        "refusedConnection":
            "A request without a body, other than GET, is not sent, but the error is `connectionLost`: "
            + "the platform does not tell whether it was.",
        "noResendOfGET": "libcurl sends the request again when a kept-alive connection breaks.",
        "noResendOfDELETE": "libcurl sends the request again when a kept-alive connection breaks.",
        "noResendOfPOSTWithoutBody": "libcurl sends the request again when a kept-alive connection breaks.",
        "noResendOfEmptyPOST": "libcurl sends the request again when a kept-alive connection breaks.",
        "noResendOfPOST": "libcurl sends the head again when a kept-alive connection breaks, but not the body.",
        "noResendOfLargePOST": "libcurl sends the head again when a kept-alive connection breaks, but not the body.",
        "certificateOfOtherName": "The request is not sent, but the error is `connectionLost`.",
        "expiredCertificate": "The request is not sent, but the error is `connectionLost`.",
        "certificateOfUnknownAuthority": "The request is not sent, but the error is `connectionLost`.",
        "noTLS": "The request is not sent, but the error is `connectionLost`.",
        "closedInHandshake": "The request is not sent, but the error is `connectionLost`.",
    ]

    /// The trials that are not run on Linux, because they end the process, and why.
    static let crashes = [
        "halfHead": "Swift up to 6.3 ends the process when a connection closes in the middle of a head.",
        "halfHeaderLine": "Swift up to 6.3 ends the process when a connection closes in the middle of a head.",
        "chunkedTrailers": "Swift up to 6.3 ends the process when a response has trailers.",
        "endlessRedirect": "The body of a redirect is read completely; cancelling it may end the process.",
    ]
    #else
    static let failures: [String: String] = [:]
    static let crashes: [String: String] = [:]
    #endif

    @Test(arguments: TransportConformance.trials.filter { crashes[$0.name] == nil })
    func conformance(_ trial: TransportConformance.Trial) async throws {
        let suite = TransportConformance { .urlSession }
        if let reason = try await suite.verify(trial, knownFailures: Self.failures) { print("\(trial): \(reason)") }
    }

    #if canImport(FoundationNetworking)
    @Test("the documentation lists what the platform fails")
    func documentation() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(3).joined(separator: "/").dropFirst()
        let text = try String(contentsOfFile: root + "/Docs/Transports.md", encoding: .utf8)
        let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix("URLSessionTransport") } ?? ""
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let listed = rows.filter { $0.count == 3 }.map { "\($0[0]) \($0[1]) \($0[2])" }
        let expected =
            Self.failures.map { "`\($0)` fails \($1)" } + Self.crashes.map { "`\($0)` is not run \($1)" }
        #expect(Set(listed) == Set(expected))
        let names = Set(TransportConformance.trials.map(\.name))
        #expect(names.isSuperset(of: Self.failures.keys) && names.isSuperset(of: Self.crashes.keys))
    }
    #endif
}
