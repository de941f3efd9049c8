import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FuzzTarget {
    /// Models. Whatever is read, written and read again is the same model; where `JSONDecoder` takes a text for a type
    /// with the same members, it finds the same values in it, but for what our reader takes more leniently.
    static let models = FuzzTarget("models") { input in
        let model: FuzzModel
        var oddities = JSONOddities()
        do throws(JSONFailure) { model = try FuzzModel(json: input, noting: &oddities) } catch {
            // The inputs say this word where a value may stand.
            try require(!error.reason.contains("hush"), "an error shows no value: \(error)")
            try require(error.offset <= input.count, "an error is inside the text")
            return false
        }
        try requireSameAgain(model)
        guard let twin = try? JSONDecoder().decode(FuzzTwin.self, from: Data(input)), !twin.isLooser else {
            return true
        }
        try require(oddities.count == 0, "nothing is odd that Foundation takes: \(oddities.members)")
        try require(twin.isSame(as: model), "Foundation reads the same values: \(model), \(twin)")
        return true
    }

    private static func requireSameAgain(_ model: FuzzModel) throws {
        var writer = JSONWriter()
        model.write(to: &writer)
        try require(writer.failure == nil, "what was read can be written: \(String(describing: writer.failure))")
        var oddities = JSONOddities()
        let again = try FuzzModel(json: writer.bytes, noting: &oddities)
        try require(oddities.count == 0, "nothing is odd in what is written: \(oddities.members)")
        try require(again.json == writer.bytes, "written and read again it is the same")
        try require(foundationValue(writer.bytes) != nil, "Foundation reads what is written")
        let encoded = try JSONEncoder().encode(model)
        try require(try JSONDecoder().decode(FuzzModel.self, from: encoded).json == writer.bytes, "so is it by Codable")
    }
}

/// A model with a member of most kinds. Their names are short, so that the fuzzer finds them.
struct FuzzModel: JSONModel {
    struct Item: JSONModel {
        var id = ""
        var size: Int?

        static let members = Members(Self()) {
            $0("id", \.id)
            $0("size", \.size)
        }
    }

    struct Name: JSONName { let rawValue: String }

    var text = ""
    var optionalText: String?
    var flag = false
    var optionalFlag: Bool?
    var whole: Int?
    var number: Double?
    var name: Name?
    var texts: [String] = []
    var flags: [String: Bool] = [:]
    var values: [String: JSONValue] = [:]
    var item: Item?
    var items: [Item] = []
    var models: [FuzzModel] = []
    var date: Date?

    static let members = Members(Self()) {
        $0("t", \.text, required: false)
        $0("ot", \.optionalText)
        $0("f", \.flag)
        $0("of", \.optionalFlag)
        $0("w", \.whole)
        $0("number", \.number)
        $0("name", \.name)
        $0("ts", \.texts)
        $0("fs", \.flags)
        $0("values", \.values)
        $0("i", \.item)
        $0("is", \.items)
        $0("m", \.models)
        $0("date", \.date, as: .epochSeconds)
    }
}

/// The same members for Foundation's decoder.
private struct FuzzTwin: Decodable {
    struct Item: Decodable {
        let id: String
        let size: Int?

        /// Ours wants an id, and no whole number that Foundation may have rounded.
        var isLooser: Bool { id.isEmpty || size.map(isLarge) == true }

        func isSame(as other: FuzzModel.Item) -> Bool { FuzzProperties.isSame(id, other.id) && size == other.size }
    }

    let t: String?
    let ot: String?
    let f: Bool?
    let of: Bool?
    let w: Int?
    let number: Double?
    let name: String?
    let ts: [String]?
    let fs: [String: Bool]?
    let values: [String: FoundationValue]?
    let i: Item?
    let `is`: [Item]?
    let m: [FuzzTwin]?
    let date: Double?

    var isLooser: Bool {
        w.map(isLarge) == true || i?.isLooser == true || self.is?.contains { $0.isLooser } == true
            || m?.contains { $0.isLooser } == true
    }

    func isSame(as model: FuzzModel) -> Bool {
        isSame(t ?? "", model.text) && isSame(filled(ot), model.optionalText)
            && isSame(filled(name), model.name?.rawValue)
            && (f ?? false) == model.flag && of == model.optionalFlag && w == model.whole && number == model.number
            && (ts ?? []).elementsEqual(model.texts) { isSame($0, $1) } && (fs ?? [:]) == model.flags
            && FuzzProperties.isSame(.object((values ?? [:]).mapValues(\.value)), .object(model.values))
            && (i == nil) == (model.item == nil) && i.flatMap { item in model.item.map { item.isSame(as: $0) } } ?? true
            && (self.is ?? []).elementsEqual(model.items) { $0.isSame(as: $1) }
            && (m ?? []).elementsEqual(model.models) { $0.isSame(as: $1) }
            && date.flatMap { $0.rounded() > 0 ? Date(timeIntervalSince1970: $0) : nil } == model.date
    }

    private func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    private func isSame(_ a: String?, _ b: String?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return FuzzProperties.isSame(a, b)
    }
}

/// Whether Foundation drops the fraction of such a number where it should refuse it.
private func isLarge(_ number: Int) -> Bool { number.magnitude >= 1 << 52 }
