import DescopeCore

extension EmulatorState {
    /// What the project keeps under a name, or under a name and an id; empty before it is first kept.
    func document(_ kind: String, _ id: String = "") -> [String: JSONValue] {
        stored[StoredRecord.id(kind, id)]?.members ?? [:]
    }

    func keepDocument(_ kind: String, _ id: String = "", members: [String: JSONValue]) throws(EmulatorRefusal) {
        try save(StoredRecord(kind: kind, members: members, ownId: id))
    }
}

extension [String: JSONValue] {
    /// The members of a type, with empty values for those that are not set.
    func filling(_ empty: [String: JSONValue]) -> [String: JSONValue] {
        empty.merging(filter { empty[$0.key] != nil && $0.value != .null }) { $1 }
    }
}
