public import DescopeCore
public import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An authenticator app as on a user's phone: it stores a key and shows the current code (RFC 6238).
///
/// ```swift
/// let setup = try await client.totp.signUp(loginId: "ada@example.com")
/// let app = try AuthenticatorApp(key: setup.key, clock: clock)
/// let signedIn = try await client.totp.verify(loginId: "ada@example.com", code: app.code())
/// ```
public struct AuthenticatorApp: Sendable {
    private let key: [UInt8]
    private let clock: any DescopeClock
    private let digits: Int
    private let period: Int
    private let algorithm: DigestAlgorithm

    /// Makes an app from a typed key.
    ///
    /// - Parameters:
    ///   - key: The key in base32.
    ///   - clock: The app's source of time.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unusableArgument``.
    public init(key: some SecretConvertible, clock: some DescopeClock) throws(DescopeError) {
        try self.init(key.asSecret.reveal(), "key", clock)
    }

    /// Makes an app from a scanned `otpauth://totp/…` link, with the key and the settings in it.
    ///
    /// - Parameters:
    ///   - provisioningURL: The link.
    ///   - clock: The app's source of time.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unusableArgument``.
    public init(provisioningURL: some SecretConvertible, clock: some DescopeClock) throws(DescopeError) {
        let name = "provisioningURL"
        let link = provisioningURL.asSecret.reveal()
        guard link.hasPrefix("otpauth://totp/"), let mark = link.firstIndex(of: "?") else {
            throw .argument(name, "expected otpauth://totp/… with a query, found something else.")
        }
        let items = link[link.index(after: mark)...].split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        func value(_ item: String) -> String? { items.first { $0.count == 2 && $0[0] == item }?[1] }

        let algorithms = ["SHA1": DigestAlgorithm.sha1, "SHA256": .sha256, "SHA512": .sha512]
        guard let algorithm = algorithms[value("algorithm") ?? "SHA1"],
            let digits = Int(value("digits") ?? "6"), (6...8).contains(digits),
            let period = Int(value("period") ?? "30"), period > 0
        else {
            throw .argument(name, "expected SHA1, SHA256 or SHA512, 6 to 8 digits and a period, found something else.")
        }
        try self.init(value("secret") ?? "", name, clock, digits, period, algorithm)
    }

    private init(
        _ key: String,
        _ argument: String,
        _ clock: some DescopeClock,
        _ digits: Int = 6,
        _ period: Int = TOTP.period,
        _ algorithm: DigestAlgorithm = .sha1
    ) throws(DescopeError) {
        guard let bytes = Base32.decode(key), !bytes.isEmpty else {
            throw .argument(argument, "expected a key in base32, found something else.")
        }
        self.key = bytes
        self.clock = clock
        self.digits = digits
        self.period = period
        self.algorithm = algorithm
    }

    /// The code that the app shows.
    ///
    /// - Parameter stepsAway: The offset from the current code: positive for later codes, negative for earlier ones, as
    ///   if the phone's clock were wrong.
    /// - Throws: `CryptoError` when the platform's cryptography library is missing.
    public func code(stepsAway: Int = 0) throws(CryptoError) -> Secret {
        let moment = clock.now.timeIntervalSince1970 + Double(stepsAway) * Double(period)
        let step = TOTP.step(at: moment, period: period)
        return Secret(try TOTP.code(key: key, step: step, digits: digits, using: algorithm))
    }
}

extension AuthenticatorApp: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of object, without its key.
    public var description: String { "an authenticator app" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
