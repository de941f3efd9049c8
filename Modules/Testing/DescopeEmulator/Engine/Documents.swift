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

extension JSONValue {
    /// The members of a template: those that this object does not have, or only as null or an empty string, as in the
    /// template.
    func filling(_ template: JSONValue) -> JSONValue {
        guard let members = template.objectValue, !members.isEmpty else { return self }
        return .object(
            members.reduce(into: [:]) { filled, member in
                let own = self[member.key] ?? .null
                filled[member.key] = ["", .null].contains(own) ? member.value : own.filling(member.value)
            }
        )
    }
}
