// swift-tools-version: 6.1
import PackageDescription

// The package reads as the architecture: one line per module, a floor per group, arrows only point down.
// `Docs/Architecture.md` says what each floor is for; `Scripts/check-architecture` holds the imports to it.

let modules: [Module] = [
    // Floor 0: no I/O, no knowledge of Descope's API.
    .library("DescopeCore", in: "Modules/Base"),
    .library(
        "DescopeCrypto",
        in: "Modules/Base",
        needs: [.target(name: "CDescopeCrypto", condition: .when(platforms: [.linux]))],
        tests: ["DescopeTesting", "DescopeEmulator", "TestVectors"]
    ),

    // Floor 1: the protocols at the seams, and what several features speak of.
    .library("DescopeHTTP", in: "Modules/Base", needs: ["DescopeCore"]),
    .library(
        "DescopeJWT",
        in: "Modules/Base",
        needs: ["DescopeCore", "DescopeCrypto"],
        tests: ["DescopeTesting", "DescopeEmulator", "TestVectors"],
        fixtures: ["Fixtures"]
    ),
    .library("DescopeModels", in: "Modules/Base", needs: ["DescopeHTTP", "DescopeCore"]),
    .library("DescopeAuthzModel", in: "Modules/Base", needs: ["DescopeCore"], tests: ["DescopeTesting"]),

    // Floor 2: ways to sign in, and what follows.
    .library(
        "DescopeSession",
        in: "Modules/Auth",
        needs: ["DescopeHTTP", "DescopeJWT", "DescopeModels", "DescopeCore", "DescopeCrypto"]
    ),
    .client("DescopeAuthOTP"),
    .client("DescopeOAuth"),
    .client("DescopeSSO"),
    .client("DescopeFlows"),
    .client("DescopeOutbound"),
    .client("DescopeAuthPassword"),
    .client("DescopeAuthTOTP"),
    .client("DescopeAuthPasskeys"),
    .client("DescopeAuthLinks"),
    .client("DescopeAuthNOTP"),

    // Floor 3: what an administrator or a back-end job does.
    .library(
        "DescopeManagement",
        in: "Modules/Management",
        needs: ["DescopeHTTP", "DescopeCore"],
        tests: ["DescopeTesting", "ClientTestSupport"]
    ),
    .management("DescopeManagementUsers"),
    .management("DescopeManagementRoles"),
    .management("DescopeManagementTenants"),
    .management("DescopeManagementAccessKeys"),
    .management("DescopeManagementSSO"),
    .management("DescopeManagementApplications"),
    .management("DescopeManagementMCP"),
    .management("DescopeManagementFlows"),
    .management("DescopeManagementProject"),
    .management("DescopeManagementAudit"),
    .management("DescopeManagementJWT"),
    .management("DescopeManagementLists"),
    .library(
        "DescopeAuthz",
        in: "Modules/Authz",
        needs: ["DescopeAuthzModel", "DescopeManagement", "DescopeHTTP", "DescopeCore"]
    ),
    .library(
        "DescopeAuthzFormats",
        in: "Modules/Authz",
        needs: ["DescopeAuthzModel", "DescopeCore"],
        tests: ["DescopeYAML", "authz"]
    ),

    // Floor 4: for tests and local runs.
    .library(
        "DescopeTesting",
        in: "Modules/Testing",
        needs: ["DescopeHTTP", "DescopeJWT", "DescopeCore", "DescopeCrypto"]
    ),
    .library(
        "DescopeEmulator",
        in: "Modules/Testing",
        needs: ["DescopeHTTP", "DescopeJWT", "DescopeAuthzModel", "DescopeCore", "DescopeCrypto"],
        fixtures: ["Fixtures"]
    ),

    // Beside the floors: adapters to the world.
    .library(
        "DescopeURLSession",
        in: "Plugins",
        needs: ["DescopeHTTP", "DescopeCore"],
        tests: ["ClientTestSupport", "DescopeTesting"]
    ),
    .library(
        "DescopeCurl",
        in: "Plugins",
        needs: [
            .target(name: "CDescopeCurl", condition: .when(platforms: [.linux])),
            .target(name: "CDescopeCrypto", condition: .when(platforms: [.linux])),
            "DescopeCrypto", "DescopeHTTP", "DescopeCore",
        ],
        tests: ["ClientTestSupport", "DescopeTesting"]
    ),
    .library(
        "DescopeYAML",
        in: "Plugins",
        needs: ["DescopeCore", .product(name: "Yams", package: "Yams", condition: .when(traits: ["YAML"]))],
        tests: []
    ),
    .library(
        "DescopeAsyncHTTPClient",
        in: "Plugins",
        needs: ["DescopeHTTP", "DescopeCore"]
            + [
                ("AsyncHTTPClient", "async-http-client"), ("NIOCore", "swift-nio"), ("NIOHTTP1", "swift-nio"),
                ("NIOPosix", "swift-nio"), ("NIOSSL", "swift-nio-ssl"),
            ].map { .product(name: $0, package: $1, condition: .when(traits: ["AsyncHTTPClientTransport"])) },
        tests: ["DescopeTesting"]
    ),
]

