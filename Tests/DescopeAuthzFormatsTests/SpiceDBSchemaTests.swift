import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import Testing

@Suite("SpiceDB's schema language")
struct SpiceDBSchemaTests {
    private func rule(_ text: String) throws -> AuthzNode? {
        try AuthzSchema(
            spiceDB: """
                definition user {}
                definition doc {
                  relation a: user
                  relation b: user
                  relation c: user
                  relation d: user
                  relation parent: doc
                  permission p = \(text)
                }
                """
        )["doc", "p"]?.rule
    }

    @Test(
        "+ binds tightest, then &, then -; parentheses stay nodes",
        arguments: [
            ("a", AuthzNode.targetSet("a")), ("a + b + c", .union(["a", "b", "c"])),
            ("a + b & c + d", .intersect([.union(["a", "b"]), .union(["c", "d"])])),
            ("a - b & c", .sub(["a", .intersect(["b", "c"])])), ("a - b - c", .sub(["a", "b", "c"])),
            ("a - (b - c)", .sub(["a", .sub(["b", "c"])])), ("(a - b) + c", .union([.sub(["a", "b"]), "c"])),
            ("parent->p + a", .union(["parent.p", "a"])), ("parent.any(p) +\n a", .union(["parent.p", "a"])),
            ("a-b /* - d */ // + d", .sub(["a", "b"])),
        ]
    )
    func precedence(_ text: String, _ expected: AuthzNode) throws { #expect(try rule(text) == expected) }

    @Test func readsRelationsAndCaveats() throws {
        let schema = try AuthzSchema(
            spiceDB: """
                caveat in_office(ip ipaddress, cidr string) {
                  ip.in_cidr(cidr)
                }
                definition test/user {}
                definition team { relation member: test/user | team#member }
                definition doc {
                  relation viewer: test/user with in_office | team#member with in_office
                }
                """
        )
        #expect(schema.namespaces.map(\.name) == ["test_user", "team", "doc"])
        #expect(schema["team", "member"]?.allowedTargets == ["test_user", "team#member"])
        #expect(schema["doc", "viewer"]?.condition == "in_office")
        #expect(
            schema.conditions == [
                AuthzCondition("in_office", [.init("ip", .ipAddress), .init("cidr", .string)], "ip.in_cidr(cidr)")
            ]
        )
    }

    @Test(
        "refuses what Descope does not have, by name",
        arguments: [
            ("permission p = a + nil", "line 4, column 20: Descope has no empty rule: `nil`."),
            ("permission p = parent.all(a)", "line 4, column 23: Descope has no function `.all()`."),
            ("permission p = self", "line 4, column 16: Descope has no `self`, the object as its own subject."),
            ("relation w: user:*", "line 4, column 13: Descope has no wildcard: `user:*`."),
            ("relation w: user with expiration", "line 4, column 23: Descope has no expiration of relations."),
            (
                "relation w: user | user with on",
                "line 4, column 30: Descope has no condition at some types of a relation only: `with on`."
            ),
        ]
    )
    func refuses(_ line: String, _ message: String) {
        let text = """
            use self
            definition user {}
            definition doc { relation a: user; relation parent: doc
            \(line)
            }
            caveat on(x int) { x == 1 }
            """
        let error = failure { _ = try AuthzSchema(spiceDB: text) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message == message)
    }

    @Test(
        "says where a mistake is",
        arguments: [
            ("permission p = b", "line 3, column 16: "), ("permission p = a +", "line 4, column 1: "),
            ("permission p = a b", "line 3, column 18: "), ("relation r: nobody", "line 3, column 13: "),
            ("relation r = user", "line 3, column 12: "), ("permission p = a.most(a)", "line 3, column 18: "),
            ("relation a: user", "line 3, column 10: "), ("permission p = - a", "line 3, column 16: "),
            ("permission p = & a", "line 3, column 16: "), ("permission p = + a", "line 3, column 16: "),
            ("permission p = a - & a", "line 3, column 20: "), ("permission p = a & + a", "line 3, column 20: "),
            ("permission p = a - - a", "line 3, column 20: "), ("permission p = (- a)", "line 3, column 17: "),
            ("relation r: | user", "line 3, column 13: "), ("relation r: user | | user", "line 3, column 20: "),
            ("relation r: user with and one", "line 3, column 27: "),
            ("relation r: user with one and two", "line 3, column 31: "),
            ("permission p = a /* - a", "line 3, column 18: "), ("permission p = a /*/ - a", "line 3, column 18: "),
        ]
    )
    func saysWhere(_ line: String, _ start: String) {
        let text =
            "definition user {}\ndefinition doc { relation a: user\n\(line)\n}"
            + "\ncaveat one(x int) { x == 1 }\ncaveat two(x int) { x == 2 }"
        let error = failure { _ = try AuthzSchema(spiceDB: text) }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "no error")")
    }

    @Test("never traps: every prefix of a text, and every text without one byte") func survivesDamage() {
        let text = """
            use expiration
            /* a */ definition u {}
            caveat c(x map<any>, y int) { x["}"] == y } // b
            definition d { relation a: u | u:* | d#a with c and expiration
              permission p = (a + a.any(a)) & a->a - nil }
            """
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            _ = AuthzSchema.problems(inSpiceDB: String(decoding: bytes[..<end], as: UTF8.self))
            var damaged = bytes
            damaged.remove(at: end)
            _ = AuthzSchema.problems(inSpiceDB: String(decoding: damaged, as: UTF8.self))
        }
        let deep = String(repeating: "(", count: 100_000)
        #expect(!AuthzSchema.problems(inSpiceDB: "definition d { permission p = \(deep)").isEmpty)
    }
}
