import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeSession
import DescopeTesting

/// Requests that are crafted to keep a server busy: tokens and cookie headers of 16 KiB, proofs of 6 KiB. Each is
/// refused, and its cost is compared with that of a forged token of the usual length, which is as cheap for its sender.
///
/// - Parameter all: Whether to measure all cases, or only the most expensive of each kind.
func hostileCases(_ sample: SampleToken, all: Bool) throws -> [Case] {
    let validator = TokenValidator(projectId: sample.projectId, keys: StaticKeys([try sample.key()]))
    _ = try validator.validateIfKeyIsCached(sample.token)
    let isRefused = { @Sendable (token: Secret) in (try? validator.validateIfKeyIsCached(token)) == nil }
    let forged = sample.forged()
    let prover = try HostileProver()
    let session = try DescopeClient(projectId: sample.projectId, transport: ScriptedTransport()).session

    let tokens = HostileText.tokens(sample).map { name, token in Case(name) { isRefused(token) } }
    let proofs = try prover.proofs().map { name, proof in Case(name) { prover.isRefused(proof) } }
    let headers = HostileText.headers().map { name, authorization, cookies in
        Case(name) {
            let tokens = session.tokens(authorization: authorization, cookies: cookies)
            return tokens.sessionJwt.map(isRefused) ?? true
        }
    }
    var cases = [Case("forged token") { isRefused(forged) }]
    for (kind, those) in [("hostile token", tokens), ("hostile proof", proofs), ("hostile header", headers)] {
        for item in try all ? those : [costliest(of: those)].compactMap(\.self) {
            let name = all ? "\(kind), \(item.name)" : "costliest of \(those.count) \(kind)s, \(item.name)"
            cases.append(Case(name, against: "forged token", goal: "at least 0.1", item.works[0]))
        }
    }
    return cases
}

/// The slowest case, estimated from a few runs of each.
private func costliest(of cases: [Case]) throws -> Case? {
    let clock = BenchmarkClock()
    let times = try cases.map { item in
        try (0..<5).map { _ in
            let start = clock.nanoseconds
            try item.run(1)
            return clock.nanoseconds - start
        }.min() ?? 0
    }
    return zip(cases, times).max { $0.1 < $1.1 }?.0
}

/// Strings that are as expensive as possible to read.
private enum HostileText {
    /// The maximum length of JSON in a header, and in a proof next to a key.
    static let inHeader = 3_000
    static let inProof = 4_200

