public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// The state of a flow: a step that waits, or the end.
public struct FlowStep: JSONModel {
    /// The id of this run of the flow. Anyone who has it can continue the flow: keep it like a session.
    public package(set) var executionId = Secret("")
    /// The id of the step.
    public package(set) var stepId = ""
    /// The step's name in the console.
    public package(set) var stepName: String?
    /// Whether the flow waits or has ended.
    public package(set) var status = Status(rawValue: "")
    /// What the flow waits for.
    public package(set) var action = Action.none
    /// The screen to show: its `id`, and its `state`, the values to show in it.
    public package(set) var screen: JSONValue?
    /// The options for the browser, for ``Action/webauthnCreate`` and ``Action/webauthnGet``.
    public package(set) var webauthn: JSONValue?
    /// What a native app has to do, for ``Action/nativeBridge``.
    public package(set) var nativeResponse: JSONValue?
    /// What went wrong. The flow may still wait, for another attempt.
    public package(set) var error: Failure?
    /// The session's tokens, when the flow has signed the user in. Validate the session token like any other.
    public package(set) var signIn: SignInResponse?
    /// The flow's output, at its end.
    public package(set) var output: JSONValue?
    var redirect: Redirect?

    /// The URL to send the user to, for ``Action/redirect``. It contains the flow's state.
    public var redirectURL: Secret? { redirect?.url }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("executionId", \.executionId)
        $0("stepId", \.stepId, required: false, strict: true)
        $0("stepName", \.stepName)
        $0("status", \.status)
        $0("action", \.action, required: false)
        $0("screen", \.screen)
        $0("redirect", \.redirect)
        $0("webauthn", \.webauthn)
        $0("nativeResponse", \.nativeResponse)
        $0("error", \.error)
        // A flow need not sign anyone in.
        $0("authInfo", \.signIn, as: .ifAny)
        $0("output", \.output)
    }

    struct Redirect: JSONModel {
        var url: Secret?

        static let members = Members(Self()) { $0("url", \.url) }
    }

    /// What went wrong in a flow.
    public struct Failure: JSONModel, Hashable {
        /// The service's code: `E061102`.
        public package(set) var code: String?
        /// The meaning of the code.
        public package(set) var description: String?
        /// What happened.
        public package(set) var message: String?

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("code", \.code)
            $0("description", \.description)
            $0("message", \.message)
        }
    }

    /// Whether a flow waits or has ended. Open: the service may know other values.
    public struct Status: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes a status from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The flow waits for ``FlowStep/action``.
        public static let waiting = Self(rawValue: "waiting")
        /// The flow runs, and waits for nothing.
        public static let running = Self(rawValue: "running")
        /// The flow has ended successfully.
        public static let completed = Self(rawValue: "completed")
        /// The flow has failed; ``FlowStep/error`` says why.
        public static let failed = Self(rawValue: "failed")
    }

    /// What a flow waits for. Open: the service may know other values.
    public struct Action: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes an action from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Show a screen and send what the user enters.
        public static let screen = Self(rawValue: "screen")
        /// Ask again later. The interaction id for it is not documented.
        public static let poll = Self(rawValue: "poll")
        /// Send the user to ``FlowStep/redirectURL``.
        public static let redirect = Self(rawValue: "redirect")
        /// Have the browser create a passkey.
        public static let webauthnCreate = Self(rawValue: "webauthnCreate")
        /// Have the browser use a passkey.
        public static let webauthnGet = Self(rawValue: "webauthnGet")
        /// Have a native app do something.
        public static let nativeBridge = Self(rawValue: "nativeBridge")
        /// Nothing.
        public static let none = Self(rawValue: "none")
    }
}

extension ResponseForm<FlowStep> {
    /// A step; the tokens of its session may be in cookies.
    static var step: Self {
        Self { response, names, oddities in
            var step = try FlowStep(json: response.body, noting: &oddities)
            step.signIn = step.signIn?.with(TokenCookies(of: response, names))
            return step
        }
    }
}

extension FlowStep: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the action, without the screen's values, which are personal data.
    public var description: String { "<flow step: \(status.rawValue), \(action.rawValue)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` does not print values either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
