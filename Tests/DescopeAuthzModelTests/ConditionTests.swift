import DescopeAuthzModel
import DescopeCore
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Conditions")
struct ConditionTests {
    // MARK: - Parameters

    @Test("take the values of each type, and only those")
    func types() throws {
        let rows: [(type: String, expression: String, good: [JSONValue], bad: [JSONValue])] = [
            ("int", "x == 1", [1, 1.0], ["1", 1.5, true, [1], 1e300]),
            ("uint", "x == 1u", [1], [-1, "1"]),
            ("double", "x == 1.0", [1, 1.0], ["1", false]),
            ("string", "x == '1'", ["1"], [1, ["1"]]),
            ("bool", "x", [true], ["true", 1]),
            ("timestamp", "x == timestamp('2019-02-01T00:00:00Z')", ["2019-02-01T00:00:00Z"], ["2019-02-01", 1]),
            ("duration", "x == duration('10s')", ["10s"], ["10", 10]),
            ("list", "x == [1, 'a']", [[1, "a"]], ["1", ["a": 1]]),
            ("list<string>", "x == ['a']", [["a"]], [[1]]),
            ("list<list<int>>", "x == [[1]]", [[[1]]], [[1], [["1"]]]),
            ("map", "x.a == 1", [["a": 1]], [[1], "a"]),
            ("map<string>", "x.a == 'b'", [["a": "b"]], [["a": 1]]),
            ("ipaddress", "x == ipaddress('10.0.0.1')", ["10.0.0.1"], ["10.0.0.0/8", "10.0.0", 1]),
            ("any", "x == 1 || x == null || x == ['a'] || x == {'a': 1.5}", [1, nil, ["a"], ["a": 1.5]], []),
        ]
        for row in rows {
            for value in row.good {
                let found = try judged(row.expression, ["x": row.type], ["x": value])
                #expect(found == .met, "\(row.type) \(value)")
            }
            for value in row.bad {
                let found = try judged("true || \(row.expression)", ["x": row.type], ["x": value])
                #expect(found == .failed, "\(row.type) \(value)")
            }
            let none = try judged(row.expression, ["x": row.type])
            #expect(none == .missing(["x"]), "\(row.type)")
            if row.type != "any" {
                let null = try judged(row.expression, ["x": row.type], ["x": nil])
                #expect(null == .missing(["x"]), "\(row.type)")
            }
        }
    }

    @Test(
        "miss a parameter only where the verdict depends on it",
        arguments: [
            ("a || b", ["a": true], .met), ("b || a", ["a": true], .met), ("a && b", ["a": false], .unmet),
            ("b && a", ["a": false], .unmet), ("a && b", ["a": true], .missing(["b"])),
            ("a && b", [:], .missing(["a", "b"])),
            ("a ? true : b", ["a": true], .met), ("a ? b : true", ["a": true], .missing(["b"])),
            ("b ? true : true", ["a": true], .missing(["b"])), ("!b", [:], .missing(["b"])),
            ("b == a", [:], .missing(["b", "a"])),
            ("b == b", [:], .missing(["b"])), ("[1, 2].exists(x, x == 2 || b)", [:], .met),
            ("[1, 2].all(x, b)", [:], .missing(["b"])), ("[true, false].all(x, x && b)", [:], .unmet),
            ("b in [true]", [:], .missing(["b"])), ("1 / 0 == 1 || b", [:], .missing(["b"])),
            ("b || 1 / 0 == 1", [:], .missing(["b"])), ("1 / 0 == 1 || b", ["b": false], .failed), ("true", [:], .met),
            ("[b].exists(x, true)", [:], .missing(["b"])), ("size([a, b]) == 2", ["a": true], .missing(["b"])),
        ] as [(String, [String: JSONValue], Judged)]
    )
    func missing(_ expression: String, _ context: [String: JSONValue], _ expected: Judged) throws {
        #expect(try judged(expression, ["a": "bool", "b": "bool"], context) == expected, "\(expression)")
    }