let apple: [Platform] = [.macOS, .macCatalyst, .iOS, .tvOS, .watchOS, .visionOS]

/// Floor 5: everything but the modules for tests and the plugins, with the platform's default transport.
let umbrella = Module.library(
    "Descope",
    in: "Modules",
    needs: modules.filter { !["Modules/Testing", "Plugins"].contains($0.folder) }.map { .target(name: $0.name) }
        + [
            .target(name: "DescopeCurl", condition: .when(platforms: [.linux])),
            .target(name: "DescopeURLSession", condition: .when(platforms: apple)),
        ],
    tests: []
)

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The lists have types of their own: in one expression, a mistake costs the compiler half a minute, and it does not say
// where the mistake is.
let products: [Product] =
    (modules + [umbrella]).map(\.product) + [
        .executable(name: "authz", targets: ["authz"]), .executable(name: "quickstart", targets: ["quickstart"]),
    ]

let support: [Target] = [
    .target(name: "CDescopeCrypto", path: "Modules/Base/CDescopeCrypto"),
    .target(name: "CDescopeCurl", path: "Plugins/CDescopeCurl"),
    // Beside the tests of several modules; no products.
    .target(name: "TestVectors", path: "Tests/TestVectors", swiftSettings: settings),
    .target(
        name: "ClientTestSupport",
        dependencies: ["DescopeTesting", "DescopeHTTP", "DescopeCore"],
        path: "Tests/ClientTestSupport",
        swiftSettings: settings
    ),
    .executableTarget(
        name: "authz",
        dependencies: ["DescopeAuthzFormats", "DescopeAuthzModel", "DescopeCore", "DescopeYAML"],
        path: "Plugins/authz",
        swiftSettings: settings
    ),
    .target(name: "CAllocations", path: "Scripts/benchmark/CAllocations"),
    .executableTarget(
        name: "quickstart",
        dependencies: ["Descope", "DescopeEmulator", "DescopeTesting"],
        path: "Scripts/quickstart",
        swiftSettings: settings
    ),
    .executableTarget(
        name: "benchmark",
        dependencies: [
            "DescopeManagementUsers", "DescopeManagementAccessKeys", "DescopeManagementAudit", "DescopeManagement",
            "DescopeSession", "DescopeModels", "DescopeHTTP", "DescopeJWT", "DescopeAuthzModel", "DescopeEmulator",
            "DescopeTesting", "DescopeCore", "DescopeCrypto", "CAllocations",
        ],
        path: "Scripts/benchmark",
        exclude: ["CAllocations"],
        swiftSettings: settings
    ),
    .target(
        name: "FuzzProperties",
        dependencies: ["DescopeAuthzFormats", "DescopeAuthzModel", "DescopeJWT", "DescopeCore", "DescopeCrypto"],
        path: "Scripts/fuzzing/Properties",
        swiftSettings: settings
    ),
    .testTarget(
        name: "DescopeIntegrationTests",
        dependencies: [
            "Descope", "DescopeURLSession", "DescopeCurl", "DescopeAsyncHTTPClient", "DescopeEmulator",
            "DescopeTesting", "DescopeYAML", "ClientTestSupport", "FuzzProperties",
        ],
        path: "IntegrationTests",
        exclude: ["RecordedRequests/Requests"],
        swiftSettings: settings
    ),
]

