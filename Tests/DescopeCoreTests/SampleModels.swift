import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A model with a member of each kind; some lie beside each other where one uses the other's padding.
struct Sample: JSONModel, Hashable {
    struct Status: JSONName { let rawValue: String }

    struct Inner: Hashable {
        var small: Int?
        var deep = Deep()

        struct Deep: Hashable {
            var flag: Bool?
            var text: String?
        }
    }

    var text = ""
    var name: String?
    var count: Int?
    var flag = false
    var share: Double?
    var maybe: Bool?
    var whole = 0
    var part = 0.0
    var inner = Inner()
    var status: Status?
    var texts: [String] = []
    var numbers: [Int] = []
    var flags: [String: Bool] = [:]
    var labels: [String: String] = [:]
    var values: [String: JSONValue] = [:]
    var any: JSONValue = .null
    var at: Date?
    var atMilliseconds: Date?
    var item: Item?
    var items: [Item] = []
    var itemsByName: [String: Item] = [:]
    var rows: [[Int]] = []
    var gaps: [String?] = []
    var someTexts: [String]?

    static let members = Members(Self()) {
        $0("text", \.text, required: false)
        $0("name", \.name)
        $0("count", \.count)
        $0("flag", \.flag)
        $0("share", \.share)
        $0("maybe", \.maybe)
        $0("whole", \.whole, required: false)
        $0("part", \.part, required: false)
        $0("small", \.inner.small)
        $0("deepFlag", \.inner.deep.flag)
        $0("deepText", \.inner.deep.text)
        $0("status", \.status)
        $0("texts", \.texts)
        $0("numbers", \.numbers)
        $0("flags", \.flags)
        $0("labels", \.labels)
        $0("values", \.values)
        $0("any", \.any)
        $0("at", \.at, as: .epochSeconds)
        $0("atMilliseconds", \.atMilliseconds, as: .epochMilliseconds)
        $0("item", \.item)
        $0("items", \.items)
        $0("itemsByName", \.itemsByName)
        $0("rows", \.rows)
        $0("gaps", \.gaps)
        $0("someTexts", \.someTexts)
    }
}

/// A model with a required member.
struct Item: JSONModel, Hashable {
    var id = ""
    var size: Int?

    static let members = Members(Self()) {
        $0("id", \.id)
        $0("size", \.size)
    }
}

/// A model with all its members required.
struct Demanding: JSONModel, Hashable {
    var number = 0
    var secretCount = 0.0
    var status = Sample.Status(rawValue: "")
    var items: [Item] = []
    var labels: [String: String] = [:]
    var item = Item()

    static let members = Members(Self()) {
        $0("number", \.number)
        $0("secretCount", \.secretCount)
        $0("status", \.status)
        $0("items", \.items, required: true)
        $0("labels", \.labels, required: true)
        $0("item", \.item)
    }
}

/// A model with members that must not be lost in silence.
struct Tokens: JSONModel {
    var session = Secret("")
    var refresh: Secret?
    var other: Secret?
    var purpose: String?

    static let members = Members(Self()) {
        $0("session", \.session, required: false, strict: true)
        $0("refresh", \.refresh, as: .strict)
        $0("other", \.other)
        $0("purpose", \.purpose, as: .strict)
    }
}

/// A model that holds models of its own type, each of which needs an id.
struct Branch: JSONModel, Hashable {
    var branches: [Branch] = []
    var byName: [String: Branch] = [:]
    var id = ""

    static let members = Members(Self()) {
        $0("branches", \.branches)
        $0("byName", \.byName)
        $0("id", \.id)
    }
}

/// As many members as a model can have, with names of all lengths that differ in little.
struct Wide: JSONModel, Hashable {
    var list: [Int?] { [a, ab, abc, abd, abcd, abce, abcdefgh, abcdefgi, long, longer, longest] }

    var a: Int?
    var ab: Int?
    var abc: Int?
    var abd: Int?
    var abcd: Int?
    var abce: Int?
    var abcdefgh: Int?
    var abcdefgi: Int?
    var long: Int?
    var longer: Int?
    var longest: Int?

    static let names = [
        "a", "ab", "abc", "abd", "abcd", "abce", "abcdefgh", "abcdefgi", "sixteenLettersAB", "seventeenLettersX",
        "aVeryLongNameOfAMember",
    ]

    static let members = Members(Self()) {
        $0("a", \.a)
        $0("ab", \.ab)
        $0("abc", \.abc)
        $0("abd", \.abd)
        $0("abcd", \.abcd)
        $0("abce", \.abce)
        $0("abcdefgh", \.abcdefgh)
        $0("abcdefgi", \.abcdefgi)
        $0("sixteenLettersAB", \.long)
        $0("seventeenLettersX", \.longer)
        $0("aVeryLongNameOfAMember", \.longest)
    }
}

extension JSONConvertible {
    /// Reads a text, with what was passed over in it.
    static func reading(_ text: String) throws(JSONFailure) -> (value: Self, oddities: JSONOddities) {
        var oddities = JSONOddities()
        let value = try Self(json: Array(text.utf8), noting: &oddities)
        return (value, oddities)
    }

    /// What is written for it.
    var written: String { String(decoding: json, as: UTF8.self) }
}