    @Test("are refused with bad parameters")
    func badParameters() {
        let rows: [([AuthzCondition.Parameter], String)] = [
            ([.init("a", .int), .init("a", .bool)], "the parameter a is defined twice"),
            ([.init("1a", .int)], "expected a name of a parameter, found \"1a\""),
            ([.init("in", .int)], "expected a name of a parameter, found \"in\""),
            ([.init("a", .init(rawValue: "bytes"))], "the type bytes of the parameter a is not supported"),
            ([.init("a", .init(rawValue: "list<"))], "the type list< of the parameter a is not supported"),
            ([.init("a", .init(rawValue: "set<int>"))], "the type set<int> of the parameter a is not supported"),
        ]
        #expect(
            refusal(AuthzCondition("C", [.init("a", .int)], "a"))?.contains("expected a Boolean, found a whole") == true
        )
        for (parameters, message) in rows {
            #expect(refusal(AuthzCondition("C", parameters, "true"))?.contains(message) == true, "\(message)")
        }
        let deep = String(repeating: "list<", count: 5000) + "int" + String(repeating: ">", count: 5000)
        #expect(refusal(AuthzCondition("C", [.init("a", .init(rawValue: deep))], "true")) != nil)
    }

    // MARK: - Published conditions

    @Test("the types of OpenFGA's samples")
    func openFGATypes() throws {
        let rows: [(String, String, String, good: JSONValue, bad: JSONValue)] = [
            (
                "_string", "string",
                #"_string != "" && _string.startsWith("1") && _string.endsWith("1") && _string.contains("1") && _string.matches("[0-9]")"#,
                "1", "2"
            ),
            ("_int", "int", "_int != 0 && _int > 0", 1, 0),
            ("_uint", "uint", "_uint != 0u && _uint > 0u", 1, 0),
            ("_double", "double", "_double != 0.0 && _double > 0.0", 1, -0.5),
            (
                "_duration", "duration",
                #"_duration != null && _duration != duration("0s") && _duration > duration("0s") "#, "10s", "-1s"
            ),
            (
                "_timestamp", "timestamp",
                #"_timestamp != null && _timestamp != timestamp("2019-01-01T00:00:00Z") && _timestamp > timestamp("2019-01-01T00:00:00Z") "#,
                "2019-02-01T00:00:00Z", "2018-12-31T23:59:59Z"
            ),
            (
                "_mapstring", "map<string>",
                #""key" in _mapstring && _mapstring["key"] != ""  && _mapstring["key"] > "" "#, ["key": "1"],
                ["key": ""]
            ),
            (
                "_liststring", "list<string>",
                #""1" in _liststring && _liststring[0] != "" && _liststring[0] > "" && _liststring.exists(x, x > "") && _liststring.exists_one(x, x > "") && _liststring.all(x, x > "")"#,
                ["1"], ["1", "2"]
            ),
            (
                "_ipaddress", "ipaddress", #"_ipaddress != null &&  _ipaddress != ipaddress("192.0.0.1")"#,
                "192.168.0.1",
                "192.0.0.1"
            ),
        ]
        for (name, type, expression, good, bad) in rows {
            let condition = AuthzCondition("C", [.init(name, .init(rawValue: type))], expression)
            #expect(try judged([condition], [name: good], when: "C") == .met, "\(name)")
            #expect(try judged([condition], [name: bad], when: "C") == .unmet, "\(name)")
            #expect(try judged([condition], [:], when: "C") == .missing([name]), "\(name)")
        }
    }

    @Test(
        "OpenFGA's temporal access",
        arguments: [
            ("1h", "2023-01-01T00:10:00Z", .met), ("1h", "2023-01-01T02:00:00Z", .unmet),
            ("5s", "2023-01-01T00:00:09Z", .unmet),
            ("5s", "2023-01-01T00:00:01Z", .met), ("5s", nil, .missing(["current_time"])),
        ] as [(JSONValue, JSONValue, Judged)]
    )
    func temporalAccess(_ duration: JSONValue, _ now: JSONValue, _ expected: Judged) throws {
        let found = try judged(
            "current_time < grant_time + grant_duration",
            ["grant_time": "timestamp", "grant_duration": "duration", "current_time": "timestamp"],
            ["grant_time": "2023-01-01T00:00:00Z", "grant_duration": duration, "current_time": now]
        )
        #expect(found == expected)
    }

    @Test(
        "OpenFGA's access by address",
        arguments: [("192.168.0.1", .met), ("192.168.1.1", .unmet), ("192.168", .failed)] as [(JSONValue, Judged)]
    )
    func addresses(_ address: JSONValue, _ expected: Judged) throws {
        let found = try judged(
            "user_ip.in_cidr(cidr)",
            ["user_ip": "ipaddress", "cidr": "string"],
            ["user_ip": address, "cidr": "192.168.0.0/24"]
        )
        #expect(found == expected)
    }

    @Test("SpiceDB's caveats of all operators")
    func spiceDBOperators() throws {
        // A caveat of a relationship becomes a relation of its own, because Descope has conditions only in the schema.
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"),
                AuthzNamespace(
                    "document",
                    [
                        .relation("plain_reader", to: "user"),
                        .relation("some_reader", to: "user", when: "some_caveat"),
                        .relation("plain_writer", to: "user"),
                        .relation("another_writer", to: "user", when: "another_caveat"),
                        .relation("third_banned", to: "user", when: "third_caveat"),
                        .permission("reader", "plain_reader" | "some_reader"),
                        .permission("writer", "plain_writer" | "another_writer"),
                        .permission("has_permission", ("reader" & "writer") - "third_banned"),
                    ]
                ),
            ],
            conditions: [
                AuthzCondition("some_caveat", [.init("somecondition", .int)], "somecondition == 42"),
                AuthzCondition(
                    "another_caveat",
                    [.init("anothercondition", .string)],
                    "anothercondition == 'hello world'"
                ),
                AuthzCondition("third_caveat", [.init("thirdcondition", .bool)], "thirdcondition"),
            ]
        )
        func fact(_ relation: String, _ user: String) -> AuthzRelation {
            AuthzRelation(resource: "firstdoc", relationDefinition: relation, namespace: "document", target: user)
        }
        let evaluator = try AuthzEvaluator(
            schema: schema,
            relations: [
                fact("plain_reader", "always"), fact("plain_writer", "always"), fact("plain_reader", "possiblybanned"),
                fact("plain_writer", "possiblybanned"), fact("third_banned", "possiblybanned"),
                fact("some_reader", "caveatedreader"), fact("plain_writer", "caveatedreader"),
                fact("plain_reader", "caveatedwriter"), fact("another_writer", "caveatedwriter"),
            ]
        )
        let rows: [(String, [String: JSONValue], Bool, [String])] = [
            ("always", [:], true, []),
            ("possiblybanned", ["thirdcondition": false], true, []),
            ("possiblybanned", ["thirdcondition": true], false, []),
            ("possiblybanned", [:], false, ["thirdcondition"]),
            ("caveatedreader", ["somecondition": 42], true, []), ("caveatedreader", ["somecondition": 41], false, []),
            ("caveatedreader", [:], false, ["somecondition"]),
            ("caveatedwriter", ["anothercondition": "hello world"], true, []),
            ("caveatedwriter", ["anothercondition": "hi there"], false, []),
            ("caveatedwriter", [:], false, ["anothercondition"]),
        ]
        for (user, context, isAllowed, missing) in rows {
            let verdict = try evaluator.check(
                "\(user)",
                "has_permission",
                on: "firstdoc",
                in: "document",
                context: context
            )
            #expect(verdict.isAllowed == isAllowed, "\(user) \(context)")
            #expect(verdict.missingContext == missing, "\(user) \(context)")
            #expect(verdict.isConditional == (user != "always"), "\(user) \(context)")
        }
    }

    // MARK: - End to end

    @Test("the service's verdicts with conditions on a relation and a permission")
    func live() throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"),
                AuthzNamespace(
                    "doc",
                    [
                        .relation("viewer", to: "user", when: "IsAdmin"),
                        .permission("can_edit", AuthzNode("viewer").when("CanEdit")),
                    ]
                ),
            ],
            conditions: [
                AuthzCondition("IsAdmin", [.init("role", .string)], #"role == "admin""#),
                AuthzCondition("CanEdit", [.init("action", .string)], #"action == "edit""#),
            ]
        )
        let fact = AuthzRelation(resource: "d", relationDefinition: "viewer", namespace: "doc", target: "u")
        let evaluator = try AuthzEvaluator(schema: schema, relations: [fact])
        let rows: [(String, [String: JSONValue], Bool, [String], Int)] = [
            ("viewer", ["role": "admin"], true, [], 0), ("viewer", ["role": "user"], false, [], 0),
            ("viewer", [:], false, ["role"], 0), ("viewer", ["role": 1], false, [], 1),
            ("can_edit", ["role": "admin", "action": "edit"], true, [], 0),
            ("can_edit", ["role": "admin", "action": "read"], false, [], 0),
            ("can_edit", ["role": "user", "action": "edit"], false, [], 0),
            ("can_edit", ["role": "admin"], false, ["action"], 0), ("can_edit", ["action": "edit"], false, ["role"], 0),
            ("can_edit", ["role": "user"], false, [], 0), ("can_edit", ["action": "read"], false, [], 0),
        ]
        for (relation, context, isAllowed, missing, errors) in rows {
            let verdict = try evaluator.check("u", relation, on: "d", in: "doc", context: context)
            #expect(verdict.isAllowed == isAllowed, "\(relation) \(context)")
            #expect(verdict.isConditional, "\(relation) \(context)")
            #expect(verdict.missingContext == missing, "\(relation) \(context)")
            #expect(verdict.conditionErrors.count == errors, "\(relation) \(context)")
            let who = try evaluator.whoCanAccess("d", relation, in: "doc", context: context)
            #expect(who == (isAllowed ? ["u"] : []), "\(relation) \(context)")
            let what = try evaluator.whatCanTargetAccess("u", relation, in: "doc", context: context)
            #expect(what == (isAllowed ? ["d"] : []), "\(relation) \(context)")
            let all = try evaluator.whatCanTargetAccess("u", context: context).map(\.relationDefinition)
            #expect(all.contains(relation) == isAllowed, "\(relation) \(context)")
        }
        let stranger = try evaluator.check("x", "viewer", on: "d", in: "doc")
        #expect(!stranger.isAllowed && !stranger.isConditional && stranger.missingContext.isEmpty)
    }

    @Test("of all, any and not are judged by the tables of three-valued logic")
    func requirements() throws {
        // T is true, F is false, U depends on a parameter that is missing, E fails.
        let conditions = [
            AuthzCondition("T", [], "true"), AuthzCondition("F", [], "false"),
            AuthzCondition("U", [.init("u", .bool)], "u"), AuthzCondition("V", [.init("v", .bool)], "v"),
            AuthzCondition("E", [], "1 / 0 == 1"),
        ]
        let rows: [(AuthzRequirement, Judged)] = [
            (.all(["T", "T"]), .met), (.all(["T", "F"]), .unmet), (.all(["F", "U"]), .unmet),
            (.all(["U", "F"]), .unmet),
            (.all(["F", "E"]), .unmet), (.all(["E", "F"]), .unmet), (.all(["T", "U"]), .missing(["u"])),
            (.all(["T", "E"]), .failed), (.all(["U", "V"]), .missing(["u", "v"])), (.all(["U", "E"]), .failed),
            (.any(["F", "F"]), .unmet), (.any(["F", "T"]), .met), (.any(["T", "U"]), .met), (.any(["U", "T"]), .met),
            (.any(["E", "T"]), .met), (.any(["F", "U"]), .missing(["u"])), (.any(["F", "E"]), .failed),
            (.any(["U", "V", "U"]), .missing(["u", "v"])), (.not("T"), .unmet), (.not("F"), .met),
            (.not("U"), .missing(["u"])),
            (.not("E"), .failed), (.not(.all(["T", .any(["F", .not("T")])])), .met),
            (.all(["T", .any(["U", "T"]), .not(.all(["E", "F"]))]), .met),
        ]
        for (requirement, expected) in rows {
            #expect(try judged(conditions, [:], when: requirement) == expected, "\(requirement)")
        }
        var deep: AuthzRequirement = "T"
        for _ in 0..<1000 { deep = .not(deep) }
        #expect(throws: DescopeError.self) { try judged(conditions, [:], when: deep) }
        #expect(throws: DescopeError.self) { try judged(conditions, [:], when: "Nobody") }
        #expect(throws: DescopeError.self) { try judged(conditions + [conditions[0]], [:], when: "T") }
    }

    // MARK: - Constraints

    @Test("built in, with limits of the schema and of the context")
    func constraints() throws {
        let rows: [(String, [JSONValue], [String: JSONValue], Judged)] = [
            ("IpRange", ["10.0.0.0/8"], ["ip": "10.1.2.3"], .met),
            ("IpRange", ["10.0.0.0/8"], ["ip": "11.1.2.3"], .unmet),
            ("IpRange", [], ["ip": "10.1.2.3", "ip_range": "10.0.0.0/8"], .met),
            ("IpRange", [], [:], .missing(["ip", "ip_range"])),
            ("IpRange", [], ["ip": "10.1.2.3", "ip_range": "10"], .failed), ("IpRange", ["::/0"], ["ip": "x"], .failed),
            ("IpList", ["1.2.3.4", "5.6.7.8"], ["ip": "5.6.7.8"], .met),
            ("IpList", ["1.2.3.4"], ["ip": "5.6.7.8"], .unmet),
            ("IpList", [], ["ip": "::1", "allowed_ips": ["0:0:0:0:0:0:0:1"]], .met),
            ("IpList", [], ["ip": "::1", "allowed_ips": ["x"]], .failed),
            ("DateExpiryEpochSeconds", [1_735_689_600], ["now_epoch_seconds": 1_735_689_599], .met),
            ("DateExpiryEpochSeconds", [1_735_689_600], ["now_epoch_seconds": 1_735_689_600], .unmet),
            ("DateExpiryEpochSeconds", [1_735_689_600], ["now_epoch_seconds": "1"], .failed),
            ("DateExpiryEpochSeconds", [1_735_689_600], [:], .missing(["now_epoch_seconds"])),
            ("DateExpiryEpochSeconds", [], ["now_epoch_seconds": 1, "expiry_epoch_seconds": 2], .met),
            ("StringMatchRegex", ["^admin_.*"], ["str": "admin_1"], .met),
            ("StringMatchRegex", ["^admin_.*"], ["str": "a"], .unmet),
            ("NumAtLeast", [18], ["num": 18], .met), ("NumAtLeast", [18], ["num": 17.9], .unmet),
            // Numbers that are the same as `Double`.
            ("NumAtLeast", [9_007_199_254_740_993], ["num": 9_007_199_254_740_992], .unmet),
            ("NumRange", [1, 9_007_199_254_740_992], ["num": 9_007_199_254_740_993], .unmet),
            ("NumAtLeast", [], ["num": 3, "min": 2], .met), ("NumAtMost", [100], ["num": 100], .met),
            ("NumAtMost", [100], ["num": 100.5], .unmet), ("NumAtMost", [], ["num": 1], .missing(["max"])),
            ("NumRange", [10, 21], ["num": 10], .met), ("NumRange", [10, 21], ["num": 21], .met),
            ("NumRange", [10, 21], ["num": 22], .unmet), ("NumRange", [], ["num": 1, "min": 2], .unmet),
            ("NumRange", [], ["num": 2, "min": 2], .missing(["max"])),
            ("BoolCheck", [true], ["bool": true], .met), ("BoolCheck", [false], ["bool": true], .unmet),
            ("BoolCheck", [], ["bool": false, "expected": false], .met),
            ("GeoCountry", ["US", "GB"], ["country_code": "GB"], .met),
            ("GeoCountry", ["US"], ["country_code": "FR"], .unmet),
            ("GeoCountry", [], ["country_code": "FR", "allowed_countries": ["FR"]], .met),
            ("IntList", [1, 2, 3], ["int": 2], .met), ("IntList", [1], ["int": 2], .unmet),
            ("IntList", [], ["int": 2, "allowed_ints": [2]], .met),
            ("LabelList", ["foo", "bar"], ["label": "bar"], .met),
            ("LabelList", ["foo"], ["label": "Foo"], .unmet),
            ("LabelList", [], ["label": "a", "allowed_labels": ["a"]], .met),
        ]
        for (kind, arguments, context, expected) in rows {
            let condition = AuthzCondition(constraint: "Alias", kind: .init(rawValue: kind), arguments: arguments)
            let found = try judged([condition], context, when: "Alias")
            #expect(found == expected, "\(kind)(\(arguments)) \(context)")
        }
    }

    @Test("built in are refused with bad arguments")
    func badArguments() {
        let rows: [(String, [JSONValue], String)] = [
            ("Moon", [], "the constraint Moon is not supported"),
            ("IpRange", ["10.0.0.1"], "expected a range such as 10.0.0.0/8"),
            ("IpRange", [1], "expected a string as argument"),
            ("IpRange", ["10.0.0.0/8", "11.0.0.0/8"], "takes 1 arguments or none, found 2"),
            ("IpList", ["10.0.0.0/8"], "each element an IP address"), ("StringMatchRegex", [], "needs an argument"),
            ("NumRange", [2, 1], "expected the smaller limit first"),
            ("NumRange", [2], "takes 2 arguments or none, found 1"),
            ("NumAtLeast", ["1"], "expected a number as argument"), ("BoolCheck", ["true"], "expected a Boolean"),
            ("GeoCountry", ["USA"], "expected codes of countries"), ("IntList", [1.5], "each element a whole number"),
            ("LabelList", [1], "each element a string"), ("DateExpiryEpochSeconds", ["x"], "expected a whole number"),
        ]
        for (kind, arguments, message) in rows {
            let condition = AuthzCondition(constraint: "C", kind: .init(rawValue: kind), arguments: arguments)
            let found = refusal(condition) ?? ""
            #expect(found.contains(message), "\(kind)(\(arguments)): \(found)")
        }
    }

    // MARK: - Limits

    @Test("have limits of depth and length")
    func limits() throws {
        let count = 100_000
        for deep in [
            String(repeating: "(", count: 32) + "true" + String(repeating: ")", count: 32),
            String(repeating: "[", count: 5000), String(repeating: "{1:", count: 5000),
            String(repeating: "true ? ", count: 2000),
            String(repeating: "size(", count: 3000), "1" + String(repeating: "+1", count: 70) + " == 71",
            "{'a': 1}" + String(repeating: ".a", count: 5000), "[1]" + String(repeating: "[0]", count: 5000),
            String(repeating: "[1].all(x,", count: 1500), String(repeating: " ", count: count) + "true",
            "'a'.matches('" + String(repeating: "(", count: 1000) + "')",
        ] {
            #expect(refusal(AuthzCondition("C", [], deep)) != nil, "\(deep.prefix(40))")
        }
        #expect(try judged(String(repeating: "!", count: 16_000) + "true") == .met)
        #expect(try judged(String(repeating: "true && ", count: 2000) + "true") == .met)
        #expect(try judged(String(repeating: "(", count: 31) + "true" + String(repeating: ")", count: 31)) == .met)
        var nested: JSONValue = 1
        for _ in 0..<70 { nested = [nested] }
        #expect(try judged("x == 1", ["x": "any"], ["x": nested]) == .failed)
    }

    @Test("never take more work than allowed, and then never grant")
    func work() throws {
        let list: JSONValue = .array((0..<1000).map { .int($0) })
        let many = ["l": "list"] as KeyValuePairs
        #expect(try judged("l.exists(x, x == 999)", many, ["l": list]) == .met)
        for expression in [
            "l.all(a, l.all(b, l.all(c, true)))", "l.all(a, l == l)", "true || l.all(a, l.all(b, true))",
            "l.all(a, l.all(b, true)) || true", "l.map(a, l.map(b, a)) != []",
            "l.exists(a, false && l.all(b, true)) || true",
        ] {
            let found = try judged(expression, many, ["l": list])
            #expect(
                found == (expression.hasPrefix("true") || expression.contains("false &&") ? .met : .failed),
                "\(expression)"
            )
        }
        let huge: JSONValue = .array((0..<200_000).map { .int($0) })
        #expect(try judged("true || l == l", many, ["l": huge]) == .failed)
        let text: JSONValue = .string(String(repeating: "ab", count: 500_000))
        let search = ["s": "string"] as KeyValuePairs
        #expect(try judged("s.contains('aba')", search, ["s": text]) == .failed)
        let short: JSONValue = .string(String(repeating: "a", count: 30_000))
        #expect(try judged("s.matches('^(a+)+$')", search, ["s": short]) == .met)
        #expect(try judged("s.matches('^(a+)+b$')", search, ["s": short]) == .unmet)
        #expect(try judged("s.matches('(a{1,100}){1,10}b')", search, ["s": short]) == .failed)
        #expect(try judged("[1,2,3,4,5,6,7,8].all(x, (s + s + s + s).size() > 0)", search, ["s": short]) == .failed)
    }

    @Test("take time linear in their length and in the context")
    func linear() throws {
        func cost(_ count: Int, _ work: (Int) throws -> Void) rethrows -> Double {
            // The shortest of several times: others are longer for reasons outside.
            var least = Double.infinity
            for _ in 0..<5 {
                let start = processorTime()
                try work(count)
                least = min(least, processorTime() - start)
            }
            return least
        }
        func requireLinear(_ few: Int, _ what: String, _ work: (Int) throws -> Void) throws {
            let (short, long) = (try cost(few, work), try cost(100 * few, work))
            print("conditions: \(what): \(short) s, \(long) s for 100 times as much")
            #expect(long < 400 * short, "\(what): \(short), \(long)")
        }
        for part in ["true&&", "!!!!!!", "0==0||", "[]==a&&", "'a' + 'b' == s || "] {
            try requireLinear(9, "an expression of \(part)") { count in
                let text = String(repeating: part, count: count) + "true"
                _ = try judged(text, ["a": "list", "s": "string"])
            }
        }
        try requireLinear(40, "a list") { count in
            let list: JSONValue = .array((0..<count).map { .int(Int64($0)) })
            _ = try judged("l.exists(x, x == -1) || -1 in l", ["l": "list"], ["l": list])
        }
        for search in ["s.contains('aab')", "s.matches('a+b$')", "s + s == s", "s.size() == 1", "s < 'b'"] {
            try requireLinear(2000, search) { count in
                _ = try judged(search, ["s": "string"], ["s": .string(String(repeating: "a", count: count))])
            }
        }
    }

    @Test("changed at random are refused or judged, and never trap")
    func mutations() throws {
        var generator = FixedGenerator(state: 42)
        let seeds = [
            #"role == "admin" && (age >= 18 || 'x' in tags) && ip.in_cidr("10.0.0.0/8")"#,
            #"timestamp("2023-01-01T00:00:00Z") + duration("1h30m") > t && tags.exists(x, x.matches("^a[b-d]{1,3}$"))"#,
            #"{'a': [1, 2.5, 3u]}.a.map(v, v > 1, string(v) + r'\n').size() % 2 == -9223372036854775808 / 3 ? true : !false"#,
        ]
        let alphabet = Array("()[]{}.,:?!&|=<>+-*/%'\"\\ 0129eExuabrx\n\u{0}\u{FF}".utf8)
        var judgedCount = 0
        for round in 0..<6000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(generator.next() % 3) {
                let place = Int(generator.next() % UInt64(bytes.count))
                let byte = alphabet[Int(generator.next() % UInt64(alphabet.count))]
                switch generator.next() % 3 {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            let condition = AuthzCondition(
                "C",
                [
                    .init("role", .string), .init("age", .int), .init("tags", .list), .init("ip", .ipAddress),
                    .init("t", .init(rawValue: "timestamp")),
                ],
                String(decoding: bytes, as: UTF8.self)
            )
            guard refusal(condition) == nil else { continue }
            judgedCount += 1
            let context: [String: JSONValue] = [
                "role": "admin", "age": 18, "tags": ["x", "abc"], "ip": "10.1.1.1", "t": "2023-01-01T00:00:00Z",
            ]
            _ = try judged([condition], context, when: "C")
            _ = try judged([condition], ["role": "admin"], when: "C")
        }
        #expect(judgedCount > 100)
    }
}

/// The seconds that this thread has computed.
private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A generator with the same numbers each time.
struct FixedGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
