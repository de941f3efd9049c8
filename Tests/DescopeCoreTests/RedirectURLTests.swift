import DescopeCore
import Testing

@Suite struct RedirectURLTests {
    @Test(
        "a page, or an app's own scheme (RFC 8252, 7.1)",
        arguments: [
            "https://app.example.com", "https://app.example.com:8443/a?b=c%20d&e=%2F&t=1", "http://localhost:3000/cb",
            "http://[::1]:3000/", "HTTPS://APP.EXAMPLE.COM/", "https://my_host.internal/cb?next=https://x",
            "com.example.app:/oauth2redirect", "com.example.app:/cb?next=https://x", "com.example.app://signed-in",
            "myapp:///signed-in", "myapp://signed-in",
        ]
    )
    func good(_ url: String) throws { try checkRedirectURL(url, during: "a.b") }

    @Test(
        "what is none",
        arguments: [
            "", " ", "/signed-in", "app.example.com/signed-in", "app.example.com:8443", "app.example.com:8443/cb",
            "localhost:3000/cb", "//app.example.com", "https:app.example.com", "https:/app.example.com", "https://",
            "https:///cb", "https://:443/", "https://?x=1", "://app.example.com", ":/cb", "https:", "app:",
            "1https://app.example.com", "https://a:b:80/x", "https://[::1/x", "https://[]/x", "https://ex!mple.com/",
            "https://app.example.com:/x", "https://app.example.com:0/", "https://app.example.com:65536/",
            "https://app.example.com:8o/", "https://app.example.com/a b", "https://app.example.com/\n",
            "https://app.example.com/#part", "com.example.app:/cb#part", "https://ada@app.example.com/",
            "https://app.example.com\\@evil.example", "https://app.example.com/\u{E4}", "javascript:alert(1)",
            "javascript://app.example.com/%0Aalert(1)", "JavaScript:/x", "data:text/html,x", "file:///etc",
            "vbscript:/x",
            "https://app.example.com/<x>",
        ]
    )
    func bad(_ url: String) {
        let error = #expect(throws: DescopeError.self) { try checkRedirectURL(url, during: "a.b") }
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("redirectURL: ") == true)
        #expect(error?.operation == "a.b")
    }

    @Test(
        "and why it is none",
        arguments: [
            ("app.example.com/cb", "no scheme"), ("https:///cb", "no host"), ("https://caf%C3%A9.example/", "xn--"),
            ("https://a:0/", "malformed port"), ("https://app.example.com/\u{E4}", "percent-encoded"),
            ("data:x", "web page"), ("https://ada@app.example.com/", "a user"),
            ("https://app.example.com/#x", "a fragment"),
        ]
    )
    func reasons(_ url: String, _ reason: String) {
        let error = #expect(throws: DescopeError.self) { try checkRedirectURL(url, during: "a.b") }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test("nil is the project's own")
    func none() throws { try checkRedirectURL(nil, during: "a.b") }

    @Test("the page of a link may have a fragment, and has no query item 't' of its own")
    func links() throws {
        for page in [
            "https://app.example.com/#/verify?t=1", "https://app.example.com/?at=1&next=t", "com.example.app:/v",
        ] {
            try checkRedirectURL(page, isOfLink: true, during: "a.b")
        }
        for page in ["https://app.example.com/?t=1", "https://app.example.com/?a=b&t", "com.example.app:/v?t="] {
            #expect(throws: DescopeError.self) { try checkRedirectURL(page, isOfLink: true, during: "a.b") }
        }
    }
}
