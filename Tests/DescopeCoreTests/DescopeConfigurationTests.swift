import DescopeCore
import Testing

@Suite struct DescopeConfigurationTests {
    private static let projectId = "P2aaaaaaaaaaaaaaaaaaaaaaaaaa"

    @Test("defaults are those of the design")
    func defaults() throws {
        let configuration = try DescopeConfiguration(projectId: Self.projectId)
        #expect(configuration.projectId == Self.projectId)
        #expect(configuration.baseURL.description == "https://api.descope.com")
        #expect(configuration.requestTimeout == .seconds(60))
        #expect(configuration.leeway == .seconds(5))
        #expect(configuration.maximumTokenBytes == 65_536)
        #expect(configuration.keyLifetime == .seconds(600))
        #expect(configuration.maximumKeyAge == .seconds(86_400))
        #expect(configuration.keyFetchesPerMinute == 3)
        #expect(configuration.retry.delays == [.milliseconds(100), .seconds(5), .seconds(5)])
        #expect(configuration.cookies == CookieNames(session: "DS", refresh: "DSR"))
        #expect(configuration.managementKey == nil)
        #expect(configuration.authManagementKey == nil)
        #expect(configuration.publicKey == nil)
        #expect(configuration.additionalHeaders.isEmpty)
        #expect(RetryPolicy.never.delays.isEmpty)
    }

    private static let spaces: [(String, String)] = [
        ("", "\n"), ("", "\r\n"), ("  ", ""), ("\t ", " \r\n"), ("\u{A0}", "\u{2003}"), ("\n", "\n\n"),
    ]

    @Test("white space around an argument or a variable is dropped", arguments: spaces)
    func trimmed(_ before: String, _ after: String) throws {
        func spaced(_ text: String) -> String { before + text + after }
        var later = try DescopeConfiguration(projectId: "P2x")
        later.managementKey = Secret(spaced("management"))
        later.authManagementKey = Secret(spaced("authentication"))
        #expect(later.managementKey?.reveal() == "management")
        #expect(later.authManagementKey?.reveal() == "authentication")
        for configuration in [
            try DescopeConfiguration(
                projectId: spaced("P2x"),
                managementKey: spaced("management"),
                authManagementKey: Secret(spaced("authentication")),
                publicKey: spaced(#"{"kid": "x"}"#),
                baseURL: spaced("https://url.example.com/path")
            ),
            try DescopeConfiguration(environment: [
                "DESCOPE_PROJECT_ID": spaced("P2x"),
                "DESCOPE_MANAGEMENT_KEY": spaced("management"),
                "DESCOPE_AUTH_MANAGEMENT_KEY": spaced("authentication"),
                "DESCOPE_PUBLIC_KEY": spaced(#"{"kid": "x"}"#),
                "DESCOPE_BASE_URI": spaced("https://url.example.com/path"),
            ]),
        ] {
            #expect(configuration.projectId == "P2x")
            #expect(configuration.managementKey?.reveal() == "management")
            #expect(configuration.authManagementKey?.reveal() == "authentication")
            #expect(configuration.publicKey == #"{"kid": "x"}"#)
            #expect(configuration.baseURL.description == "https://url.example.com/path")
        }
    }

    @Test(
        "white space within a base URL is refused",
        arguments: ["https://a b", "https://a/b c", "https://a\n/b", " "]
    )
    func spacedURL(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try DescopeConfiguration(projectId: "P2x", baseURL: text) }
        #expect(error?.code == .invalidBaseURL)
    }

    @Test(
        "malformed project ids are refused",
        arguments: [
            "", " ", "\n", "P2 x", "P2\tx", "P2/x", "P2:x", "P2.x", "P2%20", "P2\u{0}x", "P２x", "P٤x", "Pé",
            "Pe\u{301}", "P²",
            String(repeating: "P", count: 129),
            // The service's begin with P. A key is often passed by mistake.
            "nope", "p2x", "2x", "-P2x", "_", "K2aaaaaaaaaaaaaaaaaaaaaaaaaa", "xP2x",
        ]
    )
    func refused(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try DescopeConfiguration(projectId: text) }
        #expect(error?.code == .invalidProjectId)
        #expect(error?.message.hasPrefix("projectId: expected ") == true)
        #expect(error?.message.contains("https://app.descope.com/settings/project") == true)
        let id = text.unicodeScalars.filter { !$0.properties.isWhitespace }
        #expect(id.count < 4 || error?.message.contains(String(String.UnicodeScalarView(id))) == false)
    }

    @Test(
        "project ids that are taken",
        arguments: [
            "P", "P2-x_Y9", "PABC", "Puse12aaaaaaaaaaaaaaaaaaaaaaaaaaa", String(repeating: "P", count: 128),
        ]
    )
    func taken(_ text: String) throws {
        #expect(try DescopeConfiguration(projectId: text).projectId == text)
    }

