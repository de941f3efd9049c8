import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

/// What is refused for its form, before its signature means anything.
@Suite struct TokenFormTests {
    private let setting: Setting
    private let validator: TokenValidator

    init() throws {
        setting = try Setting()
        validator = setting.validator()
    }

    @Test("the token that all others here are made from is good")
    func good() async throws {
        #expect(try await validator.validate(setting.token()).subject == "U2secretUser")
        #expect(try await validator.validate(setting.token(payload: setting.payload(#""x":1"#)))["x"] == 1)
    }

    @Test("an empty text is an argument error")
    func empty() async {
        await expectRefusal(.missingToken, of: "", by: validator)
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test("a text of one byte, whichever it is")
    func oneByte() async {
        for byte in UInt8(0)..<0x80 {
            await expectRefusal(.malformedToken, of: String(UnicodeScalar(byte)), by: validator, "byte \(byte)")
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test("a megabyte, whatever is in it, is refused for its length", arguments: 0..<9)
    func megabyte(_ shape: Int) async throws {
        let (count, pieces) = (1 << 20, try setting.token().split(separator: ".").map(String.init))
        func many(_ text: String) -> String { String(repeating: text, count: count / text.utf8.count) }
        let nested = many("[").utf8
        let token =
            switch shape {
            case 0: many("A")
            case 1: many(".")
            case 2: many(" ")
            case 3: many("\u{0}")
            case 4: many("é")
            case 5: "\(many("A")).\(pieces[1]).\(pieces[2])"
            case 6: "\(pieces[0]).\(many("A")).\(pieces[2])"
            case 7: "\(pieces[0]).\(pieces[1]).\(many("A"))"
            default: "\(Base64URL.encode(nested)).\(Base64URL.encode(nested)).\(pieces[2])"
            }
        #expect(token.utf8.count >= count)
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .tokenTooLarge)
        #expect(error?.message.contains("at most 65536 bytes, found \(token.utf8.count)") == true)
        #expect(setting.asked.keyIds.isEmpty)
    }

    // A Swift text cannot hold such bytes: whoever makes one of them gets U+FFFD in their place. The reader below takes
    // bytes.
    @Test(
        "bytes that are no UTF-8, in each part",
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]],
        [0, 1, 2]
    )
    func brokenBytes(_ broken: [UInt8], part: Int) async throws {
        let pieces = try setting.token().split(separator: ".").map { Array($0.utf8) }
        let key = try #require(setting.keys.cachedKey(for: setting.keys.keyId))
        for place in [0, pieces[part].count / 2, pieces[part].count] {
            var changed = pieces
            changed[part].insert(contentsOf: broken, at: place)
            let token = Array(changed.joined(separator: [UInt8(ascii: ".")]))
            let error = #expect(throws: DescopeError.self) {
                try token.withUnsafeBufferPointer { bytes in _ = try JWS.payload(of: bytes, signedBy: key) }
            }
            // This reader leaves the header to others: changed, it is no longer what was signed.
            #expect(error?.code == (part == 0 ? .invalidSignature : .malformedToken))
            await expectRefusal(.malformedToken, of: String(decoding: token, as: UTF8.self), by: validator)
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    // Closed again it would be too long for a token; left open it is as deep.
    @Test("nesting to no end, in the header and in the signed claims", arguments: [("[", 10_000), (#"{"a":"#, 2_200)])
    func bottomless(_ open: String, _ count: Int) async throws {
        let levels = String(repeating: open, count: count)
        let good = setting.payload(#""x":1"#)
        for header in [levels, String(setting.plainHeader.dropLast()) + #","x":"# + levels] {
            await expectRefusal(.malformedToken, of: try setting.token(header: header, payload: good), by: validator)
        }
        #expect(setting.asked.keyIds.isEmpty)
        for payload in [levels, String(setting.payload(#""x":"#).dropLast()) + levels] {
            let token = try setting.token(payload: payload)
            await expectRefusal(.malformedToken, of: token, by: validator)
        }
        #expect(setting.asked.keyIds.count == 4)
    }

    @Test(
        "a number of parts other than three",
        arguments: [
            ".", "a", "a.", "a.b", "a.b.c.", ".a.b.c", "a.b.c.d", "a..b.c", "....", "a.b.c.d.e.f",
        ]
    )
    func parts(_ shape: String) async throws {
        let pieces = try setting.token().split(separator: ".").map(String.init)
        let letters: [Character: String] = [
            "a": pieces[0], "b": pieces[1], "c": pieces[2], "d": pieces[2], "e": "AA",
            "f": "AA",
        ]
        let token = shape.map { letters[$0] ?? String($0) }.joined()
        await expectRefusal(.malformedToken, of: token, by: validator, shape)
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test("five parts are said to be an encrypted token")
    func encrypted() async throws {
        let token = try setting.token() + ".AAAA.AAAA"
        await expectRefusal(.malformedToken, of: token, by: validator)
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.message.contains("encrypted") == true)
    }

    @Test(
        "letters that base64url without padding has not, in each part",
        arguments: [
            "=", "==", "+", "/", " ", "\n", "\r\n", "\t", "%", "\u{0}", "é", "Ａ", "\u{FEFF}", "\u{200B}", "🚀",
            "\u{301}",
        ],
        [0, 1, 2]
    )
    func letters(_ letter: String, part: Int) async throws {
        let pieces = try setting.token().split(separator: ".").map(String.init)
        for place in ["front", "middle", "back"] {
            var changed = pieces
            let (piece, half) = (pieces[part], pieces[part].count / 2)
            changed[part] =
                switch place {
                case "front": letter + piece
                case "back": piece + letter
                default: piece.prefix(half) + letter + piece.dropFirst(half)
                }
            await expectRefusal(
                .malformedToken,
                of: changed.joined(separator: "."),
                by: validator,
                "\(place) of \(part)"
            )
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test("bits that stray in the last letter of a part", arguments: [0, 1, 2])
    func strayBits(part: Int) async throws {
        // Lengths that are no multiple of three leave bits over; those of the signature are 64 bytes.
        let header = try #require(["", " "].map { setting.plainHeader + $0 }.first { $0.utf8.count % 3 != 0 })
        let payload = try #require(["", " "].map { setting.payload(#""x":1"#) + $0 }.first { $0.utf8.count % 3 != 0 })
        let token = try setting.token(header: header, payload: payload)
        _ = try await validator.validate(token)

        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var pieces = token.split(separator: ".").map(String.init)
        let last = try #require(pieces[part].last.flatMap(alphabet.firstIndex))
        #expect(last.isMultiple(of: 4))
        pieces[part] = pieces[part].dropLast() + String(alphabet[last + 1])
        await expectRefusal(.malformedToken, of: pieces.joined(separator: "."), by: validator)
    }

    @Test("a part of a length that no encoder writes", arguments: [0, 1, 2])
    func lengths(part: Int) async throws {
        var pieces = try setting.token().split(separator: ".").map(String.init)
        let surplus = pieces[part].count % 4
        pieces[part] = pieces[part].dropLast(surplus) + "A"
        await expectRefusal(.malformedToken, of: pieces.joined(separator: "."), by: validator)
    }

    @Test(
        "as many bytes as the limit are read, one more is not",
        arguments: [nil, 16 << 10, 64 << 10, 200_000],
        [0, 10]
    )
    func size(_ configured: Int?, cacheCapacity: Int) async throws {
        let limit = configured ?? 64 << 10
        let validator =
            configured.map { setting.validator(maximumTokenBytes: $0, cacheCapacity: cacheCapacity) }
            ?? setting.validator(cacheCapacity: cacheCapacity)
        func token(of length: Int) throws -> String {
            // A payload's length in base64url skips every fourth number, so the header gives way.
            for room in 0..<4 {
                let header = String(setting.plainHeader.dropLast()) + String(repeating: " ", count: room) + "}"
                for filler in limit * 3 / 4 - 500..<limit * 3 / 4 {
                    let (head, body) = (header.utf8.count, setting.payload(#""x":"""#).utf8.count + filler)
                    guard (head * 4 + 2) / 3 + (body * 4 + 2) / 3 + 86 + 2 == length else { continue }
                    let text = #""x":"\#(String(repeating: "y", count: filler))""#
                    return try setting.token(header: header, payload: setting.payload(text))
                }
            }
            throw DescopeError(.argument, message: "no token of that length")
        }
        let (longest, tooLong) = (try token(of: limit), try token(of: limit + 1))
        #expect((longest.utf8.count, tooLong.utf8.count) == (limit, limit + 1))
        #expect(try await validator.validate(longest)["x"]?.stringValue?.isEmpty == false)
        #expect(setting.asked.keyIds == ["SK2fake"])
        await expectRefusal(.tokenTooLarge, of: tooLong, by: validator)
        #expect(setting.asked.keyIds == ["SK2fake"])

        let error = await #expect(throws: DescopeError.self) {
            try await validator.validate(String(repeating: "A", count: 10 << 20))
        }
        #expect(error?.message.contains("at most \(limit) bytes, found 10485760") == true)
        #expect(error?.message.contains("maximumTokenBytes") == true)
        #expect(error?.isUnauthenticated == true)
        #expect(setting.asked.keyIds == ["SK2fake"])
    }

    @Test("a limit that lets nothing through", arguments: [0, -1, .min])
    func noSize(_ limit: Int) async throws {
        await expectRefusal(
            .tokenTooLarge,
            of: try setting.token(),
            by: setting.validator(maximumTokenBytes: limit)
        )
    }

    @Test("a header is bounded for itself, however long tokens may be: it is read before the signature is checked")
    func headerSize() async throws {
        let validator = setting.validator(maximumTokenBytes: 1 << 20)
        func token(_ bytes: Int) throws -> String {
            let header = setting.plainHeader.dropLast() + String(repeating: " ", count: bytes * 3 / 4) + "}"
            return try setting.token(header: String(header), payload: setting.payload(#""x":1"#))
        }
        _ = try await validator.validate(token(4_000))
        #expect(setting.asked.keyIds.count == 1)
        await expectRefusal(.malformedToken, of: try token(4_096), by: validator)
        await expectRefusal(.malformedToken, of: try token(60_000), by: validator)
        #expect(setting.asked.keyIds.count == 1)
    }

    @Test(
        "the longest header: 4096 bytes are read, and no more",
        arguments: [(3071, true), (3072, true), (3073, false)]
    )
    func longestHeader(_ bytes: Int, isRead: Bool) async throws {
        let room = String(repeating: " ", count: bytes - setting.plainHeader.utf8.count)
        let header = setting.plainHeader.dropLast() + room + "}"
        let token = try setting.token(header: String(header), payload: setting.payload(#""x":1"#))
        // Three bytes are four characters, and one more is two.
        #expect(token.utf8.prefix { $0 != UInt8(ascii: ".") }.count == (bytes * 4 + 2) / 3)
        guard !isRead else {
            _ = try await validator.validate(token)
            return
        }
        await expectRefusal(.malformedToken, of: token, by: validator)
        let error = #expect(throws: DescopeError.self) { try validator.validateIfKeyIsCached(token) }
        #expect(error?.message.contains("a header of at most 4096 bytes, found 4098") == true)
    }

    @Test(
        "a scheme before the token is named, and what to pass instead",
        arguments: [
            ("Bearer ", "Bearer"), ("bearer ", "Bearer"), ("BEARER ", "Bearer"), ("bEaReR ", "Bearer"),
            ("Bearer\t", "Bearer"), ("Bearer  ", "Bearer"), ("DPoP ", "DPoP"), ("dpop ", "DPoP"), ("DPOP\t", "DPoP"),
        ],
        [0, 10]
    )
    func scheme(_ row: (prefix: String, name: String), cacheCapacity: Int) async throws {
        let validator = setting.validator(cacheCapacity: cacheCapacity)
        let good = try setting.token()
        _ = try await validator.validate(good)
        let asked = setting.asked.keyIds
        for text in [good, "", "secretGarbage", "a.b.c", "Bearer \(good)"] {
            for kind in [TokenKind.session, .refresh] {
                await expectRefusal(.malformedToken, of: row.prefix + text, by: validator, as: kind, row.prefix)
                let error = #expect(throws: DescopeError.self) {
                    try validator.validateIfKeyIsCached(row.prefix + text, as: kind)
                }
                #expect(error?.message.contains("found the scheme '\(row.name) ' before it") == true)
                #expect(error?.message.contains("Pass only what follows it") == true)
            }
        }
        #expect(setting.asked.keyIds == asked)
    }

    @Test(
        "what only looks like a scheme is malformed as anything else",
        arguments: [
            "Bearer", "Bearer.", "Bearers ", "xBearer ", "Basic ", "Beare ", "DPo ", "DPoP", "DPoPs ", " ", "Béarer ",
        ]
    )
    func noScheme(_ prefix: String) async throws {
        let token = try prefix + setting.token()
        await expectRefusal(.malformedToken, of: token, by: validator, prefix)
        let error = #expect(throws: DescopeError.self) { try validator.validateIfKeyIsCached(token) }
        #expect(error?.message.contains("scheme") == false)
    }

    @Test(
        "a header that is no JSON object of its own",
        arguments: [
            "", " ", "{", "{}", "[]", "null", "true", "1", #""RS256""#, #"["alg","EdDSA"]"#,
            #"[{"alg":"EdDSA","kid":"SK2fake"}]"#,
            #"{"alg":"EdDSA","kid":"SK2fake"}x"#, #"{"alg":"EdDSA","kid":"SK2fake"}{}"#,
            #"{"alg":"EdDSA","kid":"SK2fake",}"#,
            #"{'alg':'EdDSA','kid':'SK2fake'}"#, #"{alg:"EdDSA",kid:"SK2fake"}"#, #"{"alg":"EdDSA" "kid":"SK2fake"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","x":NaN}"#, #"{"alg":"EdDSA","kid":"SK2fake","x":01}"#,
            #"{"alg":"EdDSA","kid":"SK2fake"/* */}"#, "\u{FEFF}" + #"{"alg":"EdDSA","kid":"SK2fake"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","x":"\ud800"}"#, #"{"alg":"EdDSA","kid":"SK2fake","x":"\x41"}"#,
            "{\"alg\":\"EdDSA\",\"kid\":\"SK2fake\",\"x\":\"\n\"}",
            // Twice, also where the names are spelt differently or nothing hangs on them.
            #"{"alg":"EdDSA","alg":"EdDSA","kid":"SK2fake"}"#, #"{"alg":"none","kid":"SK2fake","alg":"EdDSA"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","kid":"SK2other"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","\u006bid":"SK2other"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","x":{"y":1,"y":2}}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","x":[{"y":1,"y":1}]}"#,
        ]
    )
    func header(_ header: String) async throws {
        await expectRefusal(
            .malformedToken,
            of: try setting.token(header: header, payload: setting.payload(#""x":1"#)),
            by: validator
        )
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "a header with bytes that are no UTF-8",
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]]
    )
    func brokenText(_ broken: [UInt8]) async throws {
        let (front, back) = (Array(#"{"alg":"EdDSA","kid":"SK2fake","x":""#.utf8), Array(#""}"#.utf8))
        let good = Array(setting.payload(#""x":1"#).utf8)
        await expectRefusal(
            .malformedToken,
            of: try setting.token(header: front + broken + back, payload: good),
            by: validator
        )
        #expect(setting.asked.keyIds.isEmpty)
        // The payload's turn comes when its signature has been found to fit.
        let payload = Array(good.dropLast(2)) + [UInt8(ascii: "\"")] + broken + Array(#""}"#.utf8)
        await expectRefusal(.malformedToken, of: try setting.token(payload: payload), by: validator)
        #expect(setting.asked.keyIds == ["SK2fake", "SK2fake"])
    }

    @Test(
        "a header that asks for what is not understood",
        arguments: [
            #""crit":["exp"]"#, #""crit":[]"#, #""crit":null"#, #""crit":["b64"],"b64":false"#, #""b64":false"#,
            #""b64":true"#,
            #""enc":"A128GCM""#, #""zip":"DEF""#, #""zip":null"#, #""cty":"JWT""#, #""cty":"jwt""#, #""cty":"Jwt""#,
            #""cty":"application/JWT""#, #""cty":"\u004a\u0057T""#,
        ]
    )
    func extensions(_ member: String) async throws {
        let header = setting.plainHeader.dropLast() + ",\(member)}"
        await expectRefusal(
            .malformedToken,
            of: try setting.token(header: String(header), payload: setting.payload(#""x":1"#)),
            by: validator
        )
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "a header with a member name beyond ASCII, however it is written",
        arguments: [
            "\u{E9}", "e\u{301}", "\u{301}", "\\u00e9", "e\\u0301", "\\u0301", "al\u{261}", "alg\u{301}", "alg\\u0301",
            "\u{212A}id", "\u{FF41}lg", "😀", "\\ud83d\\ude00", "\u{80}", "\\u0080", "\u{200B}", "crit\u{200B}",
        ]
    )
    func foreignNames(_ name: String) async throws {
        for header in [
            #"{"\#(name)":1,\#(setting.plainHeader.dropFirst())"#, #"\#(setting.plainHeader.dropLast()),"\#(name)":1}"#,
        ] {
            let token = try setting.token(header: header, payload: setting.payload(#""x":1"#))
            await expectRefusal(.malformedToken, of: token, by: validator, name)
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "more than 30 combining characters in a row, in the header and in the signed claims",
        arguments: [
            "\u{301}", "\u{301}\u{323}", "\\u0301", "\\u0301\u{323}", "\u{F73}", "\u{1D165}", "\u{5B0}",
        ]
    )
    func combining(_ mark: String) async throws {
        let marks = String(repeating: mark, count: 40)
        for (name, value) in [
            ("x", marks), (marks, "x"), ("typ", marks), ("kid", marks), ("alg", marks), ("cty", marks),
        ] {
            // One member may stand there twice: the run is found first, or the name.
            let header = #"\#(setting.plainHeader.dropLast()),"\#(name)":"\#(value)"}"#
            let token = try setting.token(header: header, payload: setting.payload(#""x":1"#))
            await expectRefusal(.malformedToken, of: token, by: validator)
        }
        #expect(setting.asked.keyIds.isEmpty)
        for member in [#""x":"\#(marks)""#, #""\#(marks)":1"#, #""x":[{"y":"a\#(marks)"}]"#] {
            await expectRefusal(.malformedToken, of: try setting.token(payload: setting.payload(member)), by: validator)
        }
        let word = String(repeating: "e" + mark, count: 40)
        _ = try await validator.validate(setting.token(payload: setting.payload(#""x":"\#(word)","\#(word)":1"#)))
    }

    @Test(
        "a header with more than is needed is passed over, and never believed",
        arguments: [
            #""typ":"JWT""#, #""typ":"at+jwt""#, #""cty":"json""#, #""cty":5"#, #""jwk":"AAAA""#,
            #""jku":"https://evil.example/keys""#,
            #""x5u":"https://evil.example/cert""#, #""x5c":["AAAA"]"#, #""x5t":"AAAA""#, #""jwk":{"kty":"OKP"}"#,
            #""x":{"y":[1,2,{"z":null}]}"#, #""iss":"P2other""#, #""critical":["x"]"#,
        ]
    )
    func surplus(_ member: String) async throws {
        let header = setting.plainHeader.dropLast() + ",\(member)}"
        let token = try await validator.validate(
            setting.token(
                header: String(header),
                payload: setting.payload(#""x":1"#)
            )
        )
        #expect(token.issuer == Setting.project)
        #expect(setting.asked.keyIds == ["SK2fake"])
    }

    @Test(
        "a payload that is no JSON object of its own",
        arguments: [
            "", " ", "{", "[]", "null", "true", "1", #""U2secretUser""#, "foo", "<html></html>",
            #"[{"iss":"P2test","sub":"U2secretUser","exp":1767226200}]"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200}x"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"x":"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200"#,
            "\u{FEFF}" + #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200}"#,
            // Twice: at the top, spelt differently, among what is passed over, deep inside.
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"exp":1767226200}"#,
            #"{"iss":"P2other","sub":"U2secretUser","exp":1767226200,"iss":"P2test"}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"\u0073ub":"U2other"}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"tenants":{"T1":{},"T1":{"roles":["admin"]}}}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"x":[[{"a":{"b":1,"b":1}}]]}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"x":"\udc00\ud800"}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"x":1e999}"#,
            #"{"iss":"P2test","sub":"U2secretUser","exp":1767226200,"\u00e9":1,"e\u0301":1}"#,
            "{\"iss\":\"P2test\",\"sub\":\"U2secretUser\",\"exp\":1767226200,\"\u{E9}\":1,\"e\u{301}\":1}",
        ]
    )
    func payload(_ payload: String) async throws {
        await expectRefusal(.malformedToken, of: try setting.token(payload: payload), by: validator)
    }

    @Test("nesting: 64 levels are read, 65 are not", arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depth(open: String, close: String) async throws {
        func token(_ levels: Int) throws -> String {
            // The claims themselves are the first level.
            let nested = String(repeating: open, count: levels - 1) + "1" + String(repeating: close, count: levels - 1)
            return try setting.token(payload: setting.payload(#""x":\#(nested)"#))
        }
        let deepest = try await validator.validate(token(64))
        #expect(deepest["x"] != nil)
        await expectRefusal(.malformedToken, of: try token(65), by: validator)
        await expectRefusal(.malformedToken, of: try token(1500), by: validator)

        let header =
            setting.plainHeader.dropLast() + #","x":"# + String(repeating: open, count: 64) + "1"
            + String(repeating: close, count: 64) + "}"
        await expectRefusal(
            .malformedToken,
            of: try setting.token(header: String(header), payload: setting.payload(#""x":1"#)),
            by: validator
        )
    }

    @Test("claims of the wrong type, by name", arguments: ["iss", "sub", "dsub", "exp", "nbf", "iat"])
    func types(_ claim: String) async throws {
        let text = ["iss", "sub", "dsub"].contains(claim)
        let wrong: [JSONValue] = [text ? 5 : "1767226200", nil, true, [], [:], [text ? "P2test" : 1_767_226_200]]
        for value in wrong {
            let token = try setting.token([claim: value])
            await expectRefusal(.malformedToken, of: token, by: validator, "\(claim) = \(value)")
            let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
            #expect(error?.message.contains("'\(claim)'") == true)
        }
    }

    @Test(
        "a token bound to a key that cannot be read is no unbound token",
        arguments: [nil, "thumbprint", ["jkt"], ["jkt": nil], ["jkt": ""], ["jkt": 5], ["jkt": ["a"]]] as [JSONValue]
    )
    func confirmation(_ value: JSONValue) async throws {
        await expectRefusal(.malformedToken, of: try setting.token(["cnf": value]), by: validator)
    }

    @Test("a claim that validation reads is found where it stands last, and however it is spelt")
    func lastClaim() async throws {
        for member in [#""cnf":5"#, #""\u0063nf":5"#, #""cn\u0066":5 "#] {
            await expectRefusal(.malformedToken, of: try setting.token(payload: setting.payload(member)), by: validator)
        }
        for member in [#""cn":5"#, #""cnfx":5"#, #""cnf\u0000":5"#, #""":5"#] {
            _ = try await validator.validate(setting.token(payload: setting.payload(member)))
        }
    }
}
