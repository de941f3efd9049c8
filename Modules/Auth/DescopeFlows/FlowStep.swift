public import DescopeCore
public import DescopeModels

/// Where a flow stands: at a step that needs somebody, or at its end.
public struct FlowStep: Decodable, Sendable {
    /// The run of the flow. Whoever has it can go on with the flow: keep it like a session.
    public let executionId: Secret
    /// The step.
    public let stepId: String
    /// The step's name in the console.
    public let stepName: String?
    /// Whether it waits, or has ended, and how.
    public let status: Status
    /// What is to be done, while it waits.
    public let action: Action
    /// The screen to show: its `id`, and its `state`, the values to show in it.
    public let screen: JSONValue?
    /// Where to send the user, for ``Action/redirect``. It holds the flow's state.
    public let redirectURL: Secret?
    /// What the browser is to be asked for, for ``Action/webauthnCreate`` and ``Action/webauthnGet``.
    public let webauthn: JSONValue?
    /// What a native app is to do, for ``Action/nativeBridge``.
    public let nativeResponse: JSONValue?
    /// What went wrong. The flow may wait all the same, for another try.
    public let error: Failure?
    /// The session's tokens, when the flow has signed the user in. Check the session token as any other before you
    /// trust it.
    public let signIn: SignInResponse?
    /// What the flow hands out at its end.
    public let output: JSONValue?

    /// What went wrong in a flow.
    public struct Failure: Decodable, Hashable, Sendable {
        /// The service's code: `E061102`.
        public var code: String?
        /// What the code stands for.
        public var description: String?
        /// What happened.
        public var message: String?
    }

    /// Whether a flow waits, or has ended. Open: the service may know more than these.
    public struct Status: RawRepresentable, Hashable, Sendable {
        /// The status as the service writes it.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It waits for what ``FlowStep/action`` says.
        public static let waiting = Self(rawValue: "waiting")
        /// It works, and waits for nobody.
        public static let running = Self(rawValue: "running")
        /// It has ended as it should.
        public static let completed = Self(rawValue: "completed")
        /// It has ended otherwise; ``FlowStep/error`` says why.
        public static let failed = Self(rawValue: "failed")
    }

    /// What is to be done while a flow waits. Open: the service may know more than these.
    public struct Action: RawRepresentable, Hashable, Sendable {
        /// The action as the service writes it.
        public let rawValue: String

        /// Makes an action from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Show a screen and send what the user enters.
        public static let screen = Self(rawValue: "screen")
        /// Ask again after a while. Which interaction id that takes is not documented.
        public static let poll = Self(rawValue: "poll")
        /// Send the user elsewhere.
        public static let redirect = Self(rawValue: "redirect")
        /// Have a passkey made.
        public static let webauthnCreate = Self(rawValue: "webauthnCreate")
        /// Have a passkey used.
        public static let webauthnGet = Self(rawValue: "webauthnGet")
        /// Let a native app do something.
        public static let nativeBridge = Self(rawValue: "nativeBridge")
        /// Nothing.
        public static let none = Self(rawValue: "none")
    }

    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func json(_ key: Key) -> JSONValue? {
            (try? container.decodeIfPresent(JSONValue.self, forKey: key)).flatMap { $0 == .null ? nil : $0 }
        }
        executionId = try container.decode(Secret.self, forKey: .executionId)
        stepId = try container.decodeIfPresent(String.self, forKey: .stepId) ?? ""
        stepName = try? container.decodeIfPresent(String.self, forKey: .stepName)
        status = Status(rawValue: try container.decode(String.self, forKey: .status))
        action = Action(rawValue: (try? container.decodeIfPresent(String.self, forKey: .action)) ?? "none")
        screen = json(.screen)
        redirectURL = json(.redirect)?["url"]?.stringValue.map { Secret($0) }
        webauthn = json(.webauthn)
        nativeResponse = json(.nativeResponse)
        error = try? container.decodeIfPresent(Failure.self, forKey: .error)
        // A flow need not sign anybody in.
        signIn = try container.sessionIfAny(forKey: .authInfo)
        output = json(.output)
    }

    private enum Key: String, CodingKey {
        case executionId, stepId, stepName, status, action, screen, redirect, webauthn, nativeResponse, error, authInfo,
            output
    }
}

extension FlowStep: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its status and action. What stands on a screen is personal, so it does not print.
    public var description: String { "<flow step: \(status.rawValue), \(action.rawValue)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
