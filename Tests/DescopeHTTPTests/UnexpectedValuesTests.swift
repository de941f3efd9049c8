import DescopeCore
import DescopeHTTP
import DescopeTesting
import Synchronization
import Testing

@Suite struct UnexpectedValuesTests {
    private struct Item: JSONModel, Equatable {
        var id = ""
        var name: String?
        var tags: [String] = []

        static let members = Members(Self()) {
            $0("id", \.id, required: true)
            $0("name", \.name)
            $0("tags", \.tags)
        }
    }

    private static let load = APIOperation("items.load", .get, "/v1/items")

    private final class Log: Sendable {
        private let state = Mutex<[UnexpectedValues]>([])
        var all: [UnexpectedValues] { state.withLock(\.self) }
        func note(_ values: UnexpectedValues) { state.withLock { $0.append(values) } }
    }

    private func noted(
        _ body: String,
        _ load: (DescopeClient) async throws -> Void
    ) async throws -> [UnexpectedValues] {
        let log = Log()
        let client = try client(ScriptedTransport(.json(body))) { $0.onUnexpectedValues = { log.note($0) } }
        do { try await load(client) } catch is DescopeError {}
        return log.all
    }

    @Test(
        "values that are read as absent are reported, with the operation and their places, and nothing of them",
        arguments: [
            (#"{"id":"1","name":7,"tags":["a",null,3]}"#, 3, ["Item.name", "[String].null", "[String].element"]),
            (#"{"id":"1","name":{"hush":1}}"#, 1, ["Item.name"]),
            (#"{"id":"1","name":"n","tags":["a"],"other":1}"#, nil, []),
            (#"{"id":"1","name":null,"tags":null}"#, nil, []),
            // An error, not a report.
            (#"{"id":7,"name":7}"#, nil, []), ("", nil, []),
        ] as [(String, Int?, [String])]
    )
    func whole(_ body: String, _ count: Int?, _ members: [String]) async throws {
        let noted = try await noted(body) { _ = try await $0.send(Self.load) as Item }
        #expect(noted.map(\.count) == (count.map { [$0] } ?? []))
        #expect(noted.map(\.operation) == (count == nil ? [] : ["items.load"]))
        for values in noted {
            #expect(Set(values.members) == Set(members))
            #expect(!prints(values).contains("hush"))
        }
    }

    @Test("also those of one member, and the first 16 of many by place")
    func member() async throws {
        let items = Array(repeating: #"{"id":"1","name":7}"#, count: 20).joined(separator: ",")
        let noted = try await noted(#"{"items":[\#(items)]}"#) {
            _ = try await $0.send(Self.load, returning: ResponseForm<[Item]>.member("items"))
        }
        #expect(noted.map(\.count) == [20])
        #expect(noted.first?.members == Array(repeating: "Item.name", count: 16))
    }

    @Test("without a function nothing happens")
    func none() async throws {
        let client = try client(ScriptedTransport(.json(#"{"id":"1","name":7}"#)))
        #expect(client.configuration.onUnexpectedValues == nil)
        #expect(try await client.send(Self.load) as Item == Item(id: "1"))
    }
}
