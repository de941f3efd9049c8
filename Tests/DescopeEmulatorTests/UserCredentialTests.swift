import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What management does to the ways in which users sign in.
@Suite struct UserCredentialTests {
    static let ada = "ada@example.com"
    static let password = "Correct+horse1"

    let project: Project

    init() throws {
        project = try Project()
        try project.backend.addUser(Self.ada)
    }

    private func edit(_ path: String, _ members: [String: JSONValue] = [:]) async throws -> Answer {
        let body = members.merging(["loginId": .string(Self.ada)]) { $1 }
        return try await project.manage("/v1/mgmt/user/\(path)", .object(body))
    }

    private func signIn(_ password: String = password, _ loginId: String = ada) async throws -> Answer {
        let body: JSONValue = ["loginId": .string(loginId), "password": .string(password)]
        return try await project.post("/v1/auth/password/signin", body)
    }

    private func user() async throws -> JSONValue? {
        try await project.load("/v1/mgmt/user", "loginId", Self.ada).body["user"]
    }

    // MARK: - Passwords

    @Test(
        "an active password signs in at once, a temporary one once it is replaced",
        arguments: [
            ("set/active", nil, true), ("set/active", true, true), ("set/temporary", nil, false),
            ("set/temporary", false, false), ("set", nil, false), ("set", true, true),
        ] as [(String, Bool?, Bool)]
    )
    func passwords(_ path: String, _ setActive: Bool?, _ isActive: Bool) async throws {
        let members: [String: JSONValue] = ["password": "simple", "setActive": setActive.map(JSONValue.bool) ?? .null]
        #expect(try await edit("password/\(path)", members).body == [:])
        #expect(try await user()?["password"] == true)
        #expect(try await signIn("simple").errorCode == (isActive ? nil : "E062909"))
        let replace: JSONValue = [
            "loginId": .string(Self.ada), "oldPassword": "simple", "newPassword": .string(Self.password),
        ]
        #expect(try await project.post("/v1/auth/password/replace", replace).status == 200)
        #expect(try await signIn().status == 200)
    }

    @Test("an expired password is replaced before the next sign-in")
    func expire() async throws {
        _ = try await edit("password/set/active", ["password": .string(Self.password)])
        let session = try await signIn()
        #expect(try await edit("password/expire").body == [:])
        #expect(try await signIn().errorCode == "E062909")
        #expect(try await signIn("wrong").status == 401)
        // What is there already goes on.
        #expect(try await project.post("/v1/auth/refresh", token: session.refreshJwt).status == 200)
        let update: JSONValue = ["loginId": .string(Self.ada), "newPassword": "Another+horse1"]
        #expect(try await project.post("/v1/auth/password/update", update, token: session.refreshJwt).status == 200)
        #expect(try await signIn("Another+horse1").status == 200)
    }

    /// Hashes of ``password``, made with Python's hashlib.
    static let checkedHashes: [JSONValue] = [
        [
            "pbkdf2": [
                "hash": "EZHErmdKTjVKHoYvMSTwyw==", "salt": "MDEyMzQ1Njc4OWFiY2RlZg==", "iterations": 1000,
                "type": "sha1",
            ]
        ],
        [
            "pbkdf2": [
                "hash": "4RSOjEDjernWVr5BDKvWz+c6P6/GKQ337ndZkHEttqUelotC8cJpdsEiGULGM24bso0nqp7j0vMWMuDMAy47JA==",
                "salt": "c2FsdA==", "iterations": 10, "type": "sha512",
            ]
        ],
        ["sha": ["hash": "e79c5da8197af14ae092c2b02c4f4c69b4ae2e013999ed28e50cc93eef3334b3", "type": "sha256"]],
        ["sha": ["hash": "D03140B49CAAF153D0D8327435BFD64D9415EC0B", "salt": "00ff10", "type": "sha1"]],
        ["django": ["hash": "pbkdf2_sha256$1000$NaCl$jUjIOoX1G9h+K8i4NvkwFHpCupWmH99t28Dn61t7KZE="]],
    ]

