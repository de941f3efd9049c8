import DescopeCore
import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reading responses and writing bodies, against Foundation's coders with structs of the same members.
func modelCases() throws -> [Case] {
    let page = SamplePage.text(), oddPage = SamplePage.text(hasOddMembers: true)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    let pageData = Data(page), signInData = Data(SampleResponses.signIn), checkData = Data(SampleResponses.check)
    guard try UsersPage(json: page).isWhole, try UsersPage(json: oddPage).isWhole,
        try decoder.decode(UsersPageTwin.self, from: pageData).isWhole
    else { throw DescopeError(.argument, message: "benchmark: expected every user of the page to be read") }

    return [
        Case("JSONDecoder, page of users") {
            (try? decoder.decode(UsersPageTwin.self, from: pageData))?.isWhole == true
        },
        Case("page of users", against: "JSONDecoder, page of users", goal: "at least 8") {
            (try? UsersPage(json: page))?.isWhole == true
        },
        Case("page with odd members", against: "page of users", goal: "at least 0.5") {
            (try? UsersPage(json: oddPage))?.isWhole == true
        },
        Case("JSONDecoder, sign-in") {
            (try? decoder.decode(SignInTwin.self, from: signInData))?.user?.loginIds.count == 1
        },
        Case("sign-in", against: "JSONDecoder, sign-in", goal: "at least 8") {
            (try? SignInResponse(json: SampleResponses.signIn))?.user?.loginIds.count == 1
        },
        Case("JSONDecoder, check") {
            (try? decoder.decode(CheckTwin.self, from: checkData))?.tuples.first?.allowed == true
        },
        Case("check", against: "JSONDecoder, check", goal: "at least 8") {
            (try? CheckResponse(json: SampleResponses.check))?.tuples.first?.allowed == true
        },
    ] + (try bodyCases())
}

private func bodyCases() throws -> [Case] {
    let text =
        #"{"customAttributes":{"level":3,"plan":"pro"},"email":"ada@example.com","loginId":"ada@example.com","#
        + #""name":"Ada Lovelace","password":"correct horse battery staple","phone":"+491701234567","#
        + #""roleNames":["Tenant Admin","Editor"],"verifiedEmail":true}"#
    let body = try NewUser(json: Array(text.utf8))
    let twin = try JSONDecoder().decode(NewUserTwin.self, from: Data(text.utf8))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let count = text.utf8.count
    guard body.json == Array(text.utf8), try encoder.encode(twin) == Data(text.utf8) else {
        throw DescopeError(.argument, message: "benchmark: expected both bodies to be the same")
    }
    return [
        Case("JSONEncoder, body") { (try? encoder.encode(twin))?.count == count },
        Case("body", against: "JSONEncoder, body", goal: "at least 6") { body.json.count == count },
    ]
}

// MARK: - What is read and written

/// A page of users, as a search returns it.
struct UsersPage: JSONModel {
    var users: [UserProfile] = []
    var total = 0

    static let members = Members(Self()) {
        $0("users", \.users)
        $0("total", \.total)
    }

    var isWhole: Bool {
        users.count == SamplePage.count && total == SamplePage.count && users.allSatisfy { $0.loginIds.count == 1 }
    }
}

private struct CheckResponse: JSONModel {
    struct Tuple: JSONModel {
        var allowed = false
        var info = Info()

        static let members = Members(Self()) {
            $0("allowed", \.allowed)
            $0("info", \.info, required: false)
        }
    }

    struct Info: JSONModel {
        var direct = false
        var depth: Int?

        static let members = Members(Self()) {
            $0("direct", \.direct)
            $0("depth", \.depth)
        }
    }

    var tuples: [Tuple] = []

    static let members = Members(Self()) { $0("tuples", \.tuples) }
}

private struct NewUser: JSONModel {
    var loginId = ""
    var email: String?
    var phone: String?
    var name: String?
    var roleNames: [String] = []
    var customAttributes: [String: JSONValue] = [:]
    var verifiedEmail = false
    var password: Secret?

    static let members = Members(Self()) {
        $0("loginId", \.loginId)
        $0("email", \.email)
        $0("phone", \.phone)
        $0("name", \.name)
        $0("roleNames", \.roleNames)
        $0("customAttributes", \.customAttributes)
        $0("verifiedEmail", \.verifiedEmail)
        $0("password", \.password)
    }
}

// MARK: - The same for Foundation's coders

struct UsersPageTwin: Decodable {
    let users: [UserTwin]
    let total: Int

    var isWhole: Bool {
        users.count == SamplePage.count && total == SamplePage.count && users.allSatisfy { $0.loginIds.count == 1 }
    }
}

struct UserTwin: Decodable {
    struct Tenant: Decodable {
        let tenantId: String
        let tenantName: String?
        let roleNames: [String]
        let permissions: [String]
    }

    struct Status: RawRepresentable, Decodable { let rawValue: String }

    let userId: String?
    let loginIds: [String]
    let email: String?
    let verifiedEmail: Bool
    let phone: String?
    let verifiedPhone: Bool
    let name: String?
    let givenName: String?
    let middleName: String?
    let familyName: String?
    let picture: String?
    let roleNames: [String]
    let permissions: [String]
    let userTenants: [Tenant]
    let status: Status?
    let test: Bool
    let customAttributes: [String: JSONValue]
    let TOTP: Bool
    let SAML: Bool
    let SCIM: Bool
    let OIDC: Bool
    let OAuth: [String: Bool]
    let webauthn: Bool
    let password: Bool
    let push: Bool
    let ssoAppIds: [String]
    let externalIds: [String]
    let editable: Bool
    let createdTime: Date?
    let modifiedTime: Date?
}

private struct SignInTwin: Decodable {
    let sessionJwt: String
    let refreshJwt: String?
    let user: UserTwin?
    let firstSeen: Bool?
    let sessionExpiration: Date?
    let cookieDomain: String?
    let cookiePath: String?
    let cookieMaxAge: Int?
    let cookieExpiration: Int?
}

private struct CheckTwin: Decodable {
    struct Tuple: Decodable {
        let allowed: Bool
        let info: Info
    }

    struct Info: Decodable {
        let direct: Bool
        let depth: Int?
    }

    let tuples: [Tuple]
}

private struct NewUserTwin: Codable {
    let loginId: String
    let email: String?
    let phone: String?
    let name: String?
    let roleNames: [String]
    let customAttributes: [String: JSONValue]
    let verifiedEmail: Bool
    let password: String?
}
