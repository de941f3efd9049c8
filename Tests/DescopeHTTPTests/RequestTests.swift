import DescopeCore
@testable import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct RequestTests {
    private func sent(_ endpoint: Endpoint<NoContent>, _ edit: (inout DescopeConfiguration) throws -> Void = { _ in })
        async throws -> APIRequest
    {
        let transport = ScriptedTransport(.empty)
        _ = try await client(transport, edit).send(endpoint)
        return try #require(transport.sent.first)
    }

    // MARK: - Headers

    @Test("the SDK names itself, its version and the project")
    func sdkHeaders() async throws {
        let headers = try await sent(act(body: nil)).headers
        #expect(
            Set(headers.map { $0.name.lowercased() }) == [
                "accept", "authorization", "x-descope-project-id", "x-descope-sdk-name", "x-descope-sdk-version",
                "x-descope-sdk-swift-version",
            ]
        )
        #expect(headers["accept"] == "application/json")
        #expect(headers["x-descope-project-id"] == "P2test")
        // `swift` is the name of Descope's client SDK.
        #expect(headers["x-descope-sdk-name"] == "swift-server")
        #expect(headers["x-descope-sdk-version"]?.split(separator: ".").compactMap { UInt($0) }.count == 3)
        #expect(headers["x-descope-sdk-swift-version"]?.hasPrefix("6.") == true)
    }

    @Test("the refresh cookie's name is told when it was changed")
    func cookieName() async throws {
        let headers = try await sent(act()) { $0.cookies.refresh = "MYDSR" }.headers
        #expect(headers["x-descope-refresh-cookie-name"] == "MYDSR")
    }

    @Test(
        "a cookie name that would break out of its header is refused",
        arguments: ["", "a b", "a\r\nX: y", "a;b", "a=b", "ä"]
    )
    func malformedCookieName(_ name: String) async throws {
        let error = await #expect(throws: DescopeError.self) { try await sent(act()) { $0.cookies.refresh = name } }
        #expect(error?.kind == .configuration)
        #expect(error?.message.hasPrefix("cookies.refresh: ") == true)
    }

    @Test("additional headers are sent, but none replaces one of the SDK's")
    func additionalHeaders() async throws {
        let headers = try await sent(act(credentials: .none)) {
            $0.additionalHeaders = [
                "X-Gateway": "a b\tü", "Authorization": "Basic x", "ACCEPT": "text/html", "Content-Type": "text/plain",
                "x-descope-sdk-name": "other",
            ]
        }.headers
        #expect(headers["x-gateway"] == "a b\tü")
        #expect(headers[values: "authorization"] == [])
        #expect(headers[values: "accept"] == ["application/json"])
        #expect(headers[values: "content-type"] == ["application/json"])
        #expect(headers[values: "x-descope-sdk-name"] == ["swift-server"])
    }

    @Test(
        "an additional header that would become two is refused, unsent",
        arguments: [
            ("", "v"), ("a b", "v"), ("a:", "v"), ("a\r\nb", "v"), ("ä", "v"), ("a\u{0}", "v"), ("(a)", "v"),
            ("x", "v\r\nX-Other: w"), ("x", "v\nw"),
            ("x", "v\r"), ("x", "v\u{0}"), ("x", "\u{7F}"), ("Host", "evil.example"), ("content-length", "7"),
        ]
    )
    func injection(_ name: String, _ value: String) async throws {
        let transport = ScriptedTransport()
        let client = try client(transport) { $0.additionalHeaders = [name: Secret(value)] }
        let error = await #expect(throws: DescopeError.self) { try await client.send(act()) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.hasPrefix("additionalHeaders: ") == true)
        #expect(transport.sent.isEmpty)
    }

    // MARK: - Address

    // Expected texts: Python's urllib.parse.quote(text, safe="").
    @Test(
        "a value in a path stays one segment",
        arguments: [
            ("email", "email"), ("a/b", "a%2Fb"), ("../", "..%2F"), ("../../v1/mgmt", "..%2F..%2Fv1%2Fmgmt"),
            ("...", "..."), (".a", ".a"), ("a b", "a%20b"), ("50%", "50%25"), ("%2F", "%252F"), ("é", "%C3%A9"),
            ("e\u{301}", "e%CC%81"),
            ("😀", "%F0%9F%98%80"), ("a?b#c", "a%3Fb%23c"), ("a+b@c:d;e&f=g", "a%2Bb%40c%3Ad%3Be%26f%3Dg"),
            ("\\", "%5C"), ("\r\n", "%0D%0A"),
            ("\u{0}", "%00"), ("-._~", "-._~"),
        ]
    )
    func path(_ value: String, _ segment: String) async throws {
        let request = try await sent(act("/v1/\(value)/end"))
        #expect(request.path == "/v1/\(segment)/end")
        #expect(request.url == "https://api.descope.com/v1/\(segment)/end")
    }

    @Test("a value that is no segment, or climbs, is refused", arguments: ["", ".", ".."])
    func climbing(_ value: String) async throws {
        let error = await #expect(throws: DescopeError.self) { _ = try await sent(act("/v1/\(value)/end")) }
        #expect(error?.code == .unusableArgument)
    }

    @Test("a verb that is none is refused, unsent", arguments: ["", "GET /v1/x", "GET\r\n"])
    func verb(_ verb: String) async throws {
        let transport = ScriptedTransport()
        let endpoint = Endpoint<NoContent>("a.b", APIMethod(rawValue: verb), "/v1/x")
        let error = await #expect(throws: DescopeError.self) { try await client(transport).send(endpoint) }
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("method: ") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("query names and values are encoded exactly once, in order")
    func query() async throws {
        let items = [
            APIQueryItem("b", "c&d=e"), APIQueryItem("a b", "50%25/é+"), APIQueryItem("b", ""),
            APIQueryItem("url", "https://x.io/?a=b"),
        ]
        let request = try await sent(act(query: items))
        #expect(request.query == items)
        #expect(!prints(items).contains("x.io"))
        #expect(
            request.url
                == "https://api.descope.com/v1/act?b=c%26d%3De&a%20b=50%2525%2F%C3%A9%2B&b=&url=https%3A%2F%2Fx.io%2F%3Fa%3Db"
        )
    }

    @Test("a path in the base URL is kept")
    func basePath() async throws {
        let request = try await sent(act()) { $0.baseURL = try BaseURL("https://gateway.example.com:8443/descope/") }
        #expect(request.url == "https://gateway.example.com:8443/descope/v1/act")
    }

    @Test("the transport is told the limit of an answer and of its time")
    func limits() async throws {
        struct Noting: HTTPTransport {
            func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
                APIResponse(
                    status: 400,
                    body: Array(
                        #"{"errorCode":"\#(request.maximumResponseBytes)","errorDescription":"\#(timeout)"}"#.utf8
                    )
                )
            }
        }
        let client = try client(Noting()) {
            $0.maximumResponseBytes = 1234
            $0.requestTimeout = .seconds(7)
        }
        let error = await #expect(throws: DescopeError.self) { try await client.send(act()) }
        #expect(error?.code?.rawValue == "1234")
        #expect(error?.message == "7.0 seconds")
    }

    // MARK: - Body

    private struct Options: JSONModel {
        var locale: String?
        var stepup = false
        var code: Secret?

        static let members = Members(Self()) {
            $0("locale", \.locale)
            $0("stepup", \.stepup)
            $0("code", \.code)
        }
    }

    @Test("members that are nil are left out, at every depth, and secrets are sent")
    func body() async throws {
        let (noText, noNumber, noSecret, noOptions): (String?, Int?, Secret?, Options?) = (nil, nil, nil, nil)
        let (someText, someFlag): (String?, Bool?) = ("t", false)
        var body: RequestBody = [
            "loginId": "ada@example.com", "code": Secret("123456"), "noText": noText, "noNumber": noNumber,
            "noSecret": noSecret,
            "noOptions": noOptions, "nothing": nil, "someText": someText, "someFlag": someFlag, "list": ["a", "b"],
            "options": Options(stepup: true, code: "hush"), "json": ["k": nil, "n": 1] as JSONValue, "gone": 1,
            "url": "https://x.io/a",
        ]
        body["gone"] = nil
        body["added"] = 2
        let request = try await sent(act(body: body))
        #expect(
            request.bodyJSON == [
                "loginId": "ada@example.com", "code": "123456", "someText": "t", "someFlag": false, "list": ["a", "b"],
                "options": ["stepup": true, "code": "hush"], "json": ["k": nil, "n": 1], "added": 2,
                "url": "https://x.io/a",
            ]
        )
        #expect(request.headers["content-type"] == "application/json")
    }

    @Test("no body is none at all, and an empty one is an empty object")
    func emptyBody() async throws {
        let none = try await sent(act(body: nil))
        #expect(none.body == nil)
        #expect(none.headers["content-type"] == nil)
        let empty = try await sent(act(body: [:]))
        #expect(empty.body == Array("{}".utf8))
        #expect(empty.headers["content-type"] == "application/json")
    }

    @Test("a value that JSON cannot hold is an argument error, unsent")
    func unencodable() async throws {
        let transport = ScriptedTransport()
        let client = try client(transport)
        let error = await #expect(throws: DescopeError.self) { try await client.send(act(body: ["n": Double.nan])) }
        #expect(error?.kind == .argument)
        #expect(error?.operation == "thing.act")
        #expect(transport.sent.isEmpty)
    }

    @Test("reading may be repeated, other calls only when unsent, unless told otherwise")
    func repeatability() {
        let paths: [(APIMethod, Retryability)] = [
            (.get, .always), (.post, .ifUnsent), (.put, .ifUnsent), (.patch, .ifUnsent), (.delete, .ifUnsent),
        ]
        for (method, repeatability) in paths {
            #expect(
                Endpoint<NoContent>("a.b", method, "/v1").request.operation
                    == APIOperation("a.b", method, "/v1", .project, repeatability)
            )
        }
        #expect(Endpoint<NoContent>("a.b", .post, "/v1", retryable: .always).request.operation.retryable == .always)
    }
}
