import DescopeCore

extension Call {
    /// Whether a list of the request contains one of some values; an absent or empty list allows any.
    func allows(_ name: String, _ values: [String]) -> Bool {
        let wanted = texts(name)
        return wanted.isEmpty || wanted.contains(where: values.contains)
    }

    /// Whether custom attributes are those that the request asks for. Of an attribute that is a list, one element is
    /// sufficient.
    func allows(attributes own: [String: JSONValue]) -> Bool {
        (body["customAttributes"]?.objectValue ?? [:]).allSatisfy { name, wanted in
            own[name] == wanted || own[name]?.arrayValue?.contains(wanted) == true
        }
    }

    /// Sorts rows in the service's JSON as the request's `sort` says, by members that are strings or integers.
    func sorted(_ rows: [JSONValue], by names: [String]) throws(EmulatorRefusal) -> [JSONValue] {
        let fields = (body["sort"]?.arrayValue ?? []).map {
            (name: $0["field"]?.stringValue ?? "", isDescending: $0["desc"]?.boolValue ?? false)
        }
        guard fields.allSatisfy({ names.contains($0.name) }) else {
            throw .invalid("sort: expected the fields \(names.joined(separator: ", ")), found another")
        }
        return rows.sorted { first, second in
            guard let field = fields.first(where: { first[$0.name] != second[$0.name] }) else { return false }
            let (one, other) = (first[field.name], second[field.name])
            let isLess =
                if let one = one?.intValue, let other = other?.intValue { one < other } else {
                    (one?.stringValue ?? "") < (other?.stringValue ?? "")
                }
            return isLess != field.isDescending
        }
    }

    /// The ids of a batch, each once; throws when there are none.
    func batch(_ name: String = "ids") throws(EmulatorRefusal) -> [String] {
        let ids = texts(name)
        guard !ids.isEmpty, !ids.contains("") else { throw .missing(name) }
        return ids.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Throws for a negative number in the body.
    func requireNoNegativeNumber() throws(EmulatorRefusal) {
        for (name, value) in body.sorted(by: { $0.key < $1.key }) where value.intValue.map({ $0 < 0 }) ?? false {
            throw .invalid("\(name) is negative")
        }
    }
}

extension JSONValue {
    /// The members of a template: those that this object does not have, or only as an empty string, as in the template.
    func filling(_ template: JSONValue) -> JSONValue {
        guard let members = template.objectValue, !members.isEmpty else { return self }
        return .object(
            members.reduce(into: [:]) { filled, member in
                let own = self[member.key].flatMap { $0 == "" ? nil : $0 }
                filled[member.key] = own?.filling(member.value) ?? member.value
            }
        )
    }
}

/// A row that belongs to a tenant, is found by the tenant's id, and is deleted with the tenant.
protocol RecordOfTenant: EmulatorRecord where Index == IndexByTenant {
    var tenantId: String { get }
}

enum IndexByTenant: Int, TableIndex {
    case tenant
}

extension RecordOfTenant {
    static var references: [Reference<Self>] { [Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete)] }

    func keys(_ index: IndexByTenant) -> [TextKey] { [TextKey(tenantId)] }
}
