import DescopeCore
import DescopeHTTP

/// The definition of a custom attribute.
struct CustomAttributeRecord: EmulatorRecord {
    static let table = "customAttributes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.customAttributes }

    enum Index: Int, TableIndex {
        case scope
    }

    /// What has the attribute.
    enum Scope: String, Codable {
        case users
        /// The memberships of users in families.
        case familyMembers
        case families
        case ssoApps
    }

    let scope: Scope
    let name: String
    let members: [String: JSONValue]

    var id: String { Self.id(scope, name) }

    static func id(_ scope: Scope, _ name: String) -> String { "\(scope.rawValue)\0\(name)" }

    func keys(_ index: Index) -> [TextKey] { [TextKey(scope.rawValue)] }

    /// The definition in the service's JSON; `Route.completed` adds the other members.
    fileprivate var json: JSONValue { .object(members.merging(["editable": true]) { given, _ in given }) }

    /// Whether a value has the attribute's type. Dates are only kept.
    fileprivate func accepts(_ value: JSONValue) -> Bool {
        let options = members["options"]?.arrayValue?.compactMap { $0["value"]?.stringValue } ?? []
        return switch members["type"]?.intValue {
        case 1: value.stringValue != nil
        case 2: value.doubleValue != nil
        case 3: value.boolValue != nil
        case 4: value.stringValue.map(options.contains) ?? false
        case 5: value.arrayValue?.allSatisfy { $0.stringValue.map(options.contains) ?? false } ?? false
        default: true
        }
    }
}

extension Route {
    /// The definitions of custom attributes of users and their memberships, and a user's values.
    static let customAttributes =
        definitions(.users, "user.get", "user") + definitions(.familyMembers, "user.get", "user", "FamilyScoped")
        + [
            Route("user.updateCustomAttribute", audit: "UserModified") { state, call in
                let (name, value) = (try call.required("attributeKey"), call.body["attributeValue"] ?? .null)
                guard let attribute = state.customAttributes[CustomAttributeRecord.id(.users, name)] else {
                    throw EmulatorRefusal.invalid("attributeKey: the project has no such custom attribute")
                }
                guard value == .null || attribute.accepts(value) else {
                    throw EmulatorRefusal.invalid("attributeValue does not have the type of the attribute \(name)")
                }
                return try state.editUser(call) { _, user, _ in user.setAttribute(name, value) }
            }
        ]

    /// The operations on the definitions of one scope.
    ///
    /// - Parameters:
    ///   - load: What the operation that returns them is called, without the rest of the name.
    ///   - area: What the names of the others begin with.
    ///   - kind: What these names have before `CustomAttributes`.
    static func definitions(
        _ scope: CustomAttributeRecord.Scope,
        _ load: String,
        _ area: String,
        _ kind: String = ""
    ) -> [Route] {
        let name = "\(kind)CustomAttributes"
        return [
            Route("\(load)\(name)") { state, _ in state.definitions(scope) }.completed,
            Route("\(area).create\(name)", audit: "CustomAttributeCreated") { state, call in
                for attribute in try call.requiredEntries("attributes") { try state.define(attribute, scope) }
                return state.definitions(scope)
            }.completed,
            Route("\(area).delete\(name)", audit: "CustomAttributeDeleted") { state, call in
                try state.deleteDefinitions(try call.requiredTexts("names"), scope)
                return state.definitions(scope)
            }.completed,
        ]
    }
}

extension EmulatorState {
    /// All definitions of a scope, as every operation on them returns them.
    fileprivate func definitions(_ scope: CustomAttributeRecord.Scope) -> Response {
        let all = customAttributes.all(.scope, scope.rawValue)
        return Response(body: ["data": .array(all.map(\.json)), "total": .int(Int64(all.count))])
    }

    /// Defines an attribute, in place of one with the same name.
    func define(_ attribute: Call, _ scope: CustomAttributeRecord.Scope) throws(EmulatorRefusal) {
        guard (1...7).contains(attribute.number("type") ?? 0) else {
            throw .invalid("type of a custom attribute: expected a number from 1 to 7, found another")
        }
        let name = try attribute.required("name")
        try save(CustomAttributeRecord(scope: scope, name: name, members: attribute.body))
    }

    /// Deletes definitions, and the values of the attributes.
    func deleteDefinitions(_ names: [String], _ scope: CustomAttributeRecord.Scope) throws(EmulatorRefusal) {
        for name in names {
            guard let attribute = customAttributes[CustomAttributeRecord.id(scope, name)] else {
                throw .invalid("names: the project has no custom attribute \(name)")
            }
            delete(attribute)
        }
        switch scope {
        case .users: try deleteValues(names, \UserRecord.customAttributes)
        case .familyMembers: try deleteValues(names, \FamilyMember.attributes)
        case .families: try deleteValues(names, \FamilyRecord.customAttributes)
        case .ssoApps:
            try deleteValues(names, \StoredRecord.customAttributes) { $0.kind == StoredResource.ssoApps.kind }
        }
    }

    private func deleteValues<Record: EmulatorRecord>(
        _ names: [String],
        _ attributes: WritableKeyPath<Record, [String: JSONValue]>,
        where isMeant: (Record) -> Bool = { _ in true }
    ) throws(EmulatorRefusal) {
        for var record in self[keyPath: Record.path].all {
            let values = record[keyPath: attributes]
            let left = values.filter { !names.contains($0.key) }
            guard isMeant(record), left.count < values.count else { continue }
            record[keyPath: attributes] = left
            try save(record)
        }
    }
}

extension StoredRecord {
    /// The values of the custom attributes of a federated application.
    fileprivate var customAttributes: [String: JSONValue] {
        get { members["customAttributes"]?.objectValue ?? [:] }
        set { members["customAttributes"] = .object(newValue) }
    }
}