    private func create(_ members: [String: JSONValue]) async throws -> JSONValue {
        let user = members.merging(["loginId": "bob", "name": "Bob"]) { $1 }
        let body: JSONValue = ["users": [.object(user)], "invite": false]
        return try await project.manage("/v1/mgmt/user/create/batch", body).body
    }

    @Test("a user of a batch signs in with the password of an imported hash", arguments: checkedHashes)
    func hashed(_ hash: JSONValue) async throws {
        #expect(try await create(["hashedPassword": hash])["createdUsers"]?[0]?["password"] == true)
        #expect(try await signIn("Correct+horse2", "bob").status == 401)
        let signedIn = try await signIn(Self.password, "bob")
        #expect(signedIn.body["user"]?["name"] == "Bob")
    }

    @Test("a user of a batch signs in with a clear password, and with a code of an imported seed")
    func clear() async throws {
        let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        let made = try await create(["password": "simple", "seed": .string(seed)])["createdUsers"]?[0]
        #expect((made?["password"], made?["TOTP"], made?["status"]) == (true, true, "invited"))
        #expect(try await signIn("simple", "bob").status == 200)
        let code = try AuthenticatorApp(key: seed, clock: project.clock).code()
        let verify: JSONValue = ["loginId": "bob", "code": .string(code.reveal())]
        #expect(try await project.post("/v1/auth/totp/verify", verify).status == 200)
    }

    @Test(
        "other hashes are kept, and refused by their name when the user signs in",
        arguments: [
            ["bcrypt": ["hash": "$2a$10$abc"]], ["md5": ["hash": "00"]], ["bach": ["hash": "a", "key": "b"]],
            ["argon2": ["hash": "AA==", "salt": "AA==", "iterations": 1, "memory": 1, "threads": 1]],
            [
                "firebase": [
                    "hash": "AA==", "salt": "AA==", "saltSeparator": "AA==", "signerKey": "AA==", "memory": 1,
                    "rounds": 1,
                ]
            ],
            ["phpass": ["hash": "a", "salt": "b", "iterations": 1, "type": "md5"]], ["django": ["hash": "argon2$x"]],
            ["buddyauth": ["hash": "bcrypt+sha512$x"]],
        ] as [JSONValue]
    )
    func unchecked(_ hash: JSONValue) async throws {
        #expect(try await create(["hashedPassword": hash])["createdUsers"]?[0]?["password"] == true)
        let refused = try await signIn(Self.password, "bob")
        let name = try #require(hash.objectValue?.keys.first)
        #expect(refused.body["errorMessage"]?.stringValue?.contains("hashed with \(name) is not emulated") == true)
        // A password of the project's own replaces it.
        let body: JSONValue = ["loginId": "bob", "password": .string(Self.password)]
        #expect(try await project.manage("/v1/mgmt/user/password/set/active", body).status == 200)
        #expect(try await signIn(Self.password, "bob").status == 200)
    }

    @Test(
        "malformed credentials of a batch make no user",
        arguments: [
            ["hashedPassword": [:]], ["seed": "1"], ["password": "a", "hashedPassword": ["md5": ["hash": "00"]]],
            ["hashedPassword": ["md5": ["hash": "00"], "bcrypt": ["hash": "a"]]],
            ["hashedPassword": ["sha": ["hash": "00", "type": "sha1"]]],
            ["hashedPassword": ["sha": ["hash": "xx", "type": "sha1"]]],
            ["hashedPassword": ["sha": ["hash": "00", "type": "md5"]]],
            [
                "hashedPassword": [
                    "pbkdf2": ["hash": "AA==", "salt": "AA==", "iterations": 2_000_000_000, "type": "sha1"]
                ]
            ],
            ["hashedPassword": ["pbkdf2": ["hash": "", "salt": "AA==", "iterations": 1, "type": "sha1"]]],
            ["hashedPassword": ["django": ["hash": "pbkdf2_sha256$x"]]],
        ] as [[String: JSONValue]]
    )
    func malformed(_ members: [String: JSONValue]) async throws {
        let answer = try await create(members)
        #expect((answer["createdUsers"] ?? []) == [] && answer["failedUsers"] != [])
        #expect(project.backend.loginIds == [Self.ada])
    }

