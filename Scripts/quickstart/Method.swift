import Descope
import DescopeEmulator
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sign-in method that `--method` shows, each in its own file.
enum Method: String, CaseIterable {
    case otp
    case magiclink
    case enchantedlink
    case notp
    case oauth
    case password
    case sso
    case totp
    case passkey

    /// Runs it against an in-memory project.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id; nil uses a default one. Only an authenticator app's key contains it.
    ///   - imagePath: The file for the image, for methods that make one.
    func run(loginId: String?, imagePath: String?) async throws {
        let stage = try Stage()
        print("Signing in by \(rawValue), against a Descope project in memory.")
        switch self {
        case .otp: try await showOTP(stage)
        case .magiclink: try await showMagicLink(stage)
        case .enchantedlink: try await showEnchantedLink(stage)
        case .notp: try await showNOTP(stage, imagePath: imagePath)
        case .oauth: try await showOAuth(stage)
        case .sso: try await showSSO(stage)
        case .password: try await showPassword(stage)
        case .totp: try await showTOTP(stage, loginId: loginId ?? "ada@example.com", imagePath: imagePath)
        case .passkey: try await showPasskey(stage)
        }
        print("\nAll as expected. The emulator was asked \(stage.backend.requestCount()) times; the network never.")
    }
}

/// An in-memory project, a client for it, and the clock that both use.
struct Stage {
    let clock = ManualClock()
    let backend: EmulatorBackend
    let client: DescopeClient

    init() throws {
        backend = try EmulatorBackend(projectId: "P2quickstart", clock: clock)
        client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend), clock: clock)
    }

    /// Writes an image to a file, if requested.
    func save(_ image: [UInt8]?, to path: String?, _ steps: Steps) throws {
        guard let path else { return }
        guard let image else { throw Steps.Surprise("expected an image, found none") }
        do { try Data(image).write(to: URL(filePath: path)) } catch {
            throw Steps.Surprise("--image: expected a file that can be written, found that '\(path)' cannot")
        }
        steps.show("image written to \(path)")
    }

    /// The last steps of every method: validates the session, and logs out.
    func finish(_ signedIn: SignInResponse, _ steps: inout Steps) async throws {
        steps.begin("Check the session", "client.session.validate(signedIn.sessionJwt)")
        let token = try await client.session.validate(signedIn.sessionJwt)
        steps.show("\(token) for \(token.subject), by \(token.authenticationMethods.joined(separator: ", "))")

        guard let refreshJwt = signedIn.refreshJwt else { throw Steps.Surprise("expected a refresh token, found none") }
        steps.begin("Log out: no refresh is granted any more", "client.session.logOut(refreshJwt)")
        try await client.session.logOut(refreshJwt)
        try await steps.refused(with: .tokenInvalidatedByLogout) { _ = try await client.session.refresh(refreshJwt) }
    }
}