/// Only libFuzzer gives it a `main`: for `Scripts/fuzz` alone.
let fuzzer: [Target] =
    Context.environment["DESCOPE_FUZZING"] == nil
    ? []
    : [
        .executableTarget(
            name: "fuzz",
            dependencies: ["FuzzProperties"],
            path: "Scripts/fuzzing/Fuzzer",
            swiftSettings: settings
        )
    ]

/// What a default build does without: each package is resolved only when its trait is enabled.
let traits: Set<Trait> = [
    .trait(name: "AsyncHTTPClientTransport", description: "Adds the transport of the module DescopeAsyncHTTPClient."),
    .trait(name: "YAML", description: "Lets the tool authz and the module DescopeYAML read YAML, with Yams."),
]

let packages: [Package.Dependency] = [
    .package(  // gated: AsyncHTTPClientTransport
        url: "https://github.com/swift-server/async-http-client",
        from: "1.37.0"
    ),
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),  // gated: AsyncHTTPClientTransport
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),  // gated: AsyncHTTPClientTransport
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),  // gated: YAML
]

let targets: [Target] = (modules + [umbrella]).flatMap(\.targets) + support + fuzzer

let package = Package(
    name: "descope-swift-server",
    platforms: [.macOS(.v15)],
    products: products,
    traits: traits,
    dependencies: packages,
    targets: targets,
    swiftLanguageModes: [.v6]
)

/// One library module: a product, a target, and a test target that mirrors it.
struct Module {
    let name: String
    let folder: String
    let needs: [Target.Dependency]
    /// What its tests need beside it; without any, it has no test target of its own.
    let tests: [String]
    /// Folders of its tests that hold data, which the tests find beside their source.
    let fixtures: [String]

    static func library(
        _ name: String,
        in folder: String,
        needs: [Target.Dependency] = [],
        tests: [String] = ["DescopeTesting", "DescopeEmulator"],
        fixtures: [String] = []
    ) -> Module {
        Module(name: name, folder: folder, needs: needs, tests: tests, fixtures: fixtures)
    }

    /// The client of one part of the API: they all need the same, and so do their tests.
    static func client(_ name: String) -> Module {
        library(
            name,
            in: "Modules/Auth",
            needs: ["DescopeHTTP", "DescopeModels", "DescopeCore"],
            tests: ["DescopeTesting", "ClientTestSupport"]
        )
    }

    /// One area of the management API. Its tests are those over all operations, in `IntegrationTests`.
    static func management(_ name: String) -> Module {
        library(
            name,
            in: "Modules/Management",
            needs: ["DescopeManagement", "DescopeHTTP", "DescopeModels", "DescopeCore"],
            tests: []
        )
    }

    var product: Product { .library(name: name, targets: [name]) }

    var targets: [Target] {
        let library = Target.target(
            name: name,
            dependencies: needs,
            path: "\(folder)/\(name)",
            swiftSettings: settings
        )
        guard !tests.isEmpty else { return [library] }
        return [
            library,
            .testTarget(
                name: "\(name)Tests",
                dependencies: [.target(name: name)] + needs + tests.filter { $0 != name }.map { .target(name: $0) },
                path: "Tests/\(name)Tests",
                exclude: fixtures,
                swiftSettings: settings
            ),
        ]
    }
}
