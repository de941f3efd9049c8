import DescopeCore

/// A place in a tree that was read from JSON or YAML, with errors that name it.
struct Tree {
    let value: JSONValue
    /// The members and elements that lead to it.
    let path: String

    init(_ value: JSONValue, _ path: String = "") {
        self.value = value
        self.path = path
    }

    func error(_ expected: String) -> DescopeError {
        .invalidFile("\(path.isEmpty ? "" : path + ": ")expected \(expected).")
    }

    /// The members of an object, each of which has to be one of the names.
    ///
    /// - Throws: An error about the first other member: a test that is passed over unseen would pass.
    func members(_ known: Set<String>) throws(DescopeError) -> [String: JSONValue] {
        guard let members = value.objectValue else { throw error("an object") }
        if let other = members.keys.filter({ !known.contains($0) }).min() {
            throw error("no member but \(known.sorted().joined(separator: ", ")), found \(other)")
        }
        return members
    }

    /// Of members that say the same in different ways, an object may have one only.
    func expectOne(_ names: String...) throws(DescopeError) {
        guard names.count(where: { member($0) != nil }) < 2 else {
            throw error("one of \(names.joined(separator: " and ")), found both")
        }
    }

    /// A member of an object; nil when it is missing or null.
    func member(_ name: String) -> Tree? {
        guard let member = value[name], member != .null else { return nil }
        return Tree(member, path.isEmpty ? name : "\(path).\(name)")
    }

    /// The elements of a list; empty when the member is missing.
    func list(_ name: String) throws(DescopeError) -> [Tree] {
        guard let member = member(name) else { return [] }
        return try member.elements()
    }

    func elements() throws(DescopeError) -> [Tree] {
        guard let list = value.arrayValue else { throw error("a list") }
        return list.enumerated().map { Tree($1, "\(path)[\($0)]") }
    }

    func text() throws(DescopeError) -> String {
        guard let text = value.stringValue else { throw error("a string") }
        return text
    }

    func texts() throws(DescopeError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    /// The string of a member.
    func text(_ name: String) throws(DescopeError) -> String {
        guard let member = member(name) else { throw error("a member \(name)") }
        return try member.text()
    }

    func optionalText(_ name: String) throws(DescopeError) -> String? {
        guard let member = member(name) else { return nil }
        return try member.text()
    }

    func texts(_ name: String) throws(DescopeError) -> [String] {
        guard let member = member(name) else { return [] }
        return try member.texts()
    }

    /// The strings of a member that has to be there.
    func list(required name: String) throws(DescopeError) -> [String] {
        guard let member = member(name) else { throw error("a member \(name)") }
        return try member.texts()
    }

    /// The members of a member, in the order of their names; empty when it is missing.
    func pairs(_ name: String) throws(DescopeError) -> [(name: String, tree: Tree)] {
        guard let member = member(name) else { return [] }
        guard let members = member.value.objectValue else { throw member.error("an object") }
        return members.sorted { $0.key < $1.key }.map { ($0.key, Tree($0.value, "\(member.path).\($0.key)")) }
    }

    /// The members of `assertions`, of which there has to be one: without any, the question would pass unasked.
    func assertions() throws(DescopeError) -> [(name: String, tree: Tree)] {
        let pairs = try pairs("assertions")
        guard !pairs.isEmpty else { throw error("assertions, found none") }
        return pairs
    }

    func context() throws(DescopeError) -> [String: JSONValue] {
        guard let member = member("context") else { return [:] }
        guard let context = member.value.objectValue else { throw member.error("an object") }
        return context
    }

    /// Runs `read` with errors that name this place.
    func naming<Value>(_ read: () throws(DescopeError) -> Value) throws(DescopeError) -> Value {
        do throws(DescopeError) { return try read() } catch {
            var named = error
            // An error of a place further down names it already.
            if !path.isEmpty, !error.message.hasPrefix(path) { named.message = "\(path): \(error.message)" }
            throw named
        }
    }
}
