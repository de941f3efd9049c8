import DescopeCore
import DescopeEmulator
import Testing

/// What a check returns: the request in its one spelling, or the code and the message of the refusal.
enum ShapeOutcome: Hashable, Sendable {
    case accepted(JSONValue)
    case refused(String, String)
}

struct ShapeCase: Sendable, CustomTestStringConvertible {
    let operation: String
    let sent: JSONValue?
    let outcome: ShapeOutcome

    init(_ operation: String, _ sent: JSONValue?, _ outcome: ShapeOutcome) {
        self.operation = operation
        self.sent = sent
        self.outcome = outcome
    }

    var testDescription: String { "\(operation) \(sent?.description ?? "without a body")" }
}

@Suite struct OperationShapeTests {
    private static func shape(_ id: String) throws -> OperationShape {
        try #require(OperationShape.all[id], "no operation has this id")
    }

    private static func outcome(_ check: () throws(EmulatorRefusal) -> JSONValue) -> ShapeOutcome {
        do {
            return .accepted(try check())
        } catch {
            return error.status == 400 ? .refused(error.code, error.message) : .refused("\(error.status)", "")
        }
    }

    // MARK: - Bodies

    static let bodies: [ShapeCase] = [
        ShapeCase("otp.verify", ["loginId": "a", "code": "1"], .accepted(["loginId": "a", "code": "1"])),
        ShapeCase("otp.verify", ["loginId": "a", "code": ""], .refused("E011002", "code is required")),
        ShapeCase("otp.verify", ["loginId": "a", "code": nil], .refused("E011002", "code is required")),
        ShapeCase("otp.verify", ["code": "1"], .refused("E011002", "loginId is required")),
        ShapeCase("otp.verify", nil, .refused("E011002", "code is required")),
        ShapeCase("otp.verify", ["a"], .refused("E011001", "the body is not a JSON object")),
        ShapeCase(
            "otp.verify",
            ["loginId": "a", "code": "1", "loginID": "b"],
            .refused("E011003", "loginID is not a known member")
        ),
        ShapeCase("otp.verify", ["loginId": "a", "code": 1], .refused("E011004", "code has the wrong type")),
        // Further in, the path is part of the name.
        ShapeCase(
            "otp.signUp",
            ["loginId": "a", "user": ["nickname": "b"]],
            .refused("E011003", "user.nickname is not a known member")
        ),
        ShapeCase("otp.signUp", ["loginId": "a", "user": "b"], .refused("E011004", "user has the wrong type")),
        ShapeCase(
            "otp.signIn",
            ["loginId": "a", "loginOptions": ["templateOptions": ["b": 1]]],
            .refused("E011004", "loginOptions.templateOptions.b has the wrong type")
        ),
        ShapeCase(
            "otp.signIn",
            ["loginId": "a", "loginOptions": ["revokeOtherSessionsTypes": ["b", 1]]],
            .refused("E011004", "loginOptions.revokeOtherSessionsTypes[] has the wrong type")
        ),
        ShapeCase(
            "otp.signIn",
            ["loginId": "a", "loginOptions": ["customClaims": ["b": [1, nil]], "mfa": nil]],
            .accepted(["loginId": "a", "loginOptions": ["customClaims": ["b": [1, nil]]]])
        ),
        ShapeCase(
            "management.user.create",
            ["loginId": "a", "userTenants": [["roleNames": []]]],
            .refused("E011002", "userTenants[].tenantId is required")
        ),
        // A type with a list of strings is a string, whichever: the service may add others.
        ShapeCase(
            "management.user.create",
            ["loginId": "a", "status": "b"],
            .accepted(["loginId": "a", "status": "b"])
        ),
        ShapeCase(
            "management.user.create",
            ["loginId": "a", "status": 1],
            .refused("E011004", "status has the wrong type")
        ),
        // No body, and an empty one.
        ShapeCase("session.me", nil, .accepted([:])),
        ShapeCase("session.me", [:], .accepted([:])),
        ShapeCase("session.me", ["a": 1], .refused("E011003", "a is not a known member")),
        // A body that is itself the value.
        ShapeCase("management.user.history", ["a", "b"], .accepted(["$root": ["a", "b"]])),
        ShapeCase("management.user.history", ["a": "b"], .refused("E011004", "the body has the wrong type")),
        ShapeCase("management.user.history", ["a", 1], .refused("E011004", "the body[] has the wrong type")),
        ShapeCase("management.user.history", nil, .refused("E011002", "the body is required")),
        ShapeCase("session.validate", ["a": nil], .accepted(["$root": ["a": nil]])),
        ShapeCase("session.validate", nil, .accepted([:])),
        // Null is a value of any type: it removes the attribute.
        ShapeCase(
            "management.user.updateCustomAttribute",
            ["loginId": "a", "attributeKey": "b", "attributeValue": nil],
            .accepted(["loginId": "a", "attributeKey": "b", "attributeValue": nil])
        ),
        ShapeCase(
            "management.user.updateCustomAttribute",
            ["loginId": "a", "attributeKey": "b"],
            .refused("E011002", "attributeValue is required")
        ),
    ]

