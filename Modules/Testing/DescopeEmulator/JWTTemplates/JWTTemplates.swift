import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// Templates of the claims in tokens. Tokens do not follow them here.
    static let jwtTemplates = Self(
        kind: "jwtTemplates",
        audit: "JWTTemplate",
        prefix: "JT2",
        operations: [
            "jwtTemplate.create": .create, "jwtTemplate.update": .update, "jwtTemplate.delete": .delete,
            "jwtTemplate.load": .load, "jwtTemplate.list": .search(),
        ]
    )
}

extension Route {
    static let jwtTemplates =
        stored(.jwtTemplates) + [
            Route("jwtTemplate.validate") { state, call in
                let known = try call.text("id").map { _ in try state.stored(.jwtTemplates, call).members }
                guard let template = call.body["template"]?.objectValue ?? known else {
                    throw EmulatorRefusal.missing("id or template")
                }
                let issues = issues(in: template)
                return Response(body: ["valid": .bool(issues.isEmpty), "issues": .array(issues)])
            }.completed.stored,
            Route("jwtTemplate.listLibrary") { _, _ in Response(body: ["entries": .array(library)]) }.completed.stored,
            Route("jwtTemplate.loadLibraryEntry") { _, call in
                Response(body: ["entry": try entry(try call.required("id"))])
            }.completed.stored,
            Route("jwtTemplate.applyFromLibrary", audit: "JWTTemplateCreated") { state, call in
                let id = try call.required("libraryEntryId")
                var members = try entry(id).objectValue ?? [:]
                members["id"] = nil
                members["source"] = .string(id)
                for name in ["name", "description", "tags", "template"] {
                    if let value = call.body["\(name)Override"], value != "" { members[name] = value }
                }
                return Response(body: ["template": .object(try state.create(.jwtTemplates, members).record.members)])
            }.completed.stored,
        ]

    // The entries of the service's library are not documented: these are examples.
    private static let library: [JSONValue] = [
        [
            "id": "user-details", "name": "User details", "description": "Adds the user's name and addresses.",
            "type": "user", "authSchema": "default",
            "template": ["name": "{{user.name}}", "email": "{{user.email}}", "phone": "{{user.phone}}"],
        ],
        [
            "id": "access-key-details", "name": "Access key details", "description": "Adds the access key's name.",
            "type": "key", "authSchema": "default", "template": ["keyName": "{{key.name}}"],
        ],
    ]

    private static func entry(_ id: String) throws(EmulatorRefusal) -> JSONValue {
        guard let entry = library.first(where: { $0["id"]?.stringValue == id }) else {
            throw .invalid("no entry of the library has this id")
        }
        return entry
    }

    /// What is wrong with a template: a name is missing, a claim is one that tokens set themselves, or braces do not
    /// match.
    private static func issues(in template: [String: JSONValue]) -> [JSONValue] {
        func issue(_ field: String, _ code: String, _ message: String, _ hint: String) -> JSONValue {
            ["field": .string(field), "code": .string(code), "message": .string(message), "hint": .string(hint)]
        }
        var issues: [JSONValue] = []
        if template["name"] ?? "" == "" {
            issues.append(issue("name", "required", "The name is empty.", "Set a name."))
        }
        for (name, value) in (template["template"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            if reservedClaims.contains(name) {
                issues.append(
                    issue("template.\(name)", "reserved", "Tokens set this claim themselves.", "Choose another name.")
                )
            }
            if let text = value.stringValue, text.ranges(of: "{{").count != text.ranges(of: "}}").count {
                issues.append(issue("template.\(name)", "syntax", "Braces do not match.", "Write {{value}}."))
            }
        }
        return issues
    }
}