    @Test(
        "keys that would break out of their header are refused, by name and without their text",
        arguments: [
            "", " ", "\r\n", "hush hush", "hush\thush", "hush\nhush\n", "hush\nX: hush", "hush\u{0}", "hush\u{7F}",
            "hüsh",
            "hush:hush", "hush\n:",
        ]
    )
    func keys(_ key: String) {
        let errors = [
            #expect(throws: DescopeError.self) { try DescopeConfiguration(projectId: "P2x", managementKey: key) },
            #expect(throws: DescopeError.self) { try DescopeConfiguration(projectId: "P2x", authManagementKey: key) },
        ]
        #expect(errors.map { $0?.code } == [.unusableArgument, .unusableArgument])
        #expect(errors[0]?.message.hasPrefix("managementKey: ") == true)
        #expect(errors[1]?.message.hasPrefix("authManagementKey: ") == true)
        for error in errors { #expect(error.map { !"\($0)".contains("hush") && !"\($0)".contains("hüsh") } == true) }
    }

    @Test("every variable is read from the environment")
    func environment() throws {
        let configuration = try DescopeConfiguration(environment: [
            "DESCOPE_PROJECT_ID": " P2x ",
            "DESCOPE_MANAGEMENT_KEY": "management",
            "DESCOPE_AUTH_MANAGEMENT_KEY": "authentication",
            "DESCOPE_PUBLIC_KEY": #"{"kid":"x"}"#,
            "DESCOPE_BASE_URL": "https://url.example.com",
            "DESCOPE_BASE_URI": "https://uri.example.com",
        ])
        #expect(configuration.projectId == "P2x")
        #expect(configuration.managementKey?.reveal() == "management")
        #expect(configuration.authManagementKey?.reveal() == "authentication")
        #expect(configuration.publicKey == #"{"kid":"x"}"#)
        #expect(configuration.baseURL.description == "https://url.example.com")
    }

    @Test(
        "the base URL goes by two names; an empty variable counts as absent",
        arguments: [
            (["DESCOPE_BASE_URI": "https://uri.example.com"], "https://uri.example.com"),
            (["DESCOPE_BASE_URL": "", "DESCOPE_BASE_URI": "https://uri.example.com"], "https://uri.example.com"),
            (["DESCOPE_BASE_URL": "https://url.example.com", "DESCOPE_BASE_URI": ""], "https://url.example.com"),
            (["DESCOPE_BASE_URL": "", "DESCOPE_BASE_URI": ""], "https://api.descope.com"),
            (["DESCOPE_BASE_URL": "\n", "DESCOPE_BASE_URI": "https://uri.example.com\n"], "https://uri.example.com"),
            (["DESCOPE_BASE_URL": " ", "DESCOPE_BASE_URI": "\r\n"], "https://api.descope.com"),
        ]
    )
    func baseURLNames(_ environment: [String: String], _ address: String) throws {
        let environment = environment.merging(
            [
                "DESCOPE_PROJECT_ID": "P2x", "DESCOPE_MANAGEMENT_KEY": "", "DESCOPE_AUTH_MANAGEMENT_KEY": "\n",
                "DESCOPE_PUBLIC_KEY": " ",
            ],
            uniquingKeysWith: { $1 }
        )
        let configuration = try DescopeConfiguration(environment: environment)
        #expect(configuration.baseURL.description == address)
        #expect(configuration.managementKey == nil)
        #expect(configuration.authManagementKey == nil)
        #expect(configuration.publicKey == nil)
    }

    @Test(
        "a missing project id is an error that names the variable",
        arguments: [[:], ["DESCOPE_PROJECT_ID": ""], ["DESCOPE_PROJECT_ID": "\n"]]
    )
    func missing(_ environment: [String: String]) {
        let error = #expect(throws: DescopeError.self) { try DescopeConfiguration(environment: environment) }
        #expect(error?.code == .invalidProjectId)
        #expect(error?.message.contains("DESCOPE_PROJECT_ID") == true)
    }

    @Test(
        "a malformed base URL in the environment is refused",
        arguments: ["DESCOPE_BASE_URL", "DESCOPE_BASE_URI"]
    )
    func malformedURL(_ name: String) {
        let error = #expect(throws: DescopeError.self) {
            try DescopeConfiguration(environment: ["DESCOPE_PROJECT_ID": "P2x", name: "http://example.com"])
        }
        #expect(error?.code == .invalidBaseURL)
    }

    @Test("a configuration does not print its keys")
    func noSecrets() throws {
        let configuration = try DescopeConfiguration(
            projectId: "P2x",
            managementKey: "hush-1",
            authManagementKey: "hush-2"
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hush"))
        #expect(!"\(configuration)".contains("hush"))
        #expect(!String(reflecting: configuration).contains("hush"))
    }
}
