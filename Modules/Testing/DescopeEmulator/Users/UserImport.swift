import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension EmulatorState {
    /// Imports the users of Auth0's export: a list, or one object per line. What cannot be imported is reported.
    func importUsers(_ call: Call) throws(EmulatorRefusal) -> Response {
        guard try call.required("source") == "auth0" else { throw .invalid("source: only auth0 is emulated") }
        let (exported, hashes) = (try call.exported("users"), try call.exported("hashes"))
        guard !exported.isEmpty else { throw .missing("users") }
        var hashOf: [TextKey: String] = [:]
        for entry in hashes {
            let id = entry["_id"]?["$oid"]?.stringValue ?? ""
            hashOf[TextKey(id)] = entry["passwordHash"]?.stringValue
        }
        var (users, failures): ([JSONValue], [JSONValue]) = ([], [])
        for entry in exported {
            let id = entry["user_id"]?.stringValue ?? ""
            do {
                // The ids of Auth0's own users are `auth0|` and the id of the hash.
                let hash = hashOf[TextKey(String(id.drop { $0 != "|" }.dropFirst()))]
                users.append(json(try createUser(Call(Self.members(ofAuth0: entry, hash)), invites: false)))
            } catch {
                let name = entry["email"]?.stringValue ?? id
                failures.append(["user": .string(name), "reason": .string(error.message)])
            }
        }
        // Everything is checked by making the users.
        if call.flag("dryrun") { rollBack() }
        return Response(body: ["users": .array(users), "failures": .array(failures)])
    }

    /// The members of a user in this project.
    private static func members(ofAuth0 user: JSONValue, _ hash: String?) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for (name, names) in [
            ("loginId", ["email", "phone_number", "username", "user_id"]), ("email", ["email"]),
            ("phone", ["phone_number"]), ("displayName", ["name", "nickname"]), ("givenName", ["given_name"]),
            ("familyName", ["family_name"]), ("picture", ["picture"]),
        ] {
            members[name] = names.lazy.compactMap { user[$0] }.first { $0.stringValue?.isEmpty == false }
        }
        members["verifiedEmail"] = .bool(members["email"] != nil && user["email_verified"] == true)
        members["verifiedPhone"] = .bool(members["phone"] != nil && user["phone_verified"] == true)
        if user["blocked"] == true { members["status"] = "disabled" }
        if let hash { members["hashedPassword"] = ["bcrypt": ["hash": .string(hash)]] }
        return members
    }
}

extension Call {
    /// The objects of an exported file: a JSON list, or one object per line.
    fileprivate func exported(_ name: String) throws(EmulatorRefusal) -> [JSONValue] {
        guard let text = text(name) else { return [] }
        guard let data = Data(base64Encoded: text) else { throw .invalid("\(name) is not base64") }
        if let list = try? JSONReader.parse(Array(data)).arrayValue { return list }
        var objects: [JSONValue] = []
        for line in data.split(separator: UInt8(ascii: "\n")) where !line.allSatisfy({ $0 == 13 || $0 == 32 }) {
            guard let object = try? JSONReader.parse(Array(line)), object.objectValue != nil else {
                throw .invalid("\(name): expected a list of users in JSON, or one per line, found another")
            }
            objects.append(object)
        }
        return objects
    }
}