    // MARK: - Authenticator apps, recovery codes, devices

    @Test("an authenticator app and recovery codes that were removed do not sign in")
    func removed() async throws {
        let (token, id) = (try await project.signIn().refreshJwt, JSONValue.string(Self.ada))
        let setup = try await project.post("/v1/auth/totp/update", ["loginId": id], token: token)
        let app = try AuthenticatorApp(key: setup.body["key"]?.stringValue ?? "", clock: project.clock)
        let codes = try await project.post("/v1/auth/recovery-codes", ["loginId": id], token: token)
        let verify: JSONValue = ["loginId": id, "code": .string(try app.code().reveal())]
        let recover: JSONValue = ["loginId": id, "code": codes.body["codes"]?[0]?["code"] ?? .null]
        for (path, signIn, body) in [
            ("totp/delete", "totp/verify", verify), ("recovery-codes/delete", "recovery-codes/signin", recover),
        ] {
            #expect(try await edit(path).body == [:])
            #expect(try await project.post("/v1/auth/\(signIn)", body).status == 401)
        }
        #expect(try await user()?["TOTP"] == false)
    }

    @Test("trusted devices are listed until they expire or are removed")
    func devices() async throws {
        let id = try project.backend.addTrustedDevice("laptop", of: Self.ada)
        try project.backend.addTrustedDevice("phone", of: Self.ada, for: .seconds(60))
        try project.backend.addUser("bob")
        func list(_ ids: JSONValue) async throws -> Answer {
            try await project.manage("/v1/mgmt/user/trusteddevices/list", ["identifiers": ids])
        }
        let devices = try await list([.string(Self.ada), "bob"]).body["devices"]
        #expect(devices?.arrayValue?.compactMap { $0["name"] } == ["laptop", "phone"])
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(
            (devices?[1]?["lastLoginTime"], devices?[1]?["expirationTime"]) == (
                .string("\(now)"), .string("\(now + 60)")
            )
        )
        project.clock.advance(by: .seconds(60))
        #expect(try await list([.string(Self.ada)]).body["devices"]?.arrayValue?.count == 1)
        for (loginId, status) in [("bob", 400), (Self.ada, 200), (Self.ada, 400)] {
            let body: JSONValue = ["identifier": .string(loginId), "deviceIds": [.string(id)]]
            #expect(try await project.manage("/v1/mgmt/user/trusteddevices/remove", body).status == status)
        }
        #expect(try await list([.string(Self.ada)]).body["devices"] == [])
        #expect(try await list(["nobody"]).status == 400)
        #expect(try await list([]).status == 400)
    }

    // MARK: - Passkeys

    private func passkey(_ authenticator: TestAuthenticator) async throws {
        let token = try await project.signIn().refreshJwt
        let page: JSONValue = ["loginId": .string(Self.ada), "origin": "https://app.example.com"]
        let start = try await project.post("/v1/auth/webauthn/update/start", page, token: token)
        let options = start.body["options"]?.stringValue ?? ""
        let response = try authenticator.create(options, origin: "https://app.example.com")
        let finish: JSONValue = [
            "transactionId": start.body["transactionId"] ?? .null, "response": .string(response.reveal()),
        ]
        #expect(try await project.post("/v1/auth/webauthn/update/finish", finish).status == 200)
    }

    @Test("passkeys are listed, and removed by id or all of them")
    func passkeys() async throws {
        for _ in 0..<3 { try await passkey(TestAuthenticator()) }
        let list = try await edit("passkeys/list").body["passkeys"]
        #expect(list?.arrayValue?.count == 3)
        #expect(list?[0]?.objectValue?.keys.sorted() == ["createdTime", "displayName", "id", "kind", "rpId"])
        #expect(list?[0]?["rpId"] == "app.example.com")
        #expect(list?[0]?["createdTime"] == .int(Int64(project.clock.now.timeIntervalSince1970)))
        let id = try #require(list?[0]?["id"])
        try project.backend.addUser("bob")
        let others: JSONValue = ["loginId": "bob", "credentialId": id]
        #expect(try await project.manage("/v1/mgmt/user/passkey/delete", others).status == 400)
        #expect(try await edit("passkey/delete", ["credentialId": id]).body == [:])
        #expect(try await edit("passkey/delete", ["credentialId": id]).status == 400)
        #expect(try await edit("passkeys/list").body["passkeys"]?.arrayValue?.count == 2)
        #expect(try await edit("passkeys/delete").body == [:])
        #expect(try await edit("passkeys/list").body["passkeys"] == [])
        #expect(try await user()?["webauthn"] == false)
    }

