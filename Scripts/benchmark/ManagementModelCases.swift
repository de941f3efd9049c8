import DescopeCore
import DescopeManagementAccessKeys
import DescopeManagementAudit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reading access keys and audit records, against Foundation's decoder with structs of the same members.
func managementModelCases() throws -> [Case] {
    let keys = SampleLists.accessKeys(), audits = SampleLists.audits()
    let (keysData, auditsData) = (Data(keys), Data(audits))
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    guard try AccessKeys(json: keys).isWhole, try decoder.decode(AccessKeysTwin.self, from: keysData).isWhole,
        try Audits(json: audits).isWhole, try decoder.decode(AuditsTwin.self, from: auditsData).isWhole
    else { throw DescopeError(.argument, message: "benchmark: expected every access key and audit record to be read") }

    return [
        Case("JSONDecoder, access keys") {
            (try? decoder.decode(AccessKeysTwin.self, from: keysData))?.isWhole == true
        },
        Case("access keys", against: "JSONDecoder, access keys", goal: "at least 8") {
            (try? AccessKeys(json: keys))?.isWhole == true
        },
        Case("JSONDecoder, audit records") {
            (try? decoder.decode(AuditsTwin.self, from: auditsData))?.isWhole == true
        },
        Case("audit records", against: "JSONDecoder, audit records", goal: "at least 8") {
            (try? Audits(json: audits))?.isWhole == true
        },
    ]
}

// MARK: - The responses

/// Responses with 10,000 elements, with the members that the service writes: the same bytes each time.
private enum SampleLists {
    static let count = 10_000

    /// Some 4 MB.
    static func accessKeys() -> [UInt8] {
        list("keys") { number, ids in
            let tenant = #"{"tenantId":"T2\#(ids.next())","tenantName":"Acme Corporation","roleNames":["Deployer"]}"#
            let owner = number % 3 == 0 ? "U2" + ids.next() : ""
            let claims = number % 4 == 0 ? #""plan":"pro","level":\#(number % 7)"# : ""
            let (status, end) = (number % 9 == 0 ? "inactive" : "active", number % 3 == 0 ? 0 : 1_800_000_000 + number)
            let address = number % 2 == 0 ? #""10.0.\#(number % 256).0/24""# : ""
            return #"{"id":"K2\#(ids.next())","name":"deployment \#(number)","description":"","roleNames":["Editor"],"#
                + #""keyTenants":[\#(number % 2 == 0 ? tenant : "")],"status":"\#(status)","#
                + #""createdTime":\#(1_700_000_000 + number),"expireTime":\#(end),"#
                + #""createdBy":"ops@example.com","clientId":"\#(ids.next())","boundUserId":"\#(owner)","#
                + #""customClaims":{\#(claims)},"permittedIps":[\#(address)],"customAttributes":{},"editable":true}"#
        }
    }

    /// Some 4 MB.
    static func audits() -> [UInt8] {
        let actions = ["LoginSucceed", "LoginFailed", "UserCreated", "UserModified", "LoggedOut"]
        let methods = ["otp", "password", "oauth", "saml", "magiclink"]
        return list("audits") { number, ids in
            let isFailure = number % 5 == 1
            let data = isFailure ? #""reason":"wrong code","attempts":\#(number % 4)"# : ""
            let tenant = number % 2 == 0 ? #""T2\#(ids.next())""# : ""
            return #"{"ID":"\#(ids.next())","projectId":"P2bench0000000000000000000001","userId":"U2\#(ids.next())","#
                + #""action":"\#(actions[number % 5])","type":"\#(isFailure ? "warn" : "info")","#
                + #""actorId":"U2\#(ids.next())","occurred":"\#(1_700_000_000_000 + number * 37)","device":"Desktop","#
                + #""method":"\#(methods[number % 5])","geo":"US","remoteAddress":"203.0.113.\#(number % 256)","#
                + #""externalIds":["user\#(number)@example.com"],"tenants":[\#(tenant)],"data":{\#(data)}}"#
        }
    }

    private static func list(_ name: String, _ element: (Int, inout SampleIds) -> String) -> [UInt8] {
        var ids = SampleIds()
        var text = Array(#"{"\#(name)":["#.utf8)
        for number in 0..<count {
            if number > 0 { text.append(UInt8(ascii: ",")) }
            text += element(number, &ids).utf8
        }
        text += #"],"total":\#(count)}"#.utf8
        return text
    }
}

// MARK: - What is read

private struct AccessKeys: JSONModel {
    var keys: [AccessKey] = []

    static let members = Members(Self()) { $0("keys", \.keys) }

    var isWhole: Bool {
        keys.count == SampleLists.count && keys.allSatisfy { $0.roleNames.count == 1 && $0.createdAt != nil }
    }
}

private struct Audits: JSONModel {
    var audits: [AuditRecord] = []

    static let members = Members(Self()) { $0("audits", \.audits) }

    var isWhole: Bool {
        audits.count == SampleLists.count && audits.allSatisfy { $0.loginIds.count == 1 && $0.occurredAt != nil }
    }
}

// MARK: - The same for Foundation's decoder

private struct AccessKeysTwin: Decodable {
    struct Tenant: Decodable {
        let tenantId: String
        let tenantName: String?
        let roleNames: [String]
    }

    struct Status: RawRepresentable, Decodable { let rawValue: String }

    struct Key: Decodable {
        let id: String
        let name: String
        let description: String?
        let roleNames: [String]
        let keyTenants: [Tenant]
        let status: Status?
        let createdTime: Date?
        let expireTime: Date?
        let createdBy: String?
        let clientId: String?
        let boundUserId: String?
        let customClaims: [String: JSONValue]
        let permittedIps: [String]
        let customAttributes: [String: JSONValue]
        let editable: Bool
    }

    let keys: [Key]

    var isWhole: Bool {
        keys.count == SampleLists.count && keys.allSatisfy { $0.roleNames.count == 1 && $0.createdTime != nil }
    }
}

private struct AuditsTwin: Decodable {
    struct AuditType: RawRepresentable, Decodable { let rawValue: String }

    struct Record: Decodable {
        let ID: String?
        let projectId: String?
        let action: String
        let type: AuditType?
        // A string of digits, which no strategy of the decoder reads as a date: the comparison is in its favor.
        let occurred: String?
        let userId: String?
        let externalIds: [String]
        let actorId: String?
        let tenants: [String]
        let device: String?
        let method: String?
        let geo: String?
        let remoteAddress: String?
        let data: [String: JSONValue]
    }

    let audits: [Record]

    var isWhole: Bool {
        audits.count == SampleLists.count && audits.allSatisfy { $0.externalIds.count == 1 && $0.occurred != nil }
    }
}
