import DescopeCore
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct JSONReaderTests {
    /// Documents, and what they say.
    static let documents: [(String, JSONValue)] = [
        ("null", nil), ("true", true), ("false", false), (" \t\r\n{} \n", [:]), ("[]", []), ("[[],{}]", [[], [:]]),
        ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1234567890", 1_234_567_890),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(0x1p63)), ("-9223372036854775809", .double(-0x1p63)),
        ("18446744073709551615", .double(0x1p64)),
        ("0.5", .double(0.5)), ("-12.25", .double(-12.25)), ("1.5e3", .double(1500)), ("25E-2", .double(0.25)),
        ("0.1e+1", .double(1)),
        ("1e308", .double(1e308)), ("1e-400", .double(0)),
        ("123456789012345678901234567890", .double(123_456_789_012_345_677_877_719_597_056)),
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
        (#""\u0041\u00e9\u00E9\u20ac""#, "Aéé€"), (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E""#, "𝄞"),
        (#""\u0000""#, "\u{0}"),
        (#""\uFFFF\uFFFE\uFEFF""#, "\u{FFFF}\u{FFFE}\u{FEFF}"), ("\"é€😀\u{7F}\u{2028}\"", "é€😀\u{7F}\u{2028}"),
        (#""\u0065\u0301""#, "e\u{301}"),
        // The first and the last of one, two, three and four bytes.
        (#""\u0001\u007f\u0080\u07ff""#, "\u{1}\u{7F}\u{80}\u{7FF}"),
        (#""\u0800\ud7ff\ue000""#, "\u{800}\u{D7FF}\u{E000}"),
        (#""\ud800\udc00\ud800\udfff\udbff\udc00\udbff\udfff""#, "\u{10000}\u{103FF}\u{10FC00}\u{10FFFF}"),
        (#"{"a":1,"b":[true,null,"x"],"c":{"d":{}}}"#, ["a": 1, "b": [true, nil, "x"], "c": ["d": [:]]]),
        (#"{"":0," ":1,"\u0061":2}"#, ["": 0, " ": 1, "a": 2]), (#"{"a":{"a":{"a":1}}}"#, ["a": ["a": ["a": 1]]]),
        ("[ 1 , 2 ,\n3 ]", [1, 2, 3]), (#"{ "a" : 1 , "b" : 2 }"#, ["a": 1, "b": 2]),
    ]

    @Test("documents of RFC 8259 read as what they say, here and in Foundation", arguments: documents)
    func valid(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONReader.parse(Array(text.utf8)) == value)
        // Foundation's decoder is another parser, and decodes through `JSONValue`'s own `Codable`.
        let decoded = try JSONDecoder().decode([JSONValue].self, from: Data("[\(text)]".utf8))
        #expect(decoded.map(plain) == [plain(value)])
    }

    static let refusals: [String] = [
        "", " ", "\n", "nul", "nulll", "NULL", "True", "tru", "truefalse", "NaN", "-NaN", "Infinity", "-Infinity",
        "undefined",
        "00", "01", "-01", "-", "+1", ".5", "5.", "-.5", "1.e3", "1e", "1e+", "1E-", "0x10", "1_000", "1 2", "1,",
        "--1", "1.2.3", "1e1.5", "1e400", "-1e400",
        "٣", "½",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1;2]", "[1}", "{]", "(1)",
        "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\" 1}",
        "{\"a\"=1}", "{a:1}", "{'a':1}", "{1:1}",
        "{null:1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "{\"a\"::1}", "{[]:1}",
        #"{"a":1,"a":2}"#, #"{"a":1,"b":2,"a":1}"#, #"{"a":1,"\u0061":1}"#, #"[{"x":{"k":1,"k":1}}]"#,
        "\"", "\"a", "'a'", "\"\\\"", "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u123g\"", "\"\\U0041\"", "\"\\\n\"",
        "\"\\'\"", "\"\\0\"",
        "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"\\n\n\"",
        #""\ud800""#, #""\udc00""#, #""\udfff""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud800\u0041""#, #""\ud800\n""#,
        #""\udc00\ud800""#, #""\ud800\""#, #""\ud800\udbff""#, #""\ud800\ue000""#, #""\udbff\ue000""#,
        #""\udc00\udc00""#,
        // What stands beside the hexadecimal digits in ASCII.
        #""\u00/0""#, #""\u00:0""#, #""\u00@0""#, #""\u00G0""#, #""\u00`0""#, #""\u00g0""#, #""\u000G""#, #""\u000@""#,
        "{}x", "{}{}", "[][]", "1 x", "null null", "\"a\"\"b\"", "{} // c", "/* c */ 1", "# c\n1", "\u{FEFF}1",
        "\u{FEFF}{}", "1\u{FEFF}", "\u{A0}1", "\u{B}1", "1\u{C}",
        "1\u{0}", "\u{0}",
    ]

    @Test("anything else is refused", arguments: refusals)
    func refused(_ text: String) {
        #expect(throws: JSONFailure.self) { try JSONReader.parse(Array(text.utf8)) }
        #expect(throws: JSONFailure.self) {
            try JSONReader.scan(Array(text.utf8)) { scanner throws(JSONFailure) in
                try scanner.skipValue()
                try scanner.end()
            }
        }
    }

    @Test(
        "broken UTF-8 is refused, in values and in names",
        arguments: [
            [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFF], [0xFE], [0xE2, 0x82],
        ] as [[UInt8]]
    )
    func brokenText(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let documents = [
            [quote] + bytes + [quote],
            [quote] + Array("\\n".utf8) + bytes + [quote],
            Array("{\"".utf8) + bytes + Array("\":1}".utf8),
            bytes,
        ]
        for document in documents {
            for origin in [JSONReader.Origin.anybody, .signer, .service] {
                #expect(throws: JSONFailure.self) { try JSONReader.parse(document, from: origin) }
            }
        }
    }

    @Test("lists and objects lie in each other to a bound, and no text overflows the stack")
    func depth() throws {
        func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        let limit = JSONReader.maximumDepth
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let levels = open.count(where: { "[{".contains($0) })
            _ = try JSONReader.parse(nested(limit / levels, open, close))
            for depth in [limit / levels + 1, 10_000, 1_000_000] {
                let document = nested(depth, open, close)
                #expect(throws: JSONFailure.self) { try JSONReader.parse(document) }
                #expect(throws: JSONFailure.self) {
                    try JSONReader.scan(document) { scanner throws(JSONFailure) in try scanner.skipValue() }
                }
            }
        }
        // Side by side is not in each other.
        let wide = "[" + Array(repeating: "[1]", count: 10_000).joined(separator: ",") + "]"
        #expect(try JSONReader.parse(Array(wide.utf8)).arrayValue?.count == 10_000)
    }

    @Test("a failure says where, and nothing of the text")
    func failure() {
        let failure = #expect(throws: JSONFailure.self) {
            try JSONReader.parse(Array(#"{"token":"hush-hush" x}"#.utf8))
        }
        #expect(failure?.offset == 21)
        #expect(failure.map { !"\($0)".contains("hush") } == true)
    }

    @Test("members can be visited one by one, and their values passed over")
    func visiting() throws {
        let document = Array(#" { "a" : [1,{"b":"}"}] , "c":"text", "d":7 } "#.utf8)
        var seen: [String: JSONValue] = [:]
        try JSONReader.scan(document) { scanner throws(JSONFailure) in
            try scanner.forEachMember { scanner, name throws(JSONFailure) in
                if name.word == UInt64(UInt8(ascii: "d")) {
                    seen[name.text] = try scanner.value()
                } else {
                    try scanner.skipValue()
                }
            }
            try scanner.end()
        }
        #expect(seen == ["d": 7])
        #expect(throws: JSONFailure.self) {
            try JSONReader.scan(Array("[1]".utf8)) { scanner throws(JSONFailure) in
                try scanner.forEachMember { scanner, _ throws(JSONFailure) in try scanner.skipValue() }
            }
        }
    }

    @Test(
        "a member stands there once, be its name written with escapes or the object long",
        arguments: [
            #"{"iss":1,"iss":2}"#, #"{"iss":1,"\u0069ss":2}"#, #"{"\u0069ss":1,"iss":2}"#,
            #"{"a":{"b":1,"c":2,"b":3}}"#, long(40, repeating: "m3"), long(40, repeating: "m39"),
            long(47, repeating: "m46"), long(48, repeating: "m47"), long(49, repeating: "m48"),
            long(60, repeating: "m0"),
            long(60, repeating: "m47"), long(60, repeating: "m48"), long(60, repeating: "m59"),
            long(60, repeating: #"\u006d59"#), #"{"x":\#(long(60, repeating: "m59"))}"#,
        ]
    )
    func repeatedNames(_ text: String) {
        #expect(throws: JSONFailure.self) { try JSONReader.parse(Array(text.utf8)) }
    }

    /// An object of so many members and one more.
    private static func long(_ count: Int, repeating name: String) -> String {
        "{" + (0..<count).map { #""m\#($0)":0,"# }.joined() + #""\#(name)":1}"#
    }

    @Test("members with names of their own may be many", arguments: [47, 48, 49, 60, 1000])
    func manyNames(_ count: Int) throws {
        let document = Array(Self.long(count, repeating: "n").utf8)
        #expect(try JSONReader.parse(document).objectValue?.count == count + 1)
    }

    @Test(
        "names that are one key to a dictionary stand there twice, however they are spelt",
        arguments: [
            "{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"e\u{301}\":1,\"\u{E9}\":2}", #"{"\u00e9":1,"e\u0301":2}"#,
            "{\"a\":0,\"\u{E9}\":1,\"b\":0,\"e\\u0301\":2}", "{\"a\":0,\"\u{E9}\":1,\"a\":2}",
            "{\"\u{212B}\":1,\"\u{C5}\":2}",
        ]
    )
    func canonicalTwins(_ text: String) {
        for document in [text, "[\(text)]", #"{"x":\#(text)}"#].map({ Array($0.utf8) }) {
            #expect(throws: JSONFailure.self) { try JSONReader.parse(document) }
            #expect(throws: JSONFailure.self) {
                try JSONReader.scan(document) { scanner throws(JSONFailure) in try scanner.skipValue() }
            }
        }
    }

    @Test("names beyond ASCII that differ are two")
    func foreignNames() throws {
        let text = "{\"\u{E9}\":1,\"e\":2,\"\u{E8}\":3,\"\\u00ea\":4,\"E\":5}"
        #expect(try JSONReader.parse(Array(text.utf8)).objectValue?.count == 5)
    }

    // U+0301, U+0323: classes 230 and 220. U+0F73, U+0F75 and U+0F81 have class 0 and decompose into two non-starters.
    @Test(
        "30 non-starters may follow each other in a string, 31 may not (UAX #15)",
        arguments: [
            "\u{300}", "\u{301}", "\u{323}", "\u{5B0}", "\u{94D}", "\u{3099}", "\u{344}", "\u{1D165}", "\u{1E944}",
            "\u{F73}",
            "\u{F75}", "\u{F81}", #"\u0301"#, #"\u0F73"#, #"\ud834\udd65"#,
        ]
    )
    func nonStarters(_ mark: String) {
        func run(_ count: Int) -> String { String(repeating: mark, count: count) }
        func isTaken(_ text: String) -> Bool {
            let document = Array(text.utf8)
            let isRead = (try? JSONReader.parse(document)) != nil
            let isSkipped =
                (try? JSONReader.scan(document) { s throws(JSONFailure) in try s.skipValue() }) != nil
            #expect(isRead == isSkipped, "\(text)")
            return isRead
        }
        for good in [
            run(30), "a" + run(30), run(30) + "a" + run(30), String(repeating: "a" + run(30), count: 40),
            run(15) + "\u{34F}" + run(30), run(30) + "\u{1161}",
        ] {
            for text in [
                #""\#(good)""#, #"{"\#(good)":1}"#, #"["\#(good)","\#(good)"]"#, #"{"a":{"\#(good)":"\#(good)"}}"#,
            ] {
                #expect(isTaken(text), "\(text)")
            }
        }
        for bad in [
            run(31), "a" + run(31), run(31) + "a", "a" + run(30) + "b" + run(31) + "c", run(15) + "\u{323}" + run(15),
            run(30) + #"\u0323"#, run(3000),
        ] {
            for text in [#""\#(bad)""#, #"{"\#(bad)":1}"#, #"["a","\#(bad)"]"#, #"{"a":{"\#(bad)":1}}"#] {
                #expect(!isTaken(text), "\(text)")
            }
        }
    }

    @Test(
        "who wrote a text says which runs of non-starters are read",
        arguments: [
            (.anybody, false, false), (.signer, false, false), (.service, true, false),
        ] as [(JSONReader.Origin, Bool, Bool)]
    )
    func nonStarters(_ origin: JSONReader.Origin, isValueTaken: Bool, isNameTaken: Bool) {
        for run in [String(repeating: "\u{301}", count: 31), String(repeating: #"\u0301"#, count: 31)] {
            for (text, isTaken) in [
                (#"{"a":"\#(run)"}"#, isValueTaken), (#"{"a":[{"b":"e\#(run)"}]}"#, isValueTaken),
                (#"{"\#(run)":"a"}"#, isNameTaken), (#"{"a":{"e\#(run)":"a"}}"#, isNameTaken),
            ] {
                #expect(((try? JSONReader.parse(Array(text.utf8), from: origin)) != nil) == isTaken, "\(text)")
            }
        }
    }

    @Test("letters that need many scalars, and none that combines, may be as many as they like")
    func starters() throws {
        // Jamo, an emoji of a family, flags, variation selectors: Swift has one character for a long run of them.
        for unit in ["\u{1161}", "\u{1F468}\u{200D}", "\u{1F1E6}", "\u{FE0F}", "\u{34F}", "\u{1E69}"] {
            let text = String(repeating: unit, count: 500)
            let value = try JSONReader.parse(Array(#"{"\#(text)":"\#(text)"}"#.utf8))
            #expect(value.objectValue?.first?.value.stringValue?.utf8.elementsEqual(text.utf8) == true)
        }
    }

    @Test("a name is compared by bytes, its escapes resolved")
    func names() throws {
        let document = Array("{\"token_type\":1,\"token\\u005ftypf\":2,\"token_typ\u{E9}\":3,\"\\u00e9\":4}".utf8)
        var same: [Bool] = []
        for looked: StaticString in ["token_type", "token_typf", "token_typ\u{E9}", "\u{E9}", "token_typ"] {
            try JSONReader.scan(document) { scanner throws(JSONFailure) in
                try scanner.forEachMember { scanner, name throws(JSONFailure) in
                    same.append(name.isSame(looked))
                    try scanner.skipValue()
                }
            }
        }
        for (index, isSame) in same.enumerated() { #expect(isSame == (index / 4 == index % 4 && index < 16)) }
    }

    @Test(
        "a name of one to eight bytes is a number too, wherever it stands and however it is written",
        arguments: [
            ("a", 0x61), ("ab", 0x6261), ("abcdefgh", 0x6867_6665_6463_6261), ("abcdefghi", 0), ("abcdefghij", 0),
            ("", 0),
            (#"\u0061b"#, 0x6261), (#"abcdefg\u0068"#, 0x6867_6665_6463_6261), (#"abcdefgh\u0069"#, 0),
            (#"ab\u0000"#, 0),
            ("\u{E9}", 0xA9C3),
        ] as [(String, UInt64)]
    )
    func words(_ name: String, _ word: UInt64) throws {
        for text in [#"{"\#(name)":1}"#, #"{"\#(name)":"far from the end"}"#, #"{"x":{"\#(name)":1}}"#] {
            var words: [UInt64] = []
            try JSONReader.scan(Array(text.utf8)) { scanner throws(JSONFailure) in
                try scanner.forEachMember { scanner, name throws(JSONFailure) in
                    words.append(name.word)
                    guard scanner.isAtObject else { return try scanner.skipValue() }
                    try scanner.forEachMember { scanner, name throws(JSONFailure) in
                        words.append(name.word)
                        try scanner.skipValue()
                    }
                }
            }
            #expect(words.last == word)
        }
    }

    @Test(
        "what anybody may have written has plain names, and few of them",
        arguments: [
            (#"{"a":"é","b":"\u0061","c":[{"d":1},{"d":1}]}"#, nil),
            (#"{"é":1}"#, "plain ASCII"), (#"{"\u0061":1}"#, "plain ASCII"), (#"{"a":{"é":1}}"#, "plain ASCII"),
            (#"{"a":[{"\u0061":1}]}"#, "plain ASCII"), (#"{"abcdefgh\"":1}"#, "plain ASCII"),
            ("{\"a\u{1}\":1}", "plain ASCII"), ("{\"a\u{1F}\":1}", "plain ASCII"), ("{\"a \":1}", nil),
            ("{\"a\u{7F}\":1}", nil),
            (#"{"abc"#, "plain ASCII"), (#"{"a":1,"a":1}"#, "duplicate"),
            ("{\(members(0..<48))}", nil), ("{\(members(0..<49))}", "more than 48 members"),
            ("{\(members(0..<46)),\"x\":{\"m0\":0}}", nil),
            ("{\(members(0..<46)),\"x\":{\"m0\":0,\"m1\":0}}", "more than 48 members"),
            (#"{"x":{\#(members(0..<47))},"y":{\#(members(0..<46))}}"#, nil),
        ] as [(String, String?)]
    )
    func anybody(_ text: String, _ reason: String?) throws {
        for isRead in [true, false] {
            var failure: JSONFailure?
            do throws(JSONFailure) {
                try JSONReader.scan(Array(text.utf8), from: .anybody) { scanner throws(JSONFailure) in
                    if isRead { _ = try scanner.value() } else { try scanner.skipValue() }
                    try scanner.end()
                }
            } catch { failure = error }
            #expect((failure == nil) == (reason == nil))
            #expect(failure?.reason.contains(reason ?? "") ?? true)
        }
    }

    private static func members(_ numbers: Range<Int>) -> String {
        numbers.map { #""m\#($0)":0"# }.joined(separator: ",")
    }

    @Test(
        "numbers are in range or refused, read or passed over",
        arguments: [
            ("1e99", true), ("1e100", true), ("1e308", true), ("1e309", false), ("-1e309", false), ("1E+0099", true),
            ("1e-400", true), ("1e-99999999999", true), ("1e99999999999", false), ("0e99999999999", true),
            (String(repeating: "9", count: 199) + "e99", true), (String(repeating: "9", count: 250) + "e59", false),
            (String(repeating: "9", count: 209) + "e99", true), (String(repeating: "9", count: 210) + "e99", false),
            (String(repeating: "9", count: 400) + "e-1", false), (String(repeating: "9", count: 400) + "e-92", true),
            (String(repeating: "9", count: 309), false), (String(repeating: "9", count: 308), true),
            ("0." + String(repeating: "0", count: 400) + "1e700", true),
            ("0." + String(repeating: "0", count: 400) + "1e711", false), ("1e", false), ("1e+", false), ("-", false),
            ("01", false), ("1.", false), (".5", false), ("+1", false),
        ]
    )
    func range(_ text: String, _ isGood: Bool) {
        let document = Array(text.utf8)
        #expect(((try? JSONReader.parse(document)) != nil) == isGood)
        let isPassed =
            (try? JSONReader.scan(document) { scanner throws(JSONFailure) in
                try scanner.skipValue()
                try scanner.end()
            }) != nil
        #expect(isPassed == isGood)
    }

    @Test("a scalar is read, a list or an object is passed over with the same checks")
    func scalars() throws {
        let document = Array(#"{"a":"x","b":-1.5,"c":true,"d":null,"e":[1,{"a":[]}],"f":{"x":{}},"g":7}"#.utf8)
        var values: [JSONValue] = []
        try JSONReader.scan(document) { scanner throws(JSONFailure) in
            try scanner.forEachMember { scanner, _ throws(JSONFailure) in values.append(try scanner.scalar()) }
            try scanner.end()
        }
        #expect(values == ["x", -1.5, true, nil, nil, nil, 7])
        for broken in [
            "[1,]", #"{"a":1,"a":2}"#, "[", #"{"a"}"#, "nul", #""\ud800""#, String(repeating: "[", count: 99),
        ] {
            #expect(throws: JSONFailure.self) {
                try JSONReader.scan(Array(broken.utf8)) { scanner throws(JSONFailure) in
                    _ = try scanner.scalar()
                    try scanner.end()
                }
            }
        }
    }

    @Test("strings are compared by bytes, with and without case")
    func sameBytes() {
        #expect("e\u{301}".hasSameBytes(as: "e\u{301}") && "".hasSameBytes(as: ""))
        for other in ["e", "", "e\u{300}", "\u{E9}", "e\u{301}x"] { #expect(!"e\u{301}".hasSameBytes(as: other)) }
        for same in ["at+jwt", "AT+JWT", "At+jWt"] { #expect(same.hasSameBytes(ignoringCaseAs: "at+jwt")) }
        // `\u{B}` and `[` are 0x20 away from `+` and `{`; a Kelvin sign is a K in small letters.
        for other in ["at\u{B}jwt", "at+jwt ", "at+jw", "", "AT\u{301}JWT", "ａt+jwt"] {
            #expect(!other.hasSameBytes(ignoringCaseAs: "at+jwt"))
        }
        #expect(!"\u{212A}".hasSameBytes(ignoringCaseAs: "k") && !"[".hasSameBytes(ignoringCaseAs: "{"))
    }

    @Test("objects side by side may have the same names")
    func namesApart() throws {
        let text = #"{"a":{"x":1,"y":{"x":2}},"b":{"x":3},"x":4}"#
        let expected: JSONValue = ["a": ["x": 1, "y": ["x": 2]], "b": ["x": 3], "x": 4]
        #expect(try JSONReader.parse(Array(text.utf8)) == expected)
    }

    @Test(
        "whatever is done to a document: what is taken reads the same in Foundation",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func mutations(_ seed: UInt64) {
        let random = SeededRandom(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        let pieces =
            Array(#"{}[]:,"\/0123456789.eE+-tfn u"#.utf8) + [
                0x00, 0x0A, 0x1F, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xEF, 0xFF,
            ]
        let starts = Self.documents.map { Array($0.0.utf8) }
        var taken = 0
        for _ in 0..<2_500 {
            var document = starts[below(starts.count)]
            for _ in 0..<(1 + below(3)) {
                let index = below(document.count)
                switch below(3) {
                case 0: document[index] = pieces[below(pieces.count)]
                case 1: document.insert(pieces[below(pieces.count)], at: index)
                default: if document.count > 1 { document.remove(at: index) }
                }
            }
            guard let value = try? JSONReader.parse(document) else { continue }
            taken += 1
            let wrapped = Data(Array("[".utf8) + document + Array("]".utf8))
            let other = try? JSONDecoder().decode([JSONValue].self, from: wrapped)
            #expect(other?.map(plain) == [plain(value)], "\(String(decoding: document, as: UTF8.self))")
        }
        #expect(taken > 100)
    }
}

/// Numbers as doubles: `1.0` is a whole number to Foundation's decoder and a fraction to the scanner. Between 2^53 and
/// 2^64 they lose their last digits: there Foundation drops the fraction instead of rounding it.
private func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .int(let number): plain(.double(Double(number)))
    case .double(let number) where (0x1p53...0x1p64).contains(abs(number)): .double(Double(Float(number)))
    case .array(let elements): .array(elements.map(plain))
    case .object(let members): .object(members.mapValues(plain))
    default: value
    }
}