    /// A COSE key for ES256: the base point of P-256, which is on the curve.
    private static let coseKey =
        "pQECAyYgASFYIGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU="

    @Test("passkeys are imported from another project or service")
    func imported() async throws {
        let own: JSONValue = [
            "descope": [
                "credentialId": "AQID", "rpId": "app.example.com", "publicKey": .string(Self.coseKey),
                "transports": ["usb"],
            ]
        ]
        let other: JSONValue = [
            "auth0": ["keyId": "BAUG", "rpId": "app.example.com", "publicKey": .string(Self.coseKey)]
        ]
        #expect(try await edit("passkeys/import", ["devices": [own, other]]).body == [:])
        let list = try await edit("passkeys/list").body["passkeys"]
        #expect(list?.arrayValue?.compactMap { $0["id"] } == ["AQID", "BAUG"])
        // The credentials can be asked for in a sign-in.
        let page: JSONValue = ["loginId": .string(Self.ada), "origin": "https://app.example.com"]
        #expect(try await project.post("/v1/auth/webauthn/signin/start", page).status == 200)
        for device: JSONValue in [
            own, [:], ["descope": ["credentialId": "!", "rpId": "a", "publicKey": .string(Self.coseKey)]],
            ["descope": ["credentialId": "AQIE", "rpId": "a", "publicKey": "AA=="]],
            ["auth0": ["keyId": "AQIE", "rpId": "a", "publicKey": .string(Self.coseKey), "userHandle": "a"]],
        ] {
            #expect([400, 401].contains(try await edit("passkeys/import", ["devices": [device]]).status), "\(device)")
        }
        #expect(try await edit("passkeys/list").body["passkeys"] == list)
    }

    @Test("an imported passkey signs in, also one that Auth0 lists as backed up", arguments: [false, true])
    func importedSignsIn(_ isOfAuth0: Bool) async throws {
        let (authenticator, origin) = (TestAuthenticator(isSynced: isOfAuth0), "https://app.example.com")
        let token = try await project.signIn().refreshJwt
        let page: JSONValue = ["loginId": .string(Self.ada), "origin": .string(origin)]
        let start = try await project.post("/v1/auth/webauthn/update/start", page, token: token)
        let made = try authenticator.create(start.body["options"]?.stringValue ?? "", origin: origin).reveal()
        let credential = try JSONReader.parse(Array(made.utf8))
        let object = Base64URL.decode(credential["response"]?["attestationObject"]?.stringValue ?? "") ?? []
        // The last part of the attestation object, an ES256 key of 77 bytes.
        let key = Data(object.suffix(77)).base64EncodedString()
        let (id, site, publicKey) = (credential["id"] ?? .null, JSONValue("app.example.com"), JSONValue.string(key))
        let device: JSONValue =
            isOfAuth0
            ? [
                "auth0": [
                    "keyId": id, "rpId": site, "publicKey": publicKey, "credentialDeviceType": "multi_device",
                    "credentialBackedUp": true,
                ]
            ] : ["descope": ["credentialId": id, "rpId": site, "publicKey": publicKey]]
        #expect(try await edit("passkeys/import", ["devices": [device]]).status == 200)

        let signIn = try await project.post("/v1/auth/webauthn/signin/start", page)
        let used = try authenticator.get(signIn.body["options"]?.stringValue ?? "", origin: origin)
        let finish: JSONValue = [
            "transactionId": signIn.body["transactionId"] ?? .null, "response": .string(used.reveal()),
        ]
        let signedIn = try await project.post("/v1/auth/webauthn/signin/finish", finish)
        #expect(signedIn.body["user"]?["loginIds"] == [.string(Self.ada)])
    }