    /// Members of an object, with a description of each.
    static func members(_ count: Int) -> [(name: String, members: String)] {
        func text(_ unit: String, _ count: Int) -> String { String(repeating: unit, count: count / unit.utf8.count) }
        let half = (count - 200) / 4
        // Two kinds of combining marks, in an order that normalization has to change.
        let marks = text("\u{301}", 2 * half) + text("\u{323}", 2 * half)
        let safe = text("a" + text("\u{301}", 30) + text("\u{323}", 30), count - 200)
        let escaped = text(#"\u0301"#, 2 * half) + text(#"\u0323"#, 2 * half)
        func numbered(_ count: Int, _ member: (Int) -> String) -> String {
            var (all, index) = ("", 0)
            while all.utf8.count + 40 < count {
                all += (index > 0 ? "," : "") + member(index)
                index += 1
            }
            return all
        }
        let fewNames = (0..<47).map { #""n\#($0)":0,"# }.joined()
        return [
            ("a name of marks", #""\#(marks)":0"#), ("a value of marks", #""x":"\#(marks)""#),
            ("'typ' of marks", #""typ":"\#(marks)""#), ("'cty' of marks", #""cty":"\#(marks)""#),
            ("'kid' of marks", #""kid":"\#(marks)""#), ("'use' of marks", #""use":"\#(marks)""#),
            ("a name of escaped marks", #""\#(escaped)":0"#), ("a value of escaped marks", #""x":"\#(escaped)""#),
            ("a name of letters with marks", #""\#(safe)":0"#), ("a value of letters with marks", #""x":"\#(safe)""#),
            ("a name in an object", #""x":{"\#(safe)":0}"#),
            ("a name of letters beyond ASCII, in an object", #""x":{"\#(text("é", count - 200))":0}"#),
            ("marks that decompose", #""x":{"\#(text("\u{F73}", count - 200))":0}"#),
            ("many names", numbered(count) { #""m\#($0)":0"# }),
            ("many escaped names", numbered(count) { #""\u006d\#($0)":0"# }),
            ("many names beyond ASCII", #""x":{\#(numbered(count) { #""é\#($0)":0"# })}"#),
            ("many objects", #"\#(fewNames)"x":[\#(numbered(count - 400) { _ in #"{"a":0}"# })]"#),
            (
                "objects in each other",
                #""x":[\#(text(text(#"{"a":"#, 300) + "0" + text("}", 60) + ",", count - 200))0]"#
            ),
            ("lists in each other", #""x":[\#(text(text("[", 60) + text("]", 60) + ",", count - 200))0]"#),
            ("endless lists", #""x":\#(text("[", count - 200))"#),
            ("many numbers", #""x":[\#(text("1,", count - 200))1]"#),
            ("many fractions", #""x":[\#(text("1.5e-300,", count - 200))1]"#),
            ("a long number", #""x":\#(text("7", count - 200))"#),
            ("a long fraction", #""x":0.\#(text("7", count - 200))"#),
            ("a small long fraction", #""x":0.\#(text("0", count - 200))7e\#(count)"#),
            ("many escapes", #""x":"\#(text(#"\n"#, count - 200))""#),
            ("white space", #""x":\#(text(" ", count - 200))0"#),
        ]
    }

    static func tokens(_ sample: SampleToken) -> [(name: String, token: Secret)] {
        func token(_ header: String) -> Secret { Secret("\(Base64URL.encode(header.utf8)).e30.AAAA") }
        let start = #"{"alg":"RS256""#
        let marks = String(repeating: "\u{301}", count: 700) + String(repeating: "\u{323}", count: 700)
        let other = String(repeating: "A", count: 14_900)
        return members(inHeader).map { ($0.name, token(start + "," + $0.members + "}")) } + [
            ("'alg' of marks", token(#"{"alg":"\#(marks)"}"#)), ("a header too long", token(#"{"alg":"\#(other)"}"#)),
            ("dots", Secret(String(repeating: ".", count: 16 << 10))),
            ("a last letter beyond base64url", Secret("\(sample.part(0)).\(other).AAA=")),
            ("long claims", Secret("\(sample.part(0)).\(other).\(sample.part(2))")),
        ]
    }

    static func headers() -> [(name: String, authorization: String?, cookies: [String])] {
        func text(_ unit: String) -> String { String(repeating: unit, count: (16 << 10) / unit.utf8.count) }
        func cookie(_ name: String, _ line: String) -> (String, String?, [String]) { ("cookies: \(name)", nil, [line]) }
        let marks = text("\u{301}\u{323}")
        return [
            cookie("semicolons", text(";")), cookie("empty", text("a=;")), cookie("empty tokens", text("DS=;")),
            cookie("spaces", text(" ")), cookie("names of spaces", text("  =;")), cookie("equals signs", text("=")),
            cookie("quotes", text("\"")), cookie("quoted", text(#"DS="";"#)), cookie("tokens", text("DS=a; DSR=b; ")),
            cookie("marks in a name", marks + "=a"), cookie("marks in a value", "DS=" + marks),
            cookie("marks everywhere", text("\u{301}=\u{323};")),
            ("authorization: marks", "Bearer " + marks, []), ("authorization: spaces", text(" "), []),
            ("authorization: a scheme of marks", marks + " a", []), ("authorization: dots", "Bearer " + text("."), []),
        ]
    }
}

extension SampleToken {
    /// The token with another signature.
    fileprivate func forged() -> Secret {
        var signature = Base64URL.decode(part(2)) ?? []
        if let last = signature.indices.last { signature[last] ^= 1 }
        return Secret("\(part(0)).\(part(1)).\(Base64URL.encode(signature))")
    }
}

/// A client that makes arbitrary proofs: their header and claims are as untrusted as those of an unsigned token.
private struct HostileProver {
    private let key: SigningKey
    private let jwk: String
    private let validator: DPoPValidator
    private static let url = "https://api.example.com/orders"

    init() throws {
        key = try .generate(for: .es256)
        jwk = key.publicKey.members.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        validator = DPoPValidator(replayStore: InMemoryReplayStore())
    }

    func isRefused(_ proof: Secret) -> Bool {
        let request = DPoPRequest(proofs: [proof], method: "GET", url: Self.url)
        return (try? validator.proof(in: request, presenting: nil, boundTo: nil)) == nil
    }

    func proofs() throws -> [(name: String, proof: Secret)] {
        let inHeader = HostileText.members(HostileText.inHeader - 200)
        let marks = String(repeating: "\u{301}", count: 700) + String(repeating: "\u{323}", count: 700)
        let long = String(repeating: "a", count: HostileText.inProof)
        let good = #""typ":"dpop+jwt","alg":"ES256""#
        var proofs: [(String, Secret)] = []
        for (name, members) in inHeader {
            proofs.append(("header: \(name)", try proof(#"{\#(good),"jwk":{\#(jwk)},\#(members)}"#, "{}")))
            proofs.append(("key: \(name)", try proof(#"{\#(good),"jwk":{\#(jwk),\#(members)}}"#, "{}")))
        }
        for (name, members) in HostileText.members(HostileText.inProof) {
            proofs.append(("claims: \(name)", try proof(#"{\#(good),"jwk":{\#(jwk)}}"#, "{\(members)}")))
        }
        for name in ["kty", "crv", "x", "alg"] {
            proofs.append(("key: '\(name)' of marks", try proof(#"{\#(good),"jwk":{"\#(name)":"\#(marks)"}}"#, "{}")))
        }
        for (name, claims) in [
            ("'jti' of marks", #""jti":"\#(marks)""#), ("'htm' of marks", #""jti":"1","htm":"\#(marks)""#),
            ("'htu' of marks", #""jti":"1","htm":"GET","htu":"\#(marks)""#),
            ("scheme of marks", #""jti":"1","htm":"GET","htu":"\#(marks)://""#),
            ("a long path", #""jti":"1","htm":"GET","htu":"https://api.example.com/\#(long)""#),
            ("a long host", #""jti":"1","htm":"GET","htu":"https://\#(long)/orders""#),
            ("a long address", #""jti":"1","htm":"GET","htu":"https://[\#(long):]/orders""#),
            ("'ath' of marks", #""jti":"1","htm":"GET","htu":"\#(Self.url)","iat":1,"ath":"\#(marks)""#),
        ] {
            proofs.append(("claims: \(name)", try proof(#"{\#(good),"jwk":{\#(jwk)}}"#, "{\(claims)}")))
        }
        proofs.append(("none of that", try proof(#"{\#(good),"jwk":{\#(jwk)}}"#, "{}")))
        return proofs
    }

    private func proof(_ header: String, _ claims: String) throws -> Secret {
        let signed = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(claims.utf8))"
        return Secret("\(signed).\(Base64URL.encode(try key.signature(for: Array(signed.utf8))))")
    }
}
