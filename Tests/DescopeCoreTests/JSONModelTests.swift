import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct JSONModelTests {
    typealias Change = @Sendable (inout Sample) -> Void

    static let good: [(String, Change)] = [
        ("{}", { _ in }), (" { } \n", { _ in }),
        (#"{"text":"a","name":"b"}"#, { ($0.text, $0.name) = ("a", "b") }),
        (#"{ "text" : "a" , "name" : "b" }"#, { ($0.text, $0.name) = ("a", "b") }),
        (#"{"name":"b","unknown":{"name":"c","list":[1,{"a":[]}]},"text":"a"}"#, { ($0.text, $0.name) = ("a", "b") }),
        (#"{"unknown":1,"unknown":2}"#, { _ in }), (#"{"":1,"Name":"x","nam":"x","names":"x","eman":"x"}"#, { _ in }),
        (#"{"n\u0061me":"a\u0062c"}"#, { $0.name = "abc" }), (#"{"\u006e\u0061\u006d\u0065":"é"}"#, { $0.name = "é" }),
        (#"{"name":"Zoë 美咲 😀 \ud83d\ude00 \" \\ \n"}"#, { $0.name = "Zoë 美咲 😀 😀 \" \\ \n" }),
        (#"{"flag":true,"maybe":false}"#, { ($0.flag, $0.maybe) = (true, false) }),
        (#"{"flag":false,"maybe":true,"deepFlag":false}"#, { ($0.maybe, $0.inner.deep.flag) = (true, false) }),
        (
            #"{"small":7,"deepFlag":true,"deepText":"x"}"#,
            { ($0.inner.small, $0.inner.deep.flag, $0.inner.deep.text) = (7, true, "x") }
        ),
        (
            #"{"count":3,"whole":-4,"share":0.5,"part":-1.25e2}"#,
            { ($0.count, $0.whole, $0.share, $0.part) = (3, -4, 0.5, -125) }
        ),
        (#"{"count":3.0,"whole":1e3}"#, { ($0.count, $0.whole) = (3, 1000) }),
        (#"{"count":"3","whole":"-4","share":"0.5"}"#, { ($0.count, $0.whole, $0.share) = (3, -4, 0.5) }),
        (#"{"count":"1e3","whole":"3.0"}"#, { ($0.count, $0.whole) = (1000, 3) }),
        (
            #"{"count":9223372036854775807,"whole":-9223372036854775808}"#, { ($0.count, $0.whole) = (.max, .min) }
        ),
        (
            #"{"count":"9223372036854775807","whole":"-9223372036854775808"}"#,
            { ($0.count, $0.whole) = (.max, .min) }
        ),
        (
            #"{"count":999999999999999999,"whole":1000000000000000000}"#,
            { ($0.count, $0.whole) = (999_999_999_999_999_999, 1_000_000_000_000_000_000) }
        ),
        (
            #"{"count":9007199254740991.0,"whole":-9007199254740991.0}"#,
            { ($0.count, $0.whole) = (9_007_199_254_740_991, -9_007_199_254_740_991) }
        ),
        (#"{"count":0,"whole":-0,"share":0}"#, { ($0.count, $0.share) = (0, 0) }),
        (#"{"status":"enabled"}"#, { $0.status = Sample.Status(rawValue: "enabled") }),
        (
            #"{"texts":["a","","c"],"numbers":[1,"2",3.0],"rows":[[1],[],[2,3]]}"#,
            {
                ($0.texts, $0.numbers, $0.rows) = (["a", "", "c"], [1, 2, 3], [[1], [], [2, 3]])
            }
        ),
        (#"{"texts":[ ],"flags":{ },"values":{},"items":[]}"#, { _ in }),
        (
            #"{"flags":{"a":true,"b":false},"labels":{"é":"x","":"y"}}"#,
            { ($0.flags, $0.labels) = (["a": true, "b": false], ["é": "x", "": "y"]) }
        ),
        (#"{"values":{"a":[1,null,{"b":0.5}],"c":null}}"#, { $0.values = ["a": [1, nil, ["b": 0.5]], "c": nil] }),
        (#"{"any":[1,"a"]}"#, { $0.any = [1, "a"] }),
        (
            #"{"at":1700000000,"atMilliseconds":1700000000123}"#,
            {
                ($0.at, $0.atMilliseconds) = (
                    Date(timeIntervalSince1970: 1_700_000_000), Date(timeIntervalSince1970: 1_700_000_000.123)
                )
            }
        ),
        (
            #"{"at":"1700000000","atMilliseconds":1.7e12}"#,
            {
                ($0.at, $0.atMilliseconds) = (
                    Date(timeIntervalSince1970: 1_700_000_000), Date(timeIntervalSince1970: 1_700_000_000)
                )
            }
        ),
        (#"{"at":0,"atMilliseconds":-1}"#, { _ in }),
        (
            #"{"item":{"id":"i","size":2},"items":[{"id":"a"},{"size":1,"id":"b"}]}"#,
            {
                ($0.item, $0.items) = (item("i", 2), [item("a"), item("b", 1)])
            }
        ),
        (#"{"itemsByName":{"x":{"id":"a"},"y":{"id":"b"}}}"#, { $0.itemsByName = ["x": item("a"), "y": item("b")] }),
        (#"{"gaps":["a",null,""],"someTexts":["a"]}"#, { ($0.gaps, $0.someTexts) = (["a", nil, nil], ["a"]) }),
        (#"{"someTexts":[]}"#, { _ in }),
        // Absent, null and empty are the same.
        (#"{"text":"","name":"","status":"","deepText":""}"#, { _ in }),
        (
            #"{"text":null,"name":null,"count":null,"flag":null,"share":null,"maybe":null,"whole":null,"part":null,"#
                + #""small":null,"deepFlag":null,"status":null,"texts":null,"flags":null,"labels":null,"values":null,"#
                + #""any":null,"at":null,"item":null,"items":null,"itemsByName":null,"rows":null,"gaps":null}"#,
            { _ in }
        ),
    ]

    private static func item(_ id: String, _ size: Int? = nil) -> Item {
        var item = Item()
        (item.id, item.size) = (id, size)
        return item
    }

    @Test("members are read as what they say, and nothing is passed over", arguments: good)
    func reads(_ text: String, _ change: Change) throws {
        var expected = Sample()
        change(&expected)
        let (value, oddities) = try Sample.reading(text)
        #expect(value == expected)
        #expect(oddities.count == 0 && oddities.members.isEmpty)
        // Written, read, encoded and decoded it is the same.
        #expect(try Sample(json: value.json) == value)
        #expect(try JSONDecoder().decode(Sample.self, from: JSONEncoder().encode(value)) == value)
    }

    static let odd: [(String, [String], Change)] = [
        (#"{"name":5,"text":"a"}"#, ["Sample.name"], { $0.text = "a" }),
        (#"{"text":5}"#, ["Sample.text"], { _ in }), (#"{"name":["a"]}"#, ["Sample.name"], { _ in }),
        (#"{"name":{"a":{"b":[{}]}},"flag":true}"#, ["Sample.name"], { $0.flag = true }),
        (
            #"{"name":true,"maybe":"true","flag":1,"count":2}"#, ["Sample.name", "Sample.maybe", "Sample.flag"],
            { $0.count = 2 }
        ),
        (#"{"count":3.5,"whole":"3.5","share":"x"}"#, ["Sample.count", "Sample.whole", "Sample.share"], { _ in }),
        (#"{"count":9223372036854775808}"#, ["Sample.count"], { _ in }),
        (#"{"count":-9223372036854775809}"#, ["Sample.count"], { _ in }),
        (#"{"count":"9223372036854775808"}"#, ["Sample.count"], { _ in }),
        (#"{"count":9007199254740993.0,"whole":1e17}"#, ["Sample.count", "Sample.whole"], { _ in }),
        (#"{"count":1e19}"#, ["Sample.count"], { _ in }),
        (#"{"count":""}"#, ["Sample.count"], { _ in }), (#"{"count":" 1"}"#, ["Sample.count"], { _ in }),
        (#"{"count":"1 "}"#, ["Sample.count"], { _ in }), (#"{"count":"+1"}"#, ["Sample.count"], { _ in }),
        (#"{"count":"0x10"}"#, ["Sample.count"], { _ in }), (#"{"count":"007"}"#, ["Sample.count"], { _ in }),
        (#"{"share":"inf"}"#, ["Sample.share"], { _ in }), (#"{"share":"nan"}"#, ["Sample.share"], { _ in }),
        (#"{"share":"1e400"}"#, ["Sample.share"], { _ in }), (#"{"share":"0x1p3"}"#, ["Sample.share"], { _ in }),
        (#"{"count":true,"share":[1],"at":{}}"#, ["Sample.count", "Sample.share", "Sample.at"], { _ in }),
        (#"{"at":"2026-01-01"}"#, ["Sample.at"], { _ in }), (#"{"status":7}"#, ["Sample.status"], { _ in }),
        (
            #"{"texts":"a","numbers":{},"items":{"id":"a"}}"#, ["Sample.texts", "Sample.numbers", "Sample.items"],
            { _ in }
        ),
        (#"{"flags":[],"labels":"a","values":[1]}"#, ["Sample.flags", "Sample.labels", "Sample.values"], { _ in }),
        (
            #"{"texts":["a",null,5,"b",{"c":["d"]}]}"#, ["[String].null", "[String].element", "[String].element"],
            { $0.texts = ["a", "b"] }
        ),
        (
            #"{"numbers":[1,null,"x",2.5,2]}"#, ["[Int].null", "[Int].element", "[Int].element"],
            { $0.numbers = [1, 2] }
        ),
        (
            #"{"rows":[[1,"x"],null,5,[2]]}"#, ["[Int].element", "[Array<Int>].element", "[Array<Int>].element"],
            { $0.rows = [[1], [2]] }
        ),
        (
            #"{"flags":{"a":true,"b":1,"c":null}}"#, ["[String: Bool].member", "[String: Bool].member"],
            { $0.flags = ["a": true] }
        ),
        (
            #"{"labels":{"a":"x","b":1,"c":null}}"#, ["[String: String].member", "[String: String].null"],
            { $0.labels = ["a": "x"] }
        ),
        (#"{"item":{"size":2},"name":"a"}"#, ["Sample.item"], { $0.name = "a" }),
        (#"{"item":{"id":null},"name":"a"}"#, ["Sample.item"], { $0.name = "a" }),
        (#"{"item":{"id":""},"name":"a"}"#, ["Sample.item"], { $0.name = "a" }),
        (#"{"item":{"id":7},"name":"a"}"#, ["Sample.item"], { $0.name = "a" }),
        (#"{"item":{"id":"i","size":[]},"name":"a"}"#, ["Item.size"], { ($0.item, $0.name) = (item("i"), "a") }),
        (
            #"{"items":[{"id":"a"},{},null,7,{"id":"b","size":"x"},{"size":1}],"name":"a"}"#,
            ["[Item].element", "[Item].null", "[Item].element", "Item.size", "[Item].element"],
            { ($0.items, $0.name) = ([item("a"), item("b")], "a") }
        ),
        (
            #"{"itemsByName":{"x":{"id":"a"},"y":{"size":1},"z":null},"name":"a"}"#,
            ["[String: Item].member", "[String: Item].null"],
            { ($0.itemsByName, $0.name) = (["x": item("a")], "a") }
        ),
        (#"{"someTexts":[5]}"#, ["[String].element"], { _ in }),
    ]

    @Test("a value of another type costs itself alone, and is noted", arguments: odd)
    func passesOver(_ text: String, _ oddities: [String], _ change: Change) throws {
        var expected = Sample()
        change(&expected)
        // On a page, it costs no other element.
        let page = #"{"items":[{"id":"first"}],"any":1}"#
        let (value, noted) = try Sample.reading(text)
        #expect(value == expected)
        #expect(noted.members == oddities)
        #expect(noted.count == oddities.count)
        let (list, notedInList) = try [Sample].reading("[\(page),\(text),\(page)]")
        #expect(list.count == 3 && list[1] == expected && list[0] == list[2])
        #expect(notedInList.members == oddities)
    }

    @Test("all oddities are counted, the first sixteen are named")
    func manyOddities() throws {
        let (value, oddities) = try Sample.reading(#"{"numbers":[\#(String(repeating: "null,{},", count: 500))7]}"#)
        #expect(value.numbers == [7])
        #expect(oddities.count == 1000)
        #expect(oddities.members == (0..<8).flatMap { _ in ["[Int].null", "[Int].element"] })
    }

    static let whole = #"{"number":1,"secretCount":2,"status":"s","items":[],"labels":{},"item":{"id":"i"}}"#

    @Test(
        "a required member has to be there, of its type and not empty",
        arguments: [
            (whole, nil), (#"{}"#, "number: expected a value at byte 2"),
            (whole.replacing(#""number":1,"#, with: ""), "number: expected a value at byte 71"),
            (whole.replacing("1", with: "null"), "number: expected a value at byte 85"),
            (whole.replacing("1", with: "1.5"), "number: expected a whole number at byte 10"),
            (whole.replacing("1", with: "[2]"), "number: expected a whole number at byte 10"),
            (whole.replacing(":2", with: #":"b""#), "secretCount: expected a number at byte 26"),
            (whole.replacing(#""s""#, with: "null"), "status: expected a value at byte 83"),
            (whole.replacing(#""s""#, with: #""""#), "status: expected a value at byte 81"),
            (whole.replacing(#""s""#, with: "true"), "status: expected a string at byte 37"),
            (whole.replacing("[]", with: "{}"), "items: expected a list at byte 49"),
            (whole.replacing("[]", with: "null"), "items: expected a value at byte 84"),
            (whole.replacing("[]", with: "[{}]"), nil),
            (whole.replacing("{},", with: "[],"), "labels: expected an object at byte 61"),
            (whole.replacing(#""i""#, with: "4"), "item.id: expected a string at byte 77"),
            (whole.replacing(#"{"id":"i"}"#, with: "4"), "item: expected an object at byte 71"),
            ("[]", "expected an object at byte 0"), ("null", "expected an object at byte 0"),
            ("", "expected an object at byte 0"), ("7", "expected an object at byte 0"),
        ] as [(String, String?)]
    )
    func requires(_ text: String, _ failure: String?) {
        #expect(self.failure(of: Demanding.self, text) == failure)
    }

    @Test(
        "text that is not JSON is refused wherever it stands, with its path and byte and without a value",
        arguments: [
            ("", "expected an object at byte 0"), ("{", "expected a string at byte 1"),
            ("{}x", "expected the end, found more text at byte 2"),
            (#"{"name":"hush""#, "expected a comma or the end of an object or a list at byte 14"),
            (#"{"name" "hush"}"#, "expected a colon at byte 8"), (#"{"name":}"#, "name: expected a value at byte 8"),
            (#"{"name":hush}"#, "name: expected a value at byte 8"),
            (#"{"name":nul}"#, "name: expected a value at byte 8"),
            (#"{"flag":tru}"#, "flag: expected a value at byte 8"),
            (#"{"flag":falsy}"#, "flag: expected a value at byte 8"),
            (#"{"flag":truex}"#, "expected a comma or the end of an object or a list at byte 12"),
            (#"{"count":01}"#, "count: expected a value at byte 11"),
            (#"{"count":1.}"#, "count: expected a digit at byte 11"),
            (#"{"count":-}"#, "count: expected a value at byte 10"),
            (#"{"count":1e999}"#, "count: a number out of range at byte 14"),
            (#"{"name":"a","name":"hush"}"#, "duplicate member at byte 19"),
            (#"{"name":null,"name":"hush"}"#, "duplicate member at byte 20"),
            (#"{"name":"hush","name":null}"#, "duplicate member at byte 22"),
            (#"{"name":5,"n\u0061me":"hush"}"#, "duplicate member at byte 22"),
            (#"{"items":[{"id":"a","id":"hush"}]}"#, "items.0: duplicate member at byte 25"),
            (#"{"name":{"a":1,"a":2}}"#, "name: duplicate member at byte 18"),
            (#"{"items":[{"id":"a"},5,{"id":hush}]}"#, "items.2: expected a value at byte 29"),
            (#"{"itemsByName":{"é":{"id":"a"},"x":{"id":[}}}"#, "itemsByName.x: expected a value at byte 43"),
            (#"{"values":{"a":1,"a":2}}"#, "values: duplicate member at byte 20"),
            (#"{"texts":["a",]}"#, "texts.1: expected a value at byte 14"),
            (#"{"name":"\ud800hush"}"#, "name: a lone surrogate at byte 19"),
            (#"{"name":"\x"}"#, "name: an unknown escape at byte 11"),
            ("{\"name\":\"hush\u{1}\"}", "name: a control character in a string at byte 13"),
        ]
    )
    func refuses(_ text: String, _ failure: String) {
        let found = self.failure(of: Sample.self, text)
        #expect(found == failure)
        #expect(found?.contains("hush") == false)
    }

    private func failure<Value: JSONConvertible>(of type: Value.Type, _ text: String) -> String? {
        do throws(JSONFailure) { _ = try Value.reading(text) } catch { return error.description }
        return nil
    }

    @Test(
        "what must not be lost in silence is an error when it has another type",
        arguments: [
            (#"{"session":"s","refresh":"r","other":"o"}"#, nil), ("{}", nil),
            (#"{"session":null,"refresh":null}"#, nil),
            (#"{"session":"","refresh":"","purpose":""}"#, nil), (#"{"other":5}"#, nil),
            (#"{"other":"<secret>"}"#, nil),
            (#"{"session":5}"#, "session: expected a string at byte 11"),
            (#"{"refresh":["r"]}"#, "refresh: expected a string at byte 11"),
            (#"{"purpose":false}"#, "purpose: expected a string at byte 11"),
            (
                #"{"refresh":"<secret>"}"#,
                "refresh: expected a secret and not what is printed in its place at byte 11"
            ),
        ] as [(String, String?)]
    )
    func strict(_ text: String, _ failure: String?) {
        #expect(self.failure(of: Tokens.self, text) == failure)
    }

    @Test("each byte that a text lacks at its end is an error, and no reading goes beyond the end")
    func truncated() throws {
        for (text, _) in Self.good + Self.odd.map({ ($0.0, $0.2) }) {
            let bytes = Array(text.utf8)
            let end = (bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0)
            for count in 0...end {
                // In memory that ends there.
                let part = Array(bytes.prefix(count))
                #expect(throws: JSONFailure.self) { try Sample(json: part) }
            }
        }
    }

    @Test(
        "broken UTF-8 is refused in members, in those that are passed over and in names",
        arguments: [[0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF]] as [[UInt8]]
    )
    func brokenText(_ bytes: [UInt8]) {
        for (start, end) in [
            (#"{"name":""#, #""}"#), (#"{"unknown":""#, #""}"#), (#"{""#, #"":1}"#), (#"{"texts":["a",""#, #""]}"#),
            (#"{"count":""#, #""}"#), (#"{"labels":{""#, #"":"a"}}"#), (#"{"values":{"a":""#, #""}}"#),
            (#"{"status":""#, #""}"#), (#"{"name":[""#, #""]}"#),
        ] {
            #expect(throws: JSONFailure.self) { try Sample(json: Array(start.utf8) + bytes + Array(end.utf8)) }
        }
    }

    @Test("names of all lengths are told apart", arguments: Wide.names.indices)
    func names(_ index: Int) throws {
        var expected = [Int?](repeating: nil, count: Wide.names.count)
        expected[index] = 7
        let name = Wide.names[index]
        #expect(try Wide.reading(#"{"\#(name)":7}"#).value.list == expected)
        let escaped = name.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
        #expect(try Wide.reading(#"{"\#(escaped)":7}"#).value.list == expected)
        // One letter less, more or other is another name, unless it is another member's.
        for other in [String(name.dropLast()), name + "x", "x" + name, name.dropFirst() + "", name.uppercased()]
        where !Wide.names.contains(other) {
            #expect(try Wide.reading(#"{"\#(other)":7}"#).value == Wide(), "\(other)")
        }
        for place in name.indices {
            var other = name
            other.replaceSubrange(place...place, with: "_")
            #expect(try Wide.reading(#"{"\#(other)":7}"#).value == Wide(), "\(other)")
        }
        #expect(Wide.members.names == Wide.names)
    }

    @Test("values that are odd inside odd ones are read a bounded number of times")
    func oddInside() throws {
        // No branch has an id, so each is skipped by the one around it: the innermost 29 times, where it would be 2^29
        // times if skipping were as lenient as reading.
        let filling = String(repeating: #"{"branches":[{"id":1}]},"#, count: 2_000) + "null"
        func nested(_ levels: Int, _ start: String, _ inner: String, _ end: String) -> String {
            let (start, end) = (String(repeating: start, count: levels), String(repeating: end, count: levels))
            return #"{"id":"x","branches":["# + start + inner + end + "]}"
        }
        let (list, oddities) = try Branch.reading(nested(29, #"{"branches":["#, filling, "]}"))
        #expect(list.id == "x" && list.branches.isEmpty)
        #expect(oddities.count == 4_001 + 29)
        let (dictionary, others) = try Branch.reading(
            nested(28, #"{"byName":{"a":"#, #"{"branches":[\#(filling)]}"#, "}}")
        )
        #expect(dictionary.id == "x" && dictionary.branches.isEmpty)
        #expect(others.count == 4_001 + 29)
    }

    @Test("a long list of odd elements, and many unknown or odd members, cost no more than their length")
    func long() throws {
        let count = 100_000
        let (numbers, oddities) = try [Int].reading("[\(String(repeating: "{},", count: count))7]")
        #expect(numbers == [7] && oddities.count == count)
        let members = (0..<count).map { #""m\#($0)":"# }
        let unknown = "{\(members.map { $0 + "0" }.joined(separator: ","))}"
        #expect(try Sample.reading(unknown).value == Sample())
        #expect(try Sample.reading(#"{"name":\#(unknown)}"#).value == Sample())
        #expect(try Sample.reading(#"{"flags":\#(unknown)}"#).oddities.count == count)
        #expect(try Sample.reading(#"{"values":\#(unknown)}"#).value.values.count == count)
        let text = String(repeating: "é\\n", count: count)
        #expect(try Sample.reading(#"{"name":"\#(text)"}"#).value.name?.count == 2 * count)
    }

    @Test("concurrent readers share one table")
    func concurrent() async throws {
        let text = #"{"items":[{"id":"a"},{},{"id":"b"}],"name":"x","values":{"a":1}}"#
        let expected = try Sample.reading(text).value
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).allSatisfy { _ in (try? Sample.reading(text).value) == expected } }
            }
            for await isGood in group { #expect(isGood) }
        }
    }
}

@Suite struct JSONModelCodableTests {
    @Test("Codable writes and reads what the service does")
    func roundTrip() throws {
        let text =
            #"{"any":{"a":[1,0.5,null,true]},"at":1700000000,"atMilliseconds":1700000000123,"count":9223372036854775807,"#
            + #""deepText":"ü","flag":true,"flags":{"a":true},"gaps":["a",null],"item":{"id":"i","size":2},"#
            + #""items":[{"id":"a"}],"itemsByName":{"x":{"id":"b"}},"labels":{"l":"m"},"name":"Zoë","numbers":[1,2],"#
            + #""part":0.25,"rows":[[1],[2,3]],"share":-1.5,"small":-7,"someTexts":["t"],"status":"enabled","#
            + #""text":"a","texts":["b"],"values":{"v":"w"},"whole":-9223372036854775808}"#
        let value = try Sample.reading(text).value
        #expect(value.written == text)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode(Sample.self, from: Data(text.utf8)) == value)
        // Inside an app's own type.
        #expect(
            try JSONDecoder().decode([String: [Sample]].self, from: encoder.encode(["a": [value]])) == ["a": [value]]
        )
    }

    @Test("a secret is not encoded, wherever it stands")
    func secrets() throws {
        for text in [#"{"session":"hush"}"#, #"{"refresh":"hush"}"#, #"{"session":"","other":"hush"}"#] {
            let tokens = try Tokens.reading(text).value
            for encode in [{ try JSONEncoder().encode(tokens) }, { try JSONEncoder().encode(["a": [tokens]]) }] {
                let error = #expect(throws: EncodingError.self) { try encode() }
                #expect(error.map { "\($0)".contains("reveal()") && !"\($0)".contains("hush") } == true)
            }
        }
    }

    @Test("what no JSON number can say is not encoded")
    func infinity() throws {
        var value = Sample()
        value.share = .infinity
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(value) }
    }

    @Test("what cannot be decoded is said by path, without a value")
    func refuses() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Demanding.self, from: Data(#"{"number":"hush"}"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("expected dataCorrupted, found \(String(describing: error))")
            return
        }
        #expect(context.debugDescription == "number: expected a whole number at byte 10")
    }
}