    static let numbers: [ShapeCase] = [
        ShapeCase("flow.next", step(["version": 3]), .accepted(step(["version": 3]))),
        ShapeCase("flow.next", step(["version": 3.0]), .accepted(step(["version": 3]))),
        ShapeCase("flow.next", step(["version": 3.5]), .refused("E011004", "version has the wrong type")),
        ShapeCase("flow.next", step(["version": "3"]), .refused("E011004", "version has the wrong type")),
        ShapeCase(
            "management.analytics.search",
            ["from": 1_700_000_000_000, "to": "9007199254740993"],
            .accepted(["from": 1_700_000_000_000, "to": 9_007_199_254_740_993])
        ),
        ShapeCase("management.analytics.search", ["from": "1.5"], .refused("E011004", "from has the wrong type")),
        ShapeCase(
            "management.analytics.search",
            ["from": "9223372036854775808"],
            .refused("E011004", "from has the wrong type")
        ),
        ShapeCase("management.analytics.search", ["from": true], .refused("E011004", "from has the wrong type")),
    ]

    private static func step(_ more: [String: JSONValue]) -> JSONValue {
        .object(["executionId": "a", "stepId": "b", "interactionId": "c"].merging(more) { $1 })
    }

    static let spellings: [ShapeCase] = [
        ShapeCase(
            "management.user.create",
            ["identifier": "a", "name": "b", "additionalIdentifiers": ["c"], "ssoAppIDs": ["d"]],
            .accepted(["loginId": "a", "displayName": "b", "additionalLoginIds": ["c"], "ssoAppIds": ["d"]])
        ),
        // The contract's spelling counts, unless it says nothing.
        ShapeCase("management.user.create", ["loginId": "a", "identifier": "b"], .accepted(["loginId": "a"])),
        ShapeCase("management.user.create", ["loginId": "", "identifier": "b"], .accepted(["loginId": "b"])),
        ShapeCase("management.user.create", ["loginId": nil, "identifier": "b"], .accepted(["loginId": "b"])),
        ShapeCase(
            "management.user.create",
            ["loginId": "a", "ssoAppIds": [], "ssoAppIDs": ["b"]],
            .accepted(["loginId": "a", "ssoAppIds": ["b"]])
        ),
        ShapeCase(
            "management.user.create",
            ["loginId": "a", "identifier": 1],
            .refused("E011004", "identifier has the wrong type")
        ),
        ShapeCase("management.user.create", ["identifier": ""], .refused("E011002", "loginId is required")),
        ShapeCase("magicLink.signIn", ["loginId": "a", "redirectUrl": "b"], .accepted(["loginId": "a", "URI": "b"])),
        ShapeCase("magicLink.signIn", ["loginId": "a", "redirectURL": "b"], .accepted(["loginId": "a", "URI": "b"])),
        ShapeCase("magicLink.signIn", ["loginId": "a", "uri": "b"], .accepted(["loginId": "a", "URI": "b"])),
        ShapeCase(
            "password.sendReset",
            ["loginId": "a", "URI": "b"],
            .accepted(["loginId": "a", "redirectUrl": "b"])
        ),
        ShapeCase("otp.signUp", ["loginId": "a", "whatsApp": "+1"], .accepted(["loginId": "a", "whatsapp": "+1"])),
        ShapeCase(
            "webauthn.signIn.finish",
            ["transactionID": "a", "response": "b"],
            .accepted(["transactionId": "a", "response": "b"])
        ),
        // Users in a batch are spelled like a single one; other types within a body have one spelling.
        ShapeCase(
            "management.user.createBatch",
            ["users": [["identifier": "a", "ssoAppIDs": ["b"]]]],
            .accepted(["users": [["loginId": "a", "ssoAppIds": ["b"]]]])
        ),
        ShapeCase(
            "otp.signUp",
            ["loginId": "a", "user": ["identifier": "b"]],
            .refused("E011003", "user.identifier is not a known member")
        ),
        // An operation that has the second spelling alone does not take the first one.
        ShapeCase(
            "management.user.removeTrustedDevices",
            ["loginId": "a", "deviceIds": ["b"]],
            .refused("E011003", "loginId is not a known member")
        ),
    ]

