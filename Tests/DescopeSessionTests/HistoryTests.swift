import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct HistoryTests {
    private static let entry =
        #"{"userId":"U2ada","loginTime":1767225600,"city":"London","country":"GB","ip":"192.0.2.1","selectedTenant":"acme"}"#

    /// The SDKs and the reference disagree: Go, Python and Java read a list, OpenAPI shows it wrapped, Node types one
    /// object.
    @Test(
        "a list, a list in an object and one object alone are read",
        arguments: ["[\(entry)]", #"{"authHistory":[\#(entry)]}"#, entry]
    )
    func shapes(_ answer: String) async throws {
        let it = try Fixture(.json(answer))
        let history = try await it.session.history(it.mint.refresh())
        let entry = try #require(history.first)
        #expect(history.count == 1)
        #expect(entry.userId == "U2ada")
        #expect(entry.signedInAt == Date(timeIntervalSince1970: 1_767_225_600))
        #expect((entry.city, entry.country, entry.ip) == ("London", "GB", "192.0.2.1"))
        #expect(entry.selectedTenant == "acme")
    }

    @Test("no entries, however they are written", arguments: ["[]", "{}", "null", "[1]", #"{"authHistory":null}"#])
    func empty(_ answer: String) async throws {
        let it = try Fixture(.json(answer))
        #expect(try await it.session.history(it.mint.refresh()).isEmpty)
    }

    @Test("an odd member costs that member alone")
    func lenient() async throws {
        let answer = #"[{"userId":7,"loginTime":"soon","ip":"192.0.2.1","new":{}},{"loginTime":0,"city":""}]"#
        let it = try Fixture(.json(answer))
        let history = try await it.session.history(it.mint.refresh())
        #expect(history.map(\.ip) == ["192.0.2.1", nil])
        #expect(history.map(\.userId) == [nil, nil])
        #expect(history.map(\.signedInAt) == [nil, nil])
        #expect(history.map(\.city) == [nil, nil])
    }

    @Test("what is no history is refused", arguments: ["7", #""none""#, "", #"{"authHistory":7}"#])
    func refused(_ answer: String) async throws {
        let it = try Fixture(.json(answer))
        let error = await #expect(throws: DescopeError.self) { try await it.session.history(it.mint.refresh()) }
        #expect(error?.code == .unexpectedResponse)
        #expect(error?.operation == "session.history")
    }
}
