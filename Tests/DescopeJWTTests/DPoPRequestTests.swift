import DescopeCore
import DescopeJWT
import DescopeTesting
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
            ("https://[::1]/x", "https://[::1]/x"), ("https://api.example.com/a://b", "https://api.example.com/a://b"),
            (
                "https://\(String(repeating: "a", count: 253)).:65535/x",
                "https://\(String(repeating: "a", count: 253)).:65535/x"
            ),
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
            "https://éxample.com/", "https\u{301}://api.example.com/", "https:\u{301}//api.example.com/",
            "https:/\u{301}/api.example.com/", "https://api.example.com/\u{301}", "http\u{17F}://api.example.com/",
            "https://\(String(repeating: "a", count: 261))/", "https://[::1/",
            "https://::1/", "https://[]/", "https://[api]/",
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
        var forwardedPort: String?
        var url: String?
        /// What the error names when there is no URL.
        var named = ""

        var request: DPoPRequest {
            DPoPRequest(
                proofs: [],
                method: "GET",
                scheme: scheme,
                host: host,
                target: target,
                forwardedProto: proto,
                forwardedHost: forwardedHost,
                forwardedPort: forwardedPort
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
            Parts(testDescription: "no host", host: nil, named: "Host"),
            Parts(testDescription: "empty host", host: "", named: "Host"),
            Parts(testDescription: "a host that brings a path", host: "api.example.com/admin", named: "Host"),
            Parts(testDescription: "a host that ends the URL", host: "api.example.com/orders?x=", named: "Host"),
            Parts(testDescription: "a host with a user", host: "x@api.example.com", named: "Host"),
            Parts(testDescription: "a scheme that brings a host", scheme: "https://evil.example/#", named: "scheme"),
            Parts(testDescription: "a target in absolute form", target: "https://evil.example/orders", named: "target"),
            Parts(testDescription: "a target of CONNECT", target: "api.example.com:443", named: "target"),
            Parts(testDescription: "a target of OPTIONS", target: "*", named: "target"),

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
            Parts(
                testDescription: "forwarded, all in lists: the first of each",
                scheme: "http",
                host: "10.0.0.5:8080",
                proto: "https, http",
                forwardedHost: "shop.example , inner.local",
                forwardedPort: "8443,8080",
                url: "https://shop.example:8443/orders"
            ),
            Parts(
                testDescription: "forwarded hosts in a list",
                forwardedHost: "shop.example, inner.local",
                url: "https://shop.example/orders"
            ),
            Parts(
                testDescription: "forwarded hosts in a list, without a space and with ports",
                forwardedHost: "shop.example:8443,inner.local:80",
                url: "https://shop.example:8443/orders"
            ),
            Parts(
                testDescription: "forwarded, first host empty",
                forwardedHost: " ,inner.local",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded port alone",
                forwardedPort: "8443",
                url: "https://api.example.com:8443/orders"
            ),
            Parts(
                testDescription: "forwarded default port",
                forwardedPort: "443",
                url: "https://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded default port of the forwarded scheme",
                proto: "http",
                forwardedPort: "80",
                url: "http://api.example.com/orders"
            ),
            Parts(
                testDescription: "forwarded default port of the other scheme",
                forwardedPort: "80",
                url: "https://api.example.com:80/orders"
            ),
            Parts(
                testDescription: "the forwarded host's port wins over the forwarded port",
                forwardedHost: "shop.example:8443",
                forwardedPort: "9443",
                url: "https://shop.example:8443/orders"
            ),
            Parts(
                testDescription: "so does the host's",
                host: "api.example.com:8443",
                forwardedPort: "9443",
                url: "https://api.example.com:8443/orders"
            ),
            Parts(
                testDescription: "the host's port is not the forwarded host's",
                host: "10.0.0.5:8080",
                forwardedHost: "shop.example",
                forwardedPort: "9443",
                url: "https://shop.example:9443/orders"
            ),
            Parts(
                testDescription: "forwarded port for an address in brackets",
                forwardedHost: "[2001:DB8::1]",
                forwardedPort: "8443",
                url: "https://[2001:db8::1]:8443/orders"
            ),
            Parts(testDescription: "forwarded port, empty", forwardedPort: " ", url: "https://api.example.com/orders"),
            Parts(testDescription: "forwarded, an unknown scheme", proto: "gopher", named: "X-Forwarded-Proto"),
            Parts(testDescription: "forwarded, a scheme with marks", proto: "https\u{301}", named: "X-Forwarded-Proto"),
            Parts(testDescription: "a scheme with a long s", scheme: "http\u{17F}", named: "scheme"),
            Parts(testDescription: "a target with marks", target: "/\u{301}", named: "target"),
            Parts(testDescription: "a target with a space", target: "/a b", named: "target"),
            Parts(testDescription: "a target with a control character", target: "/a\u{7F}b", named: "target"),
            Parts(testDescription: "forwarded, a scheme with a host", proto: "https://x", named: "X-Forwarded-Proto"),
            Parts(
                testDescription: "forwarded, a bad first scheme in a list",
                proto: "wss, https",
                named: "X-Forwarded-Proto"
            ),
            Parts(testDescription: "forwarded, a host with a path", forwardedHost: "a/b", named: "X-Forwarded-Host"),
            Parts(testDescription: "forwarded, a host with a user", forwardedHost: "a@b", named: "X-Forwarded-Host"),
            Parts(testDescription: "forwarded, a host with a space", forwardedHost: "a b", named: "X-Forwarded-Host"),
            Parts(testDescription: "forwarded, a host with port 0", forwardedHost: "a:0", named: "X-Forwarded-Host"),
            Parts(testDescription: "forwarded port 0", forwardedPort: "0", named: "X-Forwarded-Port"),
            Parts(testDescription: "forwarded port too high", forwardedPort: "65536", named: "X-Forwarded-Port"),
            Parts(testDescription: "forwarded port with a sign", forwardedPort: "+443", named: "X-Forwarded-Port"),
            Parts(testDescription: "forwarded port with a path", forwardedPort: "443/x", named: "X-Forwarded-Port"),
            Parts(
                testDescription: "a bad forwarded port where it does not count",
                host: "api.example.com:8443",
                forwardedPort: "https",
                named: "X-Forwarded-Port"
            ),
        ]
    )
    func parts(_ parts: Parts) async throws {
        #expect(parts.request.url == parts.url)
        guard parts.url == nil else { return }
        // Whoever needs the URL is told what is wrong with it.
        let prover = try DPoPProver(clock: ManualClock())
        let keys = try FakeKeys(algorithm: .es256)
        let clock = ManualClock()
        let jwt = try TokenMinter(projectId: "P2test", keys: keys, clock: clock).session(claims: prover.binding)
        let token = try await TokenValidator(projectId: "P2test", keys: keys, clock: clock).validate(jwt)
        let request = DPoPRequest(
            proofs: [try prover.proof("GET", "https://api.example.com/orders", for: jwt)],
            method: "GET",
            scheme: parts.scheme,
            host: parts.host,
            target: parts.target,
            forwardedProto: parts.proto,
            forwardedHost: parts.forwardedHost,
            forwardedPort: parts.forwardedPort
        )
        let error = await #expect(throws: DescopeError.self) {
            try await DPoPValidator(replayStore: InMemoryReplayStore(clock: clock), clock: clock)
                .validate(request, for: token, jwt: jwt)
        }
        #expect((error?.kind, error?.code) == (.argument, .unusableArgument))
        #expect(error?.message.hasPrefix("\(parts.named): ") == true, "\(error?.message ?? "")")
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
