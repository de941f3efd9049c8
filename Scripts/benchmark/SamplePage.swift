/// 10,000 users in one response, some 6 MB: the same bytes each time.
enum SamplePage {
    static let count = 10_000

    /// The response's body.
    ///
    /// - Parameter hasOddMembers: Whether each user has a member that the SDK does not expect: a number for a string,
    ///   null, or a status that it does not know.
    static func text(hasOddMembers: Bool = false) -> [UInt8] {
        var ids = SampleIds()
        var text = Array(#"{"users":["#.utf8)
        for number in 0..<count {
            if number > 0 { text.append(UInt8(ascii: ",")) }
            text += SampleUser(number, &ids).text(hasOddMember: hasOddMembers).utf8
        }
        text += #"],"total":\#(count)}"#.utf8
        return text
    }
}

/// A user's members as the service writes them.
private struct SampleUser {
    private static let givenNames = [
        "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Zoë", "Jürgen", "Noemi", "Søren", "Mary", "美咲",
    ]
    private static let familyNames = [
        "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Müller", "Nielsen", "Torvalds", "高橋",
    ]

    private let number: Int
    private let userId: String
    private let tenantId: String

    init(_ number: Int, _ ids: inout SampleIds) {
        self.number = number
        userId = "U2" + ids.next()
        tenantId = "T2" + ids.next()
    }

    func text(hasOddMember: Bool) -> String {
        let given = Self.givenNames[number * 7 % 12]
        let family = Self.familyNames[number * 3 % 10]
        let odd = hasOddMember ? number % 3 : 3
        let status = odd == 2 ? "hibernating" : ["enabled", "enabled", "disabled", "invited"][number % 4]
        let name = odd == 0 ? "\(number)" : #""\#(given) \#(family)""#
        let phone = number % 3 == 0 ? #""+4917\#(10_000_000 + number)""# : #""""#
        let verifiedEmail = odd == 1 ? "null" : "true"
        let roles = number % 4 == 0 ? #""Tenant Admin""# : ""
        let tenant =
            #"{"tenantId":"\#(tenantId)","tenantName":"Acme Corporation","roleNames":["Editor"],"permissions":[]}"#
        let picture = number % 5 == 0 ? "https://img.example.com/a/\(number).png" : ""
        let attributes = number % 2 == 0 ? #""level":\#(number % 7),"plan":"pro","score":\#(number).125"# : ""
        return #"{"loginIds":["user\#(number)@example.com"],"userId":"\#(userId)","name":\#(name),"#
            + #""email":"user\#(number)@example.com","phone":\#(phone),"verifiedEmail":\#(verifiedEmail),"#
            + #""verifiedPhone":\#(number % 3 == 0),"roleNames":[\#(roles)],"#
            + #""userTenants":[\#(number % 2 == 0 ? tenant : "")],"status":"\#(status)","externalIds":[],"#
            + #""picture":"\#(picture)","test":false,"customAttributes":{\#(attributes)},"#
            + #""createdTime":\#(1_700_000_000 + number),"modifiedTime":\#(1_710_000_000 + number),"#
            + #""TOTP":\#(number % 6 == 0),"SAML":false,"OAuth":{\#(number % 5 == 0 ? #""google":true"# : "")},"#
            + #""webauthn":\#(number % 10 == 0),"password":true,"ssoAppIds":[],"givenName":"\#(given)","#
            + #""middleName":"","familyName":"\#(family)","editable":true,"SCIM":false,"push":false,"#
            + #""permissions":[],"OIDC":false,"consentExpiration":0}"#
    }
}

/// Ids that look as the service's do, the same ones in each run.
struct SampleIds {
    private var state: UInt64 = 7
    private static let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789".utf8)

    mutating func next() -> String {
        let bytes = (0..<25).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Self.letters[Int(state >> 33) % Self.letters.count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Shorter responses.
enum SampleResponses {
    /// Some 1 KB: two tokens and a user.
    static let signIn: [UInt8] = {
        let parts = [
            "eyJhbGciOiJSUzI1NiJ9", String(repeating: "Abc3", count: 30), String(repeating: "x-_9", count: 20),
        ]
        let token = parts.joined(separator: ".")
        let user =
            #"{"loginIds":["ada@example.com"],"userId":"U2bench0000000000000000000001","name":"Ada Lovelace","#
            + #""email":"ada@example.com","phone":"","verifiedEmail":true,"verifiedPhone":false,"roleNames":[],"#
            + #""userTenants":[],"status":"enabled","externalIds":[],"picture":"","test":false,"#
            + #""customAttributes":{},"createdTime":1700000000,"TOTP":false,"SAML":false,"OAuth":{},"#
            + #""webauthn":false,"password":true,"ssoAppIds":[],"editable":true,"SCIM":false,"push":false,"#
            + #""permissions":[],"OIDC":false}"#
        let text =
            #"{"sessionJwt":"\#(token)","refreshJwt":"\#(token)","cookieDomain":"","cookiePath":"/","#
            + #""cookieMaxAge":2419199,"cookieExpiration":1713000000,"user":\#(user),"firstSeen":true,"#
            + #""sessionExpiration":1700003600}"#
        return Array(text.utf8)
    }()

    /// 62 bytes: whether one relation holds.
    static let check = Array(#"{"tuples":[{"allowed":true,"info":{"direct":true,"depth":1}}]}"#.utf8)
}
