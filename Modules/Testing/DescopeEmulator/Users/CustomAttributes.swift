import DescopeCore
import DescopeHTTP

/// The definition of a custom attribute of users, or of their memberships in families.
struct CustomAttributeRecord: EmulatorRecord {
    static let table = "customAttributes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.customAttributes }

    enum Index: Int, TableIndex {
        case scope
    }

    enum Scope: String, Codable {
        case users, families
    }

    let scope: Scope
    let name: String
    var members: [String: JSONValue]

    var id: String { Self.id(scope, name) }

    static func id(_ scope: Scope, _ name: String) -> String { "\(scope.rawValue)\0\(name)" }

    func keys(_ index: Index) -> [TextKey] { [TextKey(scope.rawValue)] }

    /// The definition in the service's JSON.
    var json: JSONValue {
        let unset: [String: JSONValue] = [
            "options": [], "displayName": "", "defaultValue": .null, "viewPermissions": [], "editPermissions": [],
            "editable": true,
        ]
        return .object(unset.merging(members) { $1 })
    }

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
    /// The definitions of custom attributes, and a user's values.
    static let customAttributes = [
        Route("user.getCustomAttributes") { state, _ in state.customAttributes(.users) },
        Route("user.createCustomAttributes", audit: "CustomAttributeCreated") { state, call in
            try state.createCustomAttributes(call, .users)
        },
        Route("user.deleteCustomAttributes", audit: "CustomAttributeDeleted") { state, call in
            let names = try call.requiredTexts("names")
            let response = try state.deleteCustomAttributes(names, .users)
            for var user in state.users.all where names.contains(where: { user.customAttributes[$0] != nil }) {
                for name in names { user.setAttribute(name, .null) }
                try state.save(user)
            }
            return response
        },
        Route("user.getFamilyScopedCustomAttributes") { state, _ in state.customAttributes(.families) },
        Route("user.createFamilyScopedCustomAttributes", audit: "CustomAttributeCreated") { state, call in
            try state.createCustomAttributes(call, .families)
        },
        Route("user.deleteFamilyScopedCustomAttributes", audit: "CustomAttributeDeleted") { state, call in
            try state.deleteCustomAttributes(try call.requiredTexts("names"), .families)
        },
        Route("user.updateCustomAttribute", audit: "UserModified") { state, call in
            let (name, value) = (try call.required("attributeKey"), call.body["attributeValue"] ?? .null)
            guard let attribute = state.customAttributes[CustomAttributeRecord.id(.users, name)] else {
                throw EmulatorRefusal.invalid("attributeKey: the project has no such custom attribute")
            }
            guard value == .null || attribute.accepts(value) else {
                throw EmulatorRefusal.invalid("attributeValue does not have the type of the attribute \(name)")
            }
            return try state.editUser(call) { _, user, _ in user.setAttribute(name, value) }
        },
    ]
}

extension EmulatorState {
    /// All definitions, as every operation on them returns them.
    fileprivate func customAttributes(_ scope: CustomAttributeRecord.Scope) -> Response {
        let all = customAttributes.all(.scope, scope.rawValue)
        var response = Response(body: ["data": .array(all.map(\.json))])
        if scope == .users { response.merge(["total": .string("\(all.count)")]) }
        return response
    }

    /// Defines attributes. A definition that exists is replaced.
    fileprivate func createCustomAttributes(
        _ call: Call,
        _ scope: CustomAttributeRecord.Scope
    ) throws(EmulatorRefusal) -> Response {
        for attribute in call.entries("attributes") {
            guard (1...7).contains(attribute.number("type") ?? 0) else {
                throw .invalid("attributes[].type: expected a number from 1 to 7, found another")
            }
            let name = try attribute.required("name")
            try save(CustomAttributeRecord(scope: scope, name: name, members: attribute.body))
        }
        return customAttributes(scope)
    }

    fileprivate func deleteCustomAttributes(
        _ names: [String],
        _ scope: CustomAttributeRecord.Scope
    ) throws(EmulatorRefusal) -> Response {
        for name in names {
            guard let attribute = customAttributes[CustomAttributeRecord.id(scope, name)] else {
                throw .invalid("names: the project has no custom attribute \(name)")
            }
            delete(attribute)
        }
        return customAttributes(scope)
    }
}
