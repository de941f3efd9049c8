import DescopeCore
import Testing

@Suite struct CookiesTests {
    @Test(
        "the cookies that a response sets",
        arguments: [
            ([], []),
            (["DS=abc"], ["DS=abc"]),
            (["DS=abc; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=60"], ["DS=abc"]),
            (["DS=a", "DSR=b", "edge=c; Domain=.example.com"], ["DS=a", "DSR=b", "edge=c"]),
            (["DS=a; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Path=/"], ["DS=a"]),
            (["DS=a; Path=/; Expires=Wed, 21 Oct 2015 07:28:00 GMT"], ["DS=a"]),
            (["DS=a; Path=/, DSR=b; Path=/"], ["DS=a", "DSR=b"]),
            (["DS=a; Path=/,DSR=b; Path=/"], ["DS=a", "DSR=b"]),
            (["edge=c, DS=a; Path=/, DSR=b; Path=/"], ["edge=c", "DS=a", "DSR=b"]),
            (
                [
                    "DS=a; Expires=Wed, 21 Oct 2015 07:28:00 GMT; HttpOnly, DSR=b; Expires=Thu, 22 Oct 2015 07:28:00 GMT, x=c"
                ],
                ["DS=a", "DSR=b", "x=c"]
            ),
            (["DS=a; Expires=Wed, 21 Oct 2015 07:28:00 GMT,DSR=b"], ["DS=a", "DSR=b"]),
            ([#"DS="abc"; Path=/"#], ["DS=abc"]),
            ([#"note="hello, my x=1"; Path=/, DS=a"#], ["note=hello, my x=1", "DS=a"]),
            // A comma in somebody's value, with what looks like a cookie behind it.
            (["prefs=x,DS=evil; Path=/, DS=a; Path=/"], ["prefs=x,DS=evil", "DS=a"]),
            (["DS=a; Path=/, prefs=x,DS=evil; Path=/"], ["DS=a", "prefs=x,DS=evil"]),
            (["prefs=x,y,DS=evil"], ["prefs=x,y,DS=evil"]),
            ([#"prefs="x, DS=evil"; Path=/, DS=a"#], ["prefs=x, DS=evil", "DS=a"]),
            ([#"prefs="x; y, DS=evil"; Path=/, DS=a"#], [#"prefs="x"#, "DS=a"]),
            (["prefs=x, a(b)=c; Path=/"], ["prefs=x, a(b)=c"]),
            ([#"DS="""#], ["DS="]),
            ([#"DS=""#], [#"DS=""#]),
            (["DS=; Max-Age=0"], ["DS="]),
            (["DS=a=b=="], ["DS=a=b=="]),
            (["  DS = a  ;Path=/"], ["DS=a"]),
            (["=a", "DS", "; Path=/", "", ","], []),
        ]
    )
    func set(_ lines: [String], _ cookies: [String]) {
        #expect(Cookies.set(by: lines).map { "\($0.name)=\($0.value.reveal())" } == cookies)
    }

    @Test(
        "the values of a request's cookies: all that are not empty, in their order, eight at most",
        arguments: [
            ([], []),
            (["DS=a; DSR=b"], ["a"]),
            (["DSR=b;DS=a;"], ["a"]),
            (["DSR=b", "DS=a"], ["a"]),
            ([#"x=1,2; DS="a,b""#], ["a,b"]),
            ([#"DS=""#], [#"""#]),
            ([#"DS=""; DS="#, " DS \t=\ta \t"], ["a"]),
            (["DS=; x"], []),
            (["DS", "ds=a; XDS=a; DSX=a; DS\u{301}=a"], []),
            ([";;", "=1"], []),
            (["DS=ä=🔑"], ["ä=🔑"]),
            (["DS=a; DS=b"], ["a", "b"]),
            (["DS=b", "x=1; DS=a; DS=b"], ["b", "a", "b"]),
            ([(1...9).map { "DS=\($0)" }.joined(separator: ";")], (1...8).map(String.init)),
            ((1...9).map { "DS=; DS=\($0)" }, (1...8).map(String.init)),
        ] as [([String], [String])]
    )
    func sent(_ lines: [String], _ values: [String]) {
        #expect(Cookies.sent(["none", "DS"], in: lines).map { $0.map { $0.reveal() } } == [[], values])
    }

    @Test("tokens are picked by their cookies' names; an empty one is no token, and the last one counts")
    func tokens() {
        let lines = ["DS=first", "DS=second; Path=/", "DSR=; Max-Age=0", "ds=lower", "other=x"]
        let tokens = TokenCookies(lines: lines, names: CookieNames())
        #expect(tokens.session?.reveal() == "second")
        #expect(tokens.refresh == nil)
        let renamed = TokenCookies(lines: lines, names: CookieNames(session: "other", refresh: "ds"))
        #expect(renamed.session?.reveal() == "x")
        #expect(renamed.refresh?.reveal() == "lower")
    }

    @Test(
        "tokens are looked for under the configured name, then under the standard one",
        arguments: [
            (CookieNames(session: "A", refresh: "B"), ["DS=s; Path=/", "A=a", "DSR=r"], "a", "r"),
            (CookieNames(session: "A", refresh: "B"), ["DS=s", "A=; Max-Age=0", "B=b", "DSR=r"], "s", "b"),
            // A standard name that is configured for the other token is not this one's.
            (CookieNames(session: "DSR", refresh: "B"), ["DS=s", "DSR=r"], "r", nil),
            (CookieNames(session: "DSR", refresh: "DS"), ["DS=s", "DSR=r"], "r", "s"),
            (CookieNames(session: "A", refresh: "DS"), ["DS=s"], nil, "s"),
        ] as [(CookieNames, [String], String?, String?)]
    )
    func order(_ names: CookieNames, _ lines: [String], _ session: String?, _ refresh: String?) {
        let tokens = TokenCookies(lines: lines, names: names)
        #expect((tokens.session?.reveal(), tokens.refresh?.reveal()) == (session, refresh))
    }

    @Test("a cookie's value does not print")
    func noValue() {
        #expect(!"\(Cookies.set(by: ["DS=hush-hush"]))".contains("hush"))
    }
}