    @Test("a body is returned in one spelling, or refused", arguments: bodies + numbers + spellings)
    func checkedBody(_ test: ShapeCase) throws {
        let shape = try Self.shape(test.operation)
        let outcome = Self.outcome { () throws(EmulatorRefusal) in .object(try shape.checked(body: test.sent)) }
        #expect(outcome == test.outcome)
    }

    @Test("null and absent are the same for members that are not required")
    func leftOut() throws {
        let shape = try Self.shape("otp.signIn")
        #expect(try shape.checked(body: ["loginId": "a", "providerId": nil, "loginOptions": nil]) == ["loginId": "a"])
    }

    @Test(
        "bytes are read as JSON",
        arguments: [
            (nil, ShapeOutcome.accepted([:])), ("", .accepted([:])), ("{}", .accepted([:])),
            (#"{"tenant":"a","tenant":"b"}"#, .refused("E011001", "the body is not a JSON object")),
            ("[]", .refused("E011001", "the body is not a JSON object")),
            (#"{"dct""#, .refused("E011001", "the body is not a JSON object")),
            (#"{"dct":"true"}"#, .refused("E011004", "dct has the wrong type")),
            (#"{"dct":true}"#, .accepted(["dct": true])),
        ] as [(String?, ShapeOutcome)]
    )
    func checkedBytes(_ json: String?, _ expected: ShapeOutcome) throws {
        let shape = try Self.shape("session.myTenants")
        let outcome = Self.outcome { () throws(EmulatorRefusal) in
            .object(try shape.checked(json: json.map { Array($0.utf8) }))
        }
        #expect(outcome == expected)
    }

    @Test("a type that contains itself is checked as deep as a request may be, and no deeper")
    func recursion() throws {
        let shape = try Self.shape("management.authz.saveRelationDefinition")
        func body(_ depth: Int, _ leaf: String) -> [UInt8] {
            let open = String(repeating: #"{"nType":"union","children":["#, count: depth)
            let node = open + leaf + String(repeating: "]}", count: depth)
            let definition = #"{"name":"a","complexDefinition":\#(node)}"#
            return Array(#"{"relationDefinition":\#(definition),"namespace":"b","schemaName":""}"#.utf8)
        }
        #expect(throws: Never.self) { try shape.checked(json: body(22, #"{"nType":"self"}"#)) }
        let name = "relationDefinition.complexDefinition." + String(repeating: "children[].", count: 22) + "size"
        let refused = Self.outcome { () throws(EmulatorRefusal) in
            .object(try shape.checked(json: body(22, #"{"nType":"self","size":1}"#)))
        }
        #expect(refused == .refused("E011003", "\(name) is not a known member"))
        let deep = Self.outcome { () throws(EmulatorRefusal) in
            .object(try shape.checked(json: body(40, #"{"nType":"self"}"#)))
        }
        #expect(deep == .refused("E011001", "the body is not a JSON object"))
        let deeper = Self.outcome { () throws(EmulatorRefusal) in
            .object(try shape.checked(json: body(24, #"{"nType":"self"}"#)))
        }
        let message = "expected lists and objects nested at most 48 deep, found deeper ones"
        #expect(deeper == .refused("E011001", message))
    }

    // MARK: - Queries

    static let queries: [(String, [String: [String]], ShapeOutcome)] = [
        ("oauth.start", ["provider": ["google"]], .accepted(["provider": ["google"]])),
        ("oauth.start", [:], .refused("E011002", "provider is required")),
        ("oauth.start", ["provider": [""]], .refused("E011002", "provider is required")),
        ("oauth.start", ["provider": ["a"], "loginHint": [""]], .accepted(["provider": ["a"]])),
        ("oauth.start", ["provider": ["a"], "pkce": ["b"]], .refused("E011003", "pkce is not a known member")),
        ("oauth.start", ["provider": ["a", "b"]], .refused("E011003", "a query item is repeated")),
        (
            "oauth.start", ["provider": ["a"], "prompt": ["login", "consent"]],
            .accepted(["provider": ["a"], "prompt": ["login", "consent"]])
        ),
        ("oauth.start", ["provider": ["a"], "test": ["true"]], .accepted(["provider": ["a"], "test": ["true"]])),
        ("oauth.start", ["provider": ["a"], "test": ["1"]], .refused("E011004", "test is neither true nor false")),
        (
            "oauth.start", ["provider": ["a"], "redirectUrl": ["b"]],
            .accepted(["provider": ["a"], "redirectURL": ["b"]])
        ),
        (
            "oauth.start", ["provider": ["a"], "redirectURL": ["b"], "redirectUrl": ["c"]],
            .accepted(["provider": ["a"], "redirectURL": ["b"]])
        ),
        ("management.user.load", ["identifier": ["a"]], .accepted(["loginId": ["a"]])),
        ("session.me", ["a": ["b"]], .refused("E011003", "a is not a known member")),
    ]

    @Test("a query is returned in one spelling, or refused", arguments: queries)
    func checkedQuery(_ operation: String, _ sent: [String: [String]], _ expected: ShapeOutcome) throws {
        let shape = try Self.shape(operation)
        let outcome = Self.outcome { () throws(EmulatorRefusal) in
            .object(
                try shape.checked(query: sent).mapValues { texts in .array(texts.map { JSONValue.string($0) }) }
            )
        }
        #expect(outcome == expected)
    }

    // MARK: - The contract

    @Test(
        "credentials are the contract's",
        arguments: [
            ("protocol.samlAcs", .none), ("otp.signUp", .project), ("session.me", .refresh),
            ("otp.signIn", .projectOrRefresh), ("accessKey.exchange", .accessKey),
            ("management.user.create", .management), ("recoveryCodes.generate", .unverified),
            ("session.validate", .sessionToken), ("apps.userInfo", .appToken), ("apps.token", .clientCredentials),
            ("management.outboundApplication.fetchToken", .managementOrAppToken),
        ] as [(String, OperationShape.Credentials)]
    )
    func required(_ operation: String, _ expected: OperationShape.Credentials) throws {
        #expect(try Self.shape(operation).credentials == expected)
    }

    @Test("each operation of the contract can be read")
    func complete() throws {
        #expect(OperationShape.all.count == 532)
        var bodies: [String: Int] = [:]
        for shape in OperationShape.all.values {
            switch shape.body {
            case .none: bodies["none", default: 0] += 1
            case .members(let members): bodies[members.isEmpty ? "empty" : "members", default: 0] += 1
            case .root: bodies["root", default: 0] += 1
            }
        }
        #expect(bodies == ["none": 115, "empty": 10, "members": 399, "root": 8])
    }

    // MARK: - The router

    static let paths: [(String, [String: [String: String]])] = [
        ("/v1/auth/otp/verify/email", ["POST otp.verify": ["deliveryMethod": "email"]]),
        ("/v1/auth/otp/verify/e%2Fm%41il%zz%e", ["POST otp.verify": ["deliveryMethod": "e/mAil%zz%e"]]),
        ("/v1/auth/otp/verify/%C3%A9", ["POST otp.verify": ["deliveryMethod": "é"]]),
        ("/v1/auth/otp/verify/", [:]),
        ("/v1/auth/otp/verify", [:]),
        ("/v1/auth/me", ["GET session.me": [:]]),
        ("/v1/auth/me/", [:]),
        ("//v1/auth/me", [:]),
        ("v1/auth/me", [:]),
        ("/v1/auth", [:]),
        ("", [:]),
        ("/", [:]),
        ("/v1/auth/nothing", [:]),
        ("/v1/auth/me/history/a", [:]),
        (
            "/v1/auth/security-questions/verify",
            ["GET securityQuestions.list": [:], "POST securityQuestions.verify": [:]]
        ),
        // Written out wins over a parameter.
        ("/v1/mgmt/list/all", ["GET management.list.loadAll": [:]]),
        ("/v1/mgmt/list/LST1", ["GET management.list.load": ["id": "LST1"]]),
        ("/v1/mgmt/list/name/LST1", ["GET management.list.loadByName": ["name": "LST1"]]),
        ("/v1/mgmt/list/name", ["GET management.list.loadByNameQuery": [:]]),
        ("/v1/mgmt/list/blocked", ["GET management.list.load": ["id": "blocked"]]),
    ]

    @Test("a path has the operations that the contract says, one for each verb", arguments: paths)
    func found(at path: String, _ expected: [String: [String: String]]) {
        let found = OperationRouter.all.operations(at: path).map {
            ("\($0.operation.method) \($0.operation.id)", $0.path)
        }
        #expect(Dictionary(found, uniquingKeysWith: { $1 }) == expected)
        #expect(found.count == expected.count)
    }

    @Test("each operation is found at its own path")
    func ownPaths() {
        for shape in OperationShape.all.values {
            let path = shape.path.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("{") ? "a%20b" : String($0) }.joined(separator: "/")
            let match = OperationRouter.all.operations(at: path).first { $0.operation.method == shape.method }
            #expect(match?.operation.id == shape.id)
            #expect(match.map { Set($0.path.values).subtracting(["a b"]) } == [])
        }
    }
}
