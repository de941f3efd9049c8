import DescopeCore
import Testing

@Suite struct BaseURLTests {
    @Test(
        "addresses that are taken, and how they are kept",
        arguments: [
            ("https://api.descope.com", "https://api.descope.com"),
            ("https://api.descope.com/", "https://api.descope.com"),
            ("https://api.descope.com///", "https://api.descope.com"),
            ("HTTPS://API.Descope.COM/Path/Two/", "https://api.descope.com/Path/Two"),
            ("https://auth.example.com:8443/descope", "https://auth.example.com:8443/descope"),
            ("https://10.0.0.1", "https://10.0.0.1"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://example.com:65535", "https://example.com:65535"),
            ("http://localhost", "http://localhost"),
            ("http://LOCALHOST:8080/x", "http://localhost:8080/x"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("http://127.255.255.254", "http://127.255.255.254"),
            ("http://[::1]", "http://[::1]"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ]
    )
    func taken(_ text: String, _ kept: String) throws {
        #expect(try BaseURL(text).description == kept)
    }

    @Test(
        "addresses that are refused",
        arguments: [
            "", "api.descope.com", "//api.descope.com", "ftp://api.descope.com", "file:///etc/passwd",
            "https:/api.descope.com",
            "https://", "https:///path", "https://:443", "https://host:", "https://host:0", "https://host:65536",
            "https://host:-1",
            "https://host:+443", "https://host:80x", "https://host:٤٤", "https://a:b:443", "https://::1",
            "https://[::1", "https://::1]", "https://exa<mple.com", "https://a,b", "https://a%20b",
            "https://[::1]8080", "https://[]", "https://[::1]x:80", "https://a[::1]", "https://user@host",
            "https://user:pass@host",
            "https://host?query", "https://host/path?query", "https://host#fragment", "https://ho st", " https://host",
            "https://host\n",
            "https://host\r\nX: y", "https://host\\path", "https://höst", "https://host/pfad\u{301}",
            "https://host\u{0}",
            "http://api.descope.com", "http://10.0.0.1", "http://0.0.0.0", "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://127.1", "http://127.0.0.256", "http://127.0.0.", "http://127.+0.0.1", "http://127.0.0.1x",
            "http://[::2]",
            "http://[::ffff:127.0.0.1]", "http://128.0.0.1", "http://localhost@example.com", "http://localhost:80:80",
        ]
    )
    func refused(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try BaseURL(text) }
        #expect(error?.code == .invalidBaseURL)
        #expect(error?.kind == .configuration)
        #expect(error?.message.hasPrefix("baseURL: expected ") == true)
    }

    @Test("a password in an address does not reach the error")
    func noPassword() {
        let error = #expect(throws: DescopeError.self) { try BaseURL("https://ada:hush-hush@example.com") }
        #expect(error.map { !"\($0)".contains("hush-hush") } == true)
    }

    @Test(
        "a project id of 32 characters or more carries its region in the characters 1 to 4",
        arguments: [
            (27, "https://api.descope.com"), (28, "https://api.descope.com"), (29, "https://api.descope.com"),
            (30, "https://api.descope.com"), (31, "https://api.descope.com"), (32, "https://api.use1.descope.com"),
            (33, "https://api.use1.descope.com"), (128, "https://api.use1.descope.com"),
        ]
    )
    func region(_ length: Int, _ address: String) {
        let projectId = "Puse1" + String(repeating: "2", count: length - 5)
        #expect(BaseURL(projectId: projectId).description == address)
    }
}