    /// Exports a passkey that a user of another project has registered: its id, its key and its user handle.
    private func exported(_ authenticator: TestAuthenticator) async throws -> (
        id: JSONValue, key: JSONValue, handle: JSONValue
    ) {
        let (other, origin) = (try Project(), "https://app.example.com")
        let token = try await other.signIn(Self.ada)
        let page: JSONValue = ["loginId": .string(Self.ada), "origin": .string(origin)]
        let start = try await other.post("/v1/auth/webauthn/update/start", page, token: token.refreshJwt)
        let made = try authenticator.create(start.body["options"]?.stringValue ?? "", origin: origin).reveal()
        let credential = try JSONReader.parse(Array(made.utf8))
        let object = Base64URL.decode(credential["response"]?["attestationObject"]?.stringValue ?? "") ?? []
        let userId = token.body["user"]?["userId"]?.stringValue ?? ""
        return (
            credential["id"] ?? .null, .string(Data(object.suffix(77)).base64EncodedString()),
            .string(Base64URL.encode(Array(userId.utf8)))
        )
    }

    @Test(
        "a passkey of another project keeps its user handle",
        arguments: [
            // Without a known handle the request has to name the user.
            ("none", true, 200), ("none", false, 401), ("own", true, 200), ("own", false, 200),
            ("other", true, 401), ("other", false, 401),
        ]
    )
    func otherHandle(_ handle: String, _ namesUser: Bool, _ status: Int) async throws {
        let (authenticator, origin) = (TestAuthenticator(), JSONValue("https://app.example.com"))
        let (id, key, own) = try await exported(authenticator)
        var members: [String: JSONValue] = ["rpId": "app.example.com", "publicKey": key]
        switch handle {
        case "none": members["credentialId"] = id
        case "own": (members["keyId"], members["userHandle"]) = (id, own)
        default: (members["keyId"], members["userHandle"]) = (id, "AQID")
        }
        let device: JSONValue = .object([handle == "none" ? "descope" : "auth0": .object(members)])
        #expect(try await edit("passkeys/import", ["devices": [device]]).status == 200)
        let page: JSONValue = namesUser ? ["loginId": .string(Self.ada), "origin": origin] : ["origin": origin]
        let start = try await project.post("/v1/auth/webauthn/signin/start", page).body
        let used = try authenticator.get(start["options"]?.stringValue ?? "", origin: origin.stringValue ?? "")
        let finish: JSONValue = [
            "transactionId": start["transactionId"] ?? .null, "response": .string(used.reveal()),
        ]
        #expect(try await project.post("/v1/auth/webauthn/signin/finish", finish).status == status)
    }

    // MARK: - Provider tokens

