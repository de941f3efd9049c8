import DescopeCore
import DescopeModels
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct UserProfileTests {
    private static let full = """
        {"userId":"U2ada","loginIds":["ada@example.com","+12025550143"],"email":"ada@example.com","verifiedEmail":true,
        "phone":"+12025550143","verifiedPhone":true,"name":"Ada Lovelace","givenName":"Ada","middleName":"King",
        "familyName":"Lovelace","picture":"https://example.com/ada.png","roleNames":["Admin"],"permissions":["read"],
        "userTenants":[{"tenantId":"acme","tenantName":"Acme","roleNames":["editor"],"permissions":["write"]},{"tenantId":"bare"}],
        "status":"enabled","test":true,"customAttributes":{"plan":"pro","seats":25,"tags":["a",null]},
        "TOTP":true,"SAML":true,"SCIM":true,"OIDC":true,"OAuth":{"google":true,"github":false},"webauthn":true,"password":true,
        "push":true,"ssoAppIds":["app"],"externalIds":["x1"],"editable":true,"createdTime":1700000000,"modifiedTime":1700000600,
        "consentExpiration":1700001000,"recoveryEmail":"r@example.com","verifiedRecoveryEmail":true,
        "recoveryPhone":"+12025550199","verifiedRecoveryPhone":true,"dependent":true,
        "userFamilies":[{"familyId":"smiths","roleNames":["parent"]}],"tempLockExpiration":1700002000}
        """

    @Test("a full answer, in the service's own spellings")
    func everything() throws {
        let user = try decode(UserProfile.self, Self.full)
        #expect(user.userId == "U2ada")
        #expect(user.loginIds == ["ada@example.com", "+12025550143"])
        #expect(user.email == "ada@example.com")
        #expect(user.phone == "+12025550143")
        #expect(
            [user.name, user.givenName, user.middleName, user.familyName] == [
                "Ada Lovelace", "Ada", "King", "Lovelace",
            ]
        )
        #expect(user.picture == "https://example.com/ada.png")
        #expect(user.roleNames == ["Admin"])
        #expect(user.permissions == ["read"])
        #expect(user.userTenants.map(\.tenantId) == ["acme", "bare"])
        #expect(user.userTenants.map(\.tenantName) == ["Acme", nil])
        #expect(user.userTenants.map(\.roleNames) == [["editor"], []])
        #expect(user.userTenants.map(\.permissions) == [["write"], []])
        #expect(user.status == .enabled)
        #expect(user.customAttributes == ["plan": "pro", "seats": 25, "tags": ["a", nil]])
        #expect(user.oauth == ["google": true, "github": false])
        #expect(user.ssoAppIds == ["app"])
        #expect(user.externalIds == ["x1"])
        #expect(user.createdAt == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(user.modifiedAt == Date(timeIntervalSince1970: 1_700_000_600))
    }

    @Test("each flag has its own member, and no other turns it on")
    func flags() throws {
        let flags: [(String, (UserProfile) -> Bool)] = [
            ("verifiedEmail", { $0.verifiedEmail }), ("verifiedPhone", { $0.verifiedPhone }), ("test", { $0.test }),
            ("TOTP", { $0.totp }), ("SAML", { $0.saml }), ("SCIM", { $0.scim }), ("OIDC", { $0.oidc }),
            ("webauthn", { $0.webauthn }), ("password", { $0.password }), ("push", { $0.push }),
            ("editable", { $0.editable }),
        ]
        let full = try #require(decode(JSONValue.self, Self.full).objectValue)
        for (member, flag) in flags {
            #expect(flag(try decode(UserProfile.self, encode([member: true]))), "\(member)")
            #expect(!flag(try decode(UserProfile.self, encode([member: false]))), "\(member)")
            #expect(!flag(try decode(UserProfile.self, encode(full.filter { $0.key != member }))), "\(member)")
        }
    }

    @Test("nothing said, and null everywhere, read alike")
    func nothing() throws {
        let empty = try decode(UserProfile.self, "{}")
        #expect(empty.userId == nil)
        #expect(
            empty.loginIds.isEmpty && empty.roleNames.isEmpty && empty.permissions.isEmpty && empty.userTenants.isEmpty
        )
        #expect(empty.status == nil)
        #expect(empty.customAttributes.isEmpty && empty.oauth.isEmpty)
        #expect(empty.createdAt == nil && empty.modifiedAt == nil)

        let members = try #require(decode(JSONValue.self, Self.full).objectValue).mapValues { _ in JSONValue.null }
        #expect(try decode(UserProfile.self, encode(members)) == empty)
        let tenant = try decode(
            UserTenant.self,
            #"{"tenantId":"t","tenantName":null,"roleNames":null,"permissions":null}"#
        )
        #expect(tenant.roleNames.isEmpty && tenant.permissions.isEmpty)
    }

    @Test("what the service adds one day does no harm")
    func unknown() throws {
        let user = try decode(
            UserProfile.self,
            #"{"userId":"U1","status":"frozen","hologram":{"a":[1,{}]},"userTenants":[{"tenantId":"t","rank":1}]}"#
        )
        #expect(user.userId == "U1")
        #expect(user.status == UserProfile.Status(rawValue: "frozen"))
        #expect(user.status != .disabled)
    }

    @Test("written and read again it is the same, under the service's names")
    func roundTrip() throws {
        let user = try decode(UserProfile.self, Self.full)
        let json = try encode(user)
        #expect(try decode(UserProfile.self, json) == user)
        let (members, original) = (
            try decode(JSONValue.self, json).objectValue, try decode(JSONValue.self, Self.full).objectValue
        )
        #expect(members?.keys.sorted() == original?.keys.sorted())
        for name in ["TOTP", "OAuth", "status", "createdTime", "customAttributes"] {
            #expect(members?[name] == original?[name])
        }
    }
}
