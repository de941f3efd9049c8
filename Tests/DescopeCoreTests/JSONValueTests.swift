import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct JSONValueTests {
    private static let value: JSONValue = [
        "text": "a", "yes": true, "no": false, "whole": 9_007_199_254_740_993, "part": 0.5, "none": nil,
        "list": ["a", 1, "b"], "object": ["k": [:]],
    ]

    @Test("it comes back from JSON as it went in, whole numbers unrounded")
    func roundTrip() throws {
        let json = try JSONEncoder().encode(Self.value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: json) == Self.value)
        #expect(try JSONReader.parse([UInt8](json)) == Self.value)
    }

    @Test("whole numbers at the limits", arguments: [Int64.min, -1, 0, 1, Int64.max])
    func limits(_ number: Int64) throws {
        let json = try JSONEncoder().encode([JSONValue.int(number)])
        #expect(String(decoding: json, as: UTF8.self) == "[\(number)]")
        #expect(try JSONDecoder().decode([JSONValue].self, from: json) == [.int(number)])
    }

    @Test("a fraction that a Double holds is not dropped", arguments: [0x1p51 + 0.5, -0x1p51 - 0.5, 0x1p52 - 0.5, 0.5])
    func fractions(_ number: Double) throws {
        let json = try JSONEncoder().encode([number])
        #expect(try JSONDecoder().decode([JSONValue].self, from: json) == [.double(number)])
        #expect(try JSONReader.parse([UInt8](json)) == [.double(number)])
    }

    @Test("members and elements that are there, and those that are not")
    func access() {
        let value = Self.value
        #expect(value["text"]?.stringValue == "a")
        #expect(value["yes"]?.boolValue == true)
        #expect(value["no"]?.boolValue == false)
        #expect(value["whole"]?.intValue == 9_007_199_254_740_993)
        #expect(value["part"]?.doubleValue == 0.5)
        #expect(value["none"] == .some(nil))
        #expect(value["missing"] == nil)
        #expect(value["list"]?[2] == "b")
        #expect(value["list"]?[3] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["list"]?.arrayValue?.count == 3)
        #expect(value["list"]?.stringsValue == ["a", "b"])
        #expect(value["object"]?["k"]?.objectValue == [:])
        #expect(value["text"]?["k"] == nil)
        #expect(value["text"]?[0] == nil)
        #expect(value["text"]?.stringsValue == [])
    }

    @Test("no accessor takes another kind for its own")
    func kinds() {
        let values: [JSONValue] = [nil, true, 1, 0.5, "1", ["a"], ["a": 1]]
        #expect(values.map(\.stringValue) == [nil, nil, nil, nil, "1", nil, nil])
        #expect(values.map(\.boolValue) == [nil, true, nil, nil, nil, nil, nil])
        #expect(values.map(\.intValue) == [nil, nil, 1, nil, nil, nil, nil])
        #expect(values.map(\.doubleValue) == [nil, nil, 1, 0.5, nil, nil, nil])
        #expect(values.map { $0.arrayValue != nil } == [false, false, false, false, false, true, false])
        #expect(values.map { $0.objectValue != nil } == [false, false, false, false, false, false, true])
    }

    @Test(
        "a number without a fraction is whole, as long as it fits",
        arguments: [
            (3.0, 3), (-0.0, 0), (0x1p62, 1 << 62), (0x1p63, nil), (1e300, nil), (0.5, nil), (.nan, nil),
            (.infinity, nil),
        ] as [(Double, Int64?)]
    )
    func whole(_ number: Double, _ whole: Int64?) {
        #expect(JSONValue.double(number).intValue == whole)
    }

    @Test("of members that a literal names twice the last one stays")
    func twice() {
        #expect((["a": 1, "a": 2] as JSONValue)["a"] == 2)
    }

    @Test("a deeply nested answer is an error, not an overflow")
    func depth() {
        let json = Data((String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)).utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(JSONValue.self, from: json) }
    }

    @Test(
        "a value prints as its JSON text",
        arguments: [
            (nil, "null"), (true, "true"), (.int(.min), "-9223372036854775808"), (3.0, "3"), (2.5, "2.5"),
            (.double(.infinity), "inf"), ("DS", #""DS""#), ("a\"\n", #""a\"\n""#), ([], "[]"), ([:], "{}"),
            (["b": [1, "x", nil], "a": ["c": false]], #"{"a":{"c":false},"b":[1,"x",null]}"#),
            (["n": [.double(-.infinity), ["m": .double(.nan)]]], #"{"n":[-inf,{"m":nan}]}"#),
        ] as [(JSONValue, String)]
    )
    func description(_ value: JSONValue, _ text: String) {
        #expect("\(value)" == text)
        #expect(String(reflecting: value) == text)
        #expect("\(["k": value])" == #"["k": \#(text)]"#)
    }
}