    @Test("the tokens of a provider's account stay the same until they expire, or a fresh one is asked for")
    func providerToken() async throws {
        let signedIn = try await project.oauthSignIn(Identity(email: "eve@example.com", subject: "1815"))
        #expect(signedIn.status == 200)
        func load(_ loginId: String, _ more: [APIQueryItem] = []) async throws -> Answer {
            try await project.send(
                .get,
                "/v1/mgmt/user/provider/token",
                bearer: StrictnessTests.management,
                query: [APIQueryItem("loginId", loginId), APIQueryItem("provider", "google")] + more
            )
        }
        let first = try await load("eve@example.com")
        #expect(
            (first.body["providerUserId"], first.body["provider"], first.body["refreshToken"]) == ("1815", "google", "")
        )
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(first.body["expiration"] == .int(now + 3600))
        let withRefresh = try await load("eve@example.com", [APIQueryItem("withRefreshToken", "true")])
        #expect(withRefresh.body["accessToken"] == first.body["accessToken"])
        #expect(withRefresh.body["refreshToken"]?.stringValue?.isEmpty == false)
        let forced = try await load("eve@example.com", [APIQueryItem("forceRefresh", "true")])
        #expect(forced.body["accessToken"] != first.body["accessToken"])
        project.clock.advance(by: .seconds(3600))
        #expect(try await load("eve@example.com").body["accessToken"] != forced.body["accessToken"])
        #expect(try await load(Self.ada).status == 400)
    }

    // MARK: - Embedded links and logging out

    @Test("an embedded link signs in its user once, until it expires")
    func embeddedLink() async throws {
        let verify = "/v1/auth/magiclink/verify"
        let link = try await edit("signin/embeddedlink", ["customClaims": ["plan": "gold"], "timeout": 0]).body
        #expect((link["maskedEmail"], link["maskedPhone"]) == ("a***@example.com", ""))
        let token = try #require(link["token"])
        let signedIn = try await project.post(verify, ["token": token])
        #expect(signedIn.body["user"]?["loginIds"] == [.string(Self.ada)])
        #expect(try signedIn.claims["nsec"] == ["plan": "gold"])
        #expect(try await project.post(verify, ["token": token]).status == 401)

        let short = try #require(try await edit("signin/embeddedlink", ["timeout": 5]).body["token"])
        project.clock.advance(by: .seconds(5))
        #expect(try await project.post(verify, ["token": short]).status == 401)
        let ofDeleted = try #require(try await edit("signin/embeddedlink").body["token"])
        #expect(try await edit("delete").status == 200)
        #expect(try await project.post(verify, ["token": ofDeleted]).status == 401)
        #expect(try await edit("signin/embeddedlink").errorCode == "E112102")
    }

    @Test("an embedded link for a sign-up makes its user when it is verified")
    func signUpLink() async throws {
        let body: JSONValue = [
            "loginId": "bob", "user": ["name": "Bob", "email": "bob@example.com", "phone": "+15555550123"],
            "emailVerified": true, "phoneVerified": false, "timeout": 300,
            "loginOptions": ["customClaims": ["signup": true]],
        ]
        func newToken() async throws -> JSONValue {
            try #require(try await project.manage("/v1/mgmt/user/signup/embeddedlink", body).body["token"])
        }
        let (first, second) = (try await newToken(), try await newToken())
        #expect(project.backend.loginIds == [Self.ada])
        let signedIn = try await project.post("/v1/auth/magiclink/verify", ["token": first])
        #expect(try signedIn.claims["signup"] == true)
        let user = signedIn.body["user"]
        #expect((user?["name"], user?["verifiedEmail"], user?["verifiedPhone"]) == ("Bob", true, false))
        #expect((user?["status"], signedIn.body["firstSeen"]) == ("enabled", true))
        #expect(try await project.post("/v1/auth/magiclink/verify", ["token": second]).errorCode == "E062107")
        #expect(try await project.manage("/v1/mgmt/user/signup/embeddedlink", body).errorCode == "E062107")
    }

    @Test("logging out ends a user's sessions: all of them, or those of a type")
    func logOut() async throws {
        let typed: JSONValue = [
            "loginId": "bob@example.com", "emailVerified": true, "loginOptions": ["customClaims": ["dtt": "kiosk"]],
        ]
        let link = try await project.manage("/v1/mgmt/user/signup/embeddedlink", typed).body["token"] ?? .null
        let kiosk = try await project.post("/v1/auth/magiclink/verify", ["token": link]).refreshJwt
        let (plain, adas) = (
            try await project.signIn("bob@example.com").refreshJwt, try await project.signIn().refreshJwt
        )
        func live() async throws -> [Bool] {
            var live: [Bool] = []
            for token in [kiosk, plain, adas] {
                live.append(try await project.post("/v1/auth/refresh", token: token).status == 200)
            }
            return live
        }
        func logOut(_ members: JSONValue) async throws {
            #expect(try await project.manage("/v1/mgmt/user/logout", members).body == [:])
        }
        try await logOut(["loginId": "bob@example.com", "sessionTypes": ["other"]])
        #expect(try await live() == [true, true, true])
        try await logOut(["loginId": "bob@example.com", "sessionTypes": ["kiosk"]])
        #expect(try await live() == [false, true, true])
        try await logOut(["userId": "bob@example.com", "sessionTypes": []])
        #expect(try await live() == [false, false, true])
    }
}
