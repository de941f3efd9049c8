import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct JSONWriterTests {
    static let values: [(any JSONConvertible, String)] = [
        ("", #""""#), ("a", #""a""#), ("Zoë 美咲 😀", #""Zoë 美咲 😀""#), ("a/b", #""a/b""#),
        ("\u{7F}\u{2028}", "\"\u{7F}\u{2028}\""),
        ("\"", #""\"""#), ("\\", #""\\""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}", #""\u0000\u0001\u0008\u000b\u000c\u001f""#),
        ("a\"b\\c\nd", #""a\"b\\c\nd""#), ("é\"é", #""é\"é""#), ("\"\"", #""\"\"""#),
        (true, "true"), (false, "false"),
        (0, "0"), (7, "7"), (-7, "-7"), (10, "10"), (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-3.0, "-3"), (0.5, "0.5"), (-0.25, "-0.25"), (1e15, "1000000000000000"),
        (0x1p53, "9007199254740992"), (0x1p62, "4611686018427387904"), (-0x1p63, "-9223372036854775808"),
        (1e18, "1000000000000000000"), (1e300, "1e+300"), (Double.leastNonzeroMagnitude, "5e-324"), (0.1, "0.1"),
        (1.0 / 3, "0.3333333333333333"),
        (Secret("a\"b"), #""a\"b""#), (String?.none, "null"), (Int?(3), "3"),
        ([Int](), "[]"), ([1, 2], "[1,2]"), ([[1], []], "[[1],[]]"), (["a", nil], #"["a",null]"#),
        (["{", "["], #"["{","["]"#),
        ([String: Int](), "{}"), (["b": 1, "a": 2, "C": 3, "é": 4], #"{"C":3,"a":2,"b":1,"é":4}"#),
        (["a\"b\n": 1], #"{"a\"b\n":1}"#), (["": ["": true]], #"{"":{"":true}}"#),
        (JSONValue.null, "null"),
        (["b": [1, 0.5, nil, "x"], "a": [:]] as JSONValue, #"{"a":{},"b":[1,0.5,null,"x"]}"#),
        (Sample.Status(rawValue: "on"), #""on""#),
    ]

    @Test("values are written as JSON has them, whole numbers as Go's integers take them", arguments: values.indices)
    func writes(_ index: Int) throws {
        let (value, text) = Self.values[index]
        #expect(value.written == text)
        // The reader and Foundation's decoder take it for the same.
        let read = try JSONReader.parse(value.json)
        let decoded = try JSONDecoder().decode([JSONValue].self, from: Data("[\(text)]".utf8))
        #expect(try [read].json == JSONReader.parse([UInt8](JSONEncoder().encode(decoded))).json)
        // Written again it is the same.
        #expect(read.written == text)
    }

    @Test("each character comes back, alone and among others")
    func characters() throws {
        let scalars = (0..<0x300).compactMap(Unicode.Scalar.init) + ["\u{FFFF}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}"]
        for scalar in scalars {
            for text in ["\(scalar)", "a\(scalar)b", "1234567\(scalar)", "12345678\(scalar)12345678"] {
                #expect(try String(json: text.json).utf8.elementsEqual(text.utf8))
                let decoded = try JSONDecoder().decode([String].self, from: Data([text].json))
                #expect(decoded.first.map { $0.utf8.elementsEqual(text.utf8) } == true)
            }
        }
    }

    @Test("members that say nothing are left out, the others come in the order of their names")
    func members() throws {
        #expect(Sample().written == #"{"flag":false,"part":0,"text":"","whole":0}"#)
        #expect(Branch().written == #"{"id":""}"#)
        #expect(Wide().written == "{}" && Wide().isOmitted && !Sample().isOmitted)
        var sample = Sample()
        sample.item = Item()
        sample.gaps = [nil]
        sample.name = ""
        #expect(
            sample.written == #"{"flag":false,"gaps":[null],"item":{"id":""},"name":"","part":0,"text":"","whole":0}"#
        )
    }

    typealias Change = @Sendable (inout Sample) -> Void

    static let infinite: [(Change, String)] = [
        ({ $0.share = .infinity }, "share"), ({ $0.part = .nan }, "part"), ({ $0.part = -.infinity }, "part"),
        ({ $0.values = ["a": [1, .double(.nan)]] }, "values.a.1"), ({ $0.any = .double(.infinity) }, "any"),
        ({ $0.at = Date(timeIntervalSince1970: .infinity) }, "at"),
    ]

    @Test("what JSON cannot hold is refused, with its path", arguments: infinite)
    func notFinite(_ change: Change, _ path: String) {
        var sample = Sample()
        change(&sample)
        var writer = JSONWriter()
        writer.writeList([[sample]])
        #expect(writer.failure?.path.joined(separator: ".") == "0.0." + path)
        #expect(writer.failure?.found == "a number that is not finite")
    }

    @Test("lists and objects lie in each other to the reader's bound")
    func depth() throws {
        func nested(_ levels: Int, _ isObject: Bool) -> JSONValue {
            (1..<levels).reduce(isObject ? [:] : []) { value, _ in isObject ? ["a": value] : [value] }
        }
        for isObject in [true, false] {
            for (levels, isGood) in [(63, true), (64, true), (65, false), (1000, false)] {
                var writer = JSONWriter()
                nested(levels, isObject).write(to: &writer)
                #expect((writer.failure == nil) == isGood)
                if isGood { #expect(try JSONReader.parse(writer.bytes) == nested(levels, isObject)) }
                if !isGood {
                    #expect(writer.failure?.found == "lists or objects nested deeper than 64")
                    #expect(writer.failure?.path.count == 64)
                }
            }
        }
    }

    @Test("secrets are written and collected")
    func secrets() throws {
        let tokens = try Tokens.reading(#"{"session":"s","refresh":"r","other":"o","purpose":"p"}"#).value
        var writer = JSONWriter()
        writer.writeList([tokens])
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"[{"other":"o","purpose":"p","refresh":"r","session":"s"}]"#
        )
        #expect(writer.secrets.map { $0.reveal() } == ["o", "r", "s"])
    }

    @Test("dates are written as whole numbers")
    func dates() throws {
        var sample = Sample()
        sample.at = Date(timeIntervalSince1970: 1_700_000_000.4)
        sample.atMilliseconds = Date(timeIntervalSince1970: 1_700_000_000.1234)
        #expect(sample.written.contains(#""at":1700000000,"atMilliseconds":1700000000123,"#))
    }
}
