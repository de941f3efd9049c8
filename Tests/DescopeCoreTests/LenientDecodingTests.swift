// The model below has no `init(from:)` of its own. What the compiler writes for it must use the overloads of
// DescopeCore, as it does for the models of all our modules.
import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct LenientDecodingTests {
    private struct Model: Decodable, Equatable {
        var names: [String]
        var roles: [String: [String]]
        var isOn: Bool
        var inner: [Inner]
        var note: String?
        var other: Bool?
    }

    private struct Inner: Decodable, Equatable {
        var flags: [Bool]
    }

    private func decode(_ json: String) throws -> Model { try JSONDecoder().decode(Model.self, from: Data(json.utf8)) }

    @Test(
        "absent and null members read as empty",
        arguments: ["{}", #"{"names":null,"roles":null,"isOn":null,"inner":null,"other":null}"#]
    )
    func empty(_ json: String) throws {
        #expect(try decode(json) == Model(names: [], roles: [:], isOn: false, inner: []))
    }

    @Test("members that are there are read")
    func present() throws {
        let model = try decode(
            #"{"names":["a"],"roles":{"t":["r"]},"isOn":true,"inner":[{"flags":[true]},{}],"note":"n","other":false}"#
        )
        #expect(
            model
                == Model(
                    names: ["a"],
                    roles: ["t": ["r"]],
                    isOn: true,
                    inner: [Inner(flags: [true]), Inner(flags: [])],
                    note: "n",
                    other: false
                )
        )
    }

    @Test(
        "a member of another type still fails",
        arguments: [#"{"names":"a"}"#, #"{"names":[1]}"#, #"{"roles":[]}"#, #"{"isOn":"true"}"#]
    )
    func wrongType(_ json: String) {
        #expect(throws: DecodingError.self) { try decode(json) }
    }
}
