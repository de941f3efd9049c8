import DescopeCore
import DescopeSession
import Testing

@Suite(.timeLimit(.minutes(5))) struct RequestTokensTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let authorization: String?
        var cookies: [String] = []
        var names = CookieNames()
        var session: String?
        var refresh: String?

        var testDescription: String { "\(authorization ?? "none"), \(cookies)" }
    }

    static let rows = [
        Row(authorization: nil),
        Row(authorization: "Bearer s", session: "s"),
        Row(authorization: "bearer s", session: "s"),
        Row(authorization: "BEARER s", session: "s"),
        Row(authorization: "DPoP s", session: "s"),
        Row(authorization: "dpop s", session: "s"),
        Row(authorization: "  Bearer \t s ", session: "s"),
        Row(authorization: ""),
        Row(authorization: "s"),
        Row(authorization: "Bearer"),
        Row(authorization: "Bearer "),
        Row(authorization: "Bearer a b"),
        Row(authorization: "Bearer a\tb"),
        Row(authorization: "Bearer a\nb"),
        Row(authorization: "Bearer a\u{0}"),
        Row(authorization: "Bearers s"),
        Row(authorization: "Basic dTpw"),

        Row(authorization: nil, cookies: ["DS=s; DSR=r"], session: "s", refresh: "r"),
        Row(authorization: nil, cookies: ["a=1; DSR=r; DS=s; b"], session: "s", refresh: "r"),
        Row(authorization: nil, cookies: ["DSR=r"], refresh: "r"),
        Row(authorization: nil, cookies: ["DS=s", "DSR=r"], session: "s", refresh: "r"),
        Row(authorization: nil, cookies: [#"DS="s"; DSR="r""#], session: "s", refresh: "r"),
        Row(authorization: nil, cookies: ["DS = s;DSR= r "], session: "s", refresh: "r"),
        Row(authorization: nil, cookies: ["DS=a=b"], session: "a=b"),
        Row(authorization: nil, cookies: ["DS=; DSR=\"\""]),
        Row(authorization: nil, cookies: ["DS=; DS=s"], session: "s"),
        Row(authorization: nil, cookies: ["DS=s1; DS=s2"], session: "s1"),
        Row(authorization: nil, cookies: ["ds=s; XDS=s; DSX=s; dsr=r"]),
        Row(authorization: nil, cookies: ["", ";;", "=", "DS"]),

        Row(authorization: "Bearer s", cookies: ["DS=other; DSR=r"], session: "s", refresh: "r"),
        Row(authorization: "Basic dTpw", cookies: ["DS=s"], session: "s"),
        Row(authorization: "Bearer", cookies: ["DS=s"], session: "s"),
        Row(
            authorization: nil,
            cookies: ["DS=x; DSR=y; MYDS=s; MYDSR=r"],
            names: CookieNames(session: "MYDS", refresh: "MYDSR"),
            session: "s",
            refresh: "r"
        ),
    ]

    @Test("the tokens of a request", arguments: rows)
    func tokens(_ row: Row) throws {
        let it = try Fixture { $0.cookies = row.names }
        let tokens = it.session.tokens(authorization: row.authorization, cookies: row.cookies)
        #expect(tokens.sessionJwt?.reveal() == row.session)
        #expect(tokens.refreshJwt?.reveal() == row.refresh)
    }

    @Test("they do not print")
    func silent() throws {
        let tokens = try Fixture().session.tokens(authorization: "Bearer hush-session", cookies: ["DSR=hush-refresh"])
        var shown = "\(tokens)"
        dump(tokens, to: &shown)
        #expect(!shown.contains("hush"))
    }
}
