import DescopeCore
import DescopeJWT
import Testing

@Suite struct DPoPRequestTests {
    @Test(
        "a URL is kept as proofs are compared with it",
        arguments: [
            ("https://api.example.com/orders", "https://api.example.com/orders"),
            ("HTTPS://API.Example.COM/Orders", "https://api.example.com/Orders"),
            ("https://api.example.com:443/orders", "https://api.example.com/orders"),
            ("https://api.example.com:0443/orders", "https://api.example.com/orders"),
            ("https://api.example.com:/orders", "https://api.example.com/orders"),
            ("http://api.example.com:80/orders", "http://api.example.com/orders"),
            ("https://api.example.com:80/orders", "https://api.example.com:80/orders"),
            ("http://api.example.com:443/orders", "http://api.example.com:443/orders"),
            ("https://api.example.com:8443/orders", "https://api.example.com:8443/orders"),
            ("https://api.example.com/orders?page=2&u=https://x/y", "https://api.example.com/orders"),
            ("https://api.example.com/orders#top", "https://api.example.com/orders"),
            ("https://api.example.com/orders#a?b", "https://api.example.com/orders"),
            ("https://api.example.com/orders/", "https://api.example.com/orders/"),
            ("https://api.example.com/a/../b/./c", "https://api.example.com/a/../b/./c"),
            ("https://api.example.com/%41%2f", "https://api.example.com/%41%2f"),
            ("https://api.example.com//evil.example/", "https://api.example.com//evil.example/"),
            ("https://api.example.com/a@b:c", "https://api.example.com/a@b:c"),
            // HTTP itself has them stand for the same (RFC 9110, 4.2.3).
            ("https://api.example.com", "https://api.example.com/"),
            ("https://api.example.com?page=2", "https://api.example.com/"),
            ("https://api.example.com#top", "https://api.example.com/"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
            ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
            ("https://[::1]/x", "https://[::1]/x"),
        ]
    )
    func url(_ given: String, _ kept: String) {
        #expect(DPoPRequest(proofs: [], method: "GET", url: given).url == kept)
    }

    @Test(
        "what is no absolute http or https URL is none",
        arguments: [
            "", "/", "/orders", "orders", "api.example.com/orders", "//api.example.com/orders",
            "https:/api.example.com",
            "https:api.example.com/orders", "https://", "https:///orders", "https://?a", "https://:443/orders",
            "ftp://api.example.com/orders", "wss://api.example.com/orders", "httpsx://api.example.com/",
            "https://user@api.example.com/", "https://user:word@api.example.com/", "https://api.example.com:port/",
            "https://api.example.com:+443/", "https://api.example.com:0/", "https://api.example.com:65536/",
            "https://api.example.com:99999999999999999999/", "https://api.example.com:443:443/",
            "https://a.example,b.example/", #"https://a.example\b/"#, "https://a.example/ b", "https://a .example/",
            " https://api.example.com/", "https://api.example.com/\n", "https://api.example.com/é",
            "https://éxample.com/", "https://[::1/", "https://::1/", "https://[]/", "https://[api]/",
        ]
    )
    func noURL(_ given: String) {
        #expect(DPoPRequest(proofs: [], method: "GET", url: given).url == nil)
    }

    struct Parts: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var scheme = "https"
        var host: String? = "api.example.com"
        var target = "/orders"
        var proto: String?
        var forwardedHost: String?
        var url: String?

        var request: DPoPRequest {
            DPoPRequest(
                proofs: [],
                method: "GET",
                scheme: scheme,
                host: host,
                target: target,
                forwardedProto: proto,
                forwardedHost: forwardedHost
            )
        }
    }

    @Test(
        "a URL is put together from a request's parts",
        arguments: [
            Parts(testDescription: "plain", url: "https://api.example.com/orders"),
            Parts(
                testDescription: "capitals",
                scheme: "HTTPS",
                host: "API.example.com",
                url: "https://api.example.com/orders"
            ),
            Parts(testDescription: "http", scheme: "http", url: "http://api.example.com/orders"),
            Parts(testDescription: "port", host: "api.example.com:8443", url: "https://api.example.com:8443/orders"),
            Parts(testDescription: "default port", host: "api.example.com:443", url: "https://api.example.com/orders"),
            Parts(testDescription: "query", target: "/orders?page=2#x", url: "https://api.example.com/orders"),
            Parts(
                testDescription: "two slashes",
                target: "//evil.example/x",
                url: "https://api.example.com//evil.example/x"
            ),
            Parts(testDescription: "no host", host: nil),
            Parts(testDescription: "empty host", host: ""),
            Parts(testDescription: "a host that brings a path", host: "api.example.com/admin"),
            Parts(testDescription: "a host that ends the URL", host: "api.example.com/orders?x="),
            Parts(testDescription: "a host with a user", host: "x@api.example.com"),
            Parts(testDescription: "a scheme that brings a host", scheme: "https://evil.example/#"),
            Parts(testDescription: "a target in absolute form", target: "https://evil.example/orders"),
            Parts(testDescription: "a target of CONNECT", target: "api.example.com:443"),
            Parts(testDescription: "a target of OPTIONS", target: "*"),

            Parts(
                testDescription: "forwarded",
                scheme: "http",
                host: "10.0.0.5:8080",
                proto: "https",
                forwardedHost: "api.example.com",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded through several: the first",
                scheme: "http",
                proto: " https , http",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded proto alone",
                scheme: "http",
                proto: "https",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded host alone",
                host: "10.0.0.5",
                forwardedHost: " api.example.com:8443",
                url: "https://api.example.com:8443/orders"
            ),
            Parts(
                testDescription: "forwarded, but empty",
                proto: " ",
                forwardedHost: "",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded, first value empty",
                proto: ",http",
                url: "https://api.example.com/orders"
            ),
            Parts(testDescription: "forwarded, an unknown scheme", proto: "gopher"),
            Parts(testDescription: "forwarded hosts in a list", forwardedHost: "evil.example, api.example.com"),
        ]
    )
    func parts(_ parts: Parts) {
        #expect(parts.request.url == parts.url)
    }

    @Test("it prints neither proof nor query")
    func silent() {
        let request = DPoPRequest(proofs: ["hush-proof"], method: "GET", url: "https://api.example.com/?code=hush-code")
        var shown = "\(request)"
        dump(request, to: &shown)
        #expect(!shown.contains("hush"))
        #expect(request.proofs.first?.reveal() == "hush-proof")
        #expect(request.method == "GET")
    }
}
