import Descope
import DescopeTesting
import Synchronization
import Testing

/// A method of the SDK with sample arguments. `Call.all` has one for every operation; suites over it check what holds
/// for all of them.
struct Call: Sendable, CustomTestStringConvertible {
    /// The operation's name, and what is special about the arguments: `otp.signIn, as a step-up`.
    let testDescription: String
    /// What a refusal of the service says about the user.
    let kind: Kind
    /// The operation's name in the emulator, where it is another one.
    let route: String?
    /// Whether it does not read its response, so that none is unreadable.
    let readsNothing: Bool
    /// Whether it sends secrets that are no arguments of their own.
    var sendsHiddenSecrets = false
    let make: @Sendable (DescopeClient, Given) async throws -> Void

    /// The operations that the emulator does not have, and why.
    static let notEmulated = [
        "flows.completeExternalAuth":
            "only a flow with an external authentication begins one, and the emulator runs none"
    ]

    /// The calls that the emulator refuses even where the project has what they name, and why.
    static let refusedByEmulator = [
        "analytics.search, with everything": "the emulator's records have neither device nor country",
        "audit.search, with everything": "as with analytics.search",
        "inboundApplications.create, with a flow for the consent": "consent is no flow of the emulator",
        "managementKeys.create, with everything": "a key expires either after a while or at a time",
        "passwordSettings.update, with everything": "the emulator does not measure the strength of passwords",
        "users.createBatch, with everything": "a password is either given or hashed",
        "users.importPasskeys, from Auth0": "the emulator knows users only by their own handles",
    ]

    /// The name or id under which the emulator counts the operation's requests.
    func emulatorName() async throws -> String {
        guard kind == .management else { return route ?? operation }
        let transport = ScriptedTransport(.cannotConnect)
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        try? await make(client.with { $0.retry = .never }, Given(refreshJwt: "a.b.c"))
        let request = try #require(transport.sent.first)
        return try #require(try Contract.read.get().operation(request.method, request.path)).id
    }

    /// The operation's name.
    var operation: String { testDescription.split(separator: ",").first.map(String.init) ?? testDescription }

    /// What an operation's refusals mean: those with status 400, 401 and 403.
    enum Kind: Sendable {
        /// It ends with a session, or needs one.
        case session
        /// It begins something or takes what a user typed, without a session.
        case input
        /// The same, for a signed-in user.
        case inputOfUser
        /// It must not tell who has an account.
        case undisclosed
        /// It takes nothing of the user's.
        case own
        /// It needs the management key, so that a refusal of the credentials is this server's error.
        case management

        /// `DescopeError.httpStatus` for refusals with status 400, 401 and 403.
        var statuses: [Int] {
            switch self {
            case .session: [401, 401, 401]
            case .input: [400, 400, 400]
            case .inputOfUser: [400, 401, 401]
            case .undisclosed: [202, 202, 202]
            case .own: [500, 500, 500]
            case .management: [400, 500, 500]
            }
        }
    }

    init(
        _ name: String,
        _ kind: Kind,
        readsNothing: Bool = false,
        route: String? = nil,
        make: @escaping @Sendable (DescopeClient, Given) async throws -> Void
    ) {
        (testDescription, self.kind, self.readsNothing) = (name, kind, readsNothing)
        (self.route, self.make) = (route, make)
    }

    /// An operation of the management API.
    ///
    /// - Parameters:
    ///   - readsNothing: Whether it does not read its response; only counts when the call has secrets.
    ///   - sendsHiddenSecrets: Whether it sends secrets that are no arguments of their own.
    static func management(
        _ name: String,
        readsNothing: Bool = false,
        sendsHiddenSecrets: Bool = false,
        make: @escaping @Sendable (Management, Given) async throws -> Void
    ) -> Call {
        var call = Call(name, .management, readsNothing: readsNothing) { try await make($0.management, $1) }
        call.sendsHiddenSecrets = sendsHiddenSecrets
        return call
    }
}

/// The arguments of a call: samples, which a test may replace. It notes which ones the call has taken.
final class Given: Sendable {
    /// A user's refresh token.
    let sampleRefreshJwt: Secret
    private let replaced: (name: String, value: String)?
    private let prepared: [String: String]
    private let operation: String
    private let taken = Mutex<[(name: String, value: String, isSecret: Bool)]>([])

    /// - Parameters:
    ///   - refreshJwt: The refresh token that calls are given.
    ///   - name: The argument that has another value than its sample.
    ///   - value: That value.
    init(refreshJwt: Secret, replacing name: String = "", by value: String = "") {
        sampleRefreshJwt = refreshJwt
        replaced = name.isEmpty ? nil : (name, value)
        (prepared, operation) = ([:], "")
    }

    /// The arguments for a project that has what they name.
    ///
    /// - Parameters:
    ///   - refreshJwt: The refresh token that calls are given.
    ///   - operation: The name of the call's operation: `users.load`.
    ///   - prepared: The values of arguments. The most specific name counts: `users.load.loginId`, `users.loginId`,
    ///     `loginId`.
    init(refreshJwt: Secret, of operation: String, prepared: [String: String]) {
        (sampleRefreshJwt, replaced, self.prepared, self.operation) = (refreshJwt, nil, prepared, operation)
    }

    /// The names and values of the arguments that were taken.
    var arguments: [(name: String, value: String)] { taken.withLock { $0.map { ($0.name, $0.value) } } }
    /// The values of those among them that must not show.
    var secrets: [String] { taken.withLock { $0.filter(\.isSecret).map(\.value) } }

    func callAsFunction(_ name: String) -> String {
        take(name, Self.samples[name] ?? "sample-of-\(name)", isSecret: false)
    }

    func secret(_ name: String) -> String {
        take(name, Self.samples[name] ?? "hush-hush-\(name)-31415926", isSecret: true)
    }

    var refreshJwt: String { take("refreshJwt", sampleRefreshJwt.reveal(), isSecret: true) }
    var method: DeliveryMethod { DeliveryMethod(rawValue: take("method", "email", isSecret: false)) }
    var phoneMethod: DeliveryMethod { DeliveryMethod(rawValue: take("method", "sms", isSecret: false)) }
    var provider: OAuthProvider { OAuthProvider(rawValue: take("provider", "google", isSecret: false)) }
    /// What a user typed into a screen of a flow. Only the service knows whether it may be blank.
    var flowInput: FlowInput { ["email": Secret(secret(Self.flowInput))] }

    /// The name of the one argument that may be blank.
    static let flowInput = "input"

    private func take(_ name: String, _ sample: String, isSecret: Bool) -> String {
        let area = operation.prefix { $0 != "." }
        let known = ["\(operation).\(name)", "\(area).\(name)", name].lazy.compactMap { self.prepared[$0] }.first
        let value = replaced?.name == name ? replaced?.value ?? "" : known ?? sample
        taken.withLock { $0.append((name, value, isSecret)) }
        return value
    }

    private static let samples = [
        "loginId": "ada@example.com", "email": "new@example.com", "phone": "+12025550143",
        "origin": "https://app.example.com", "redirectURL": "https://app.example.com/callback", "tenant": "acme",
        "tenantId": "acme", "flowId": "sign-up-or-in", "appId": "google-calendar",
        "response": #"{"hush":"hush-31415926"}"#, "dsl": "model AuthZ 1.0\n\ntype user\n",
    ]
}
