import DescopeAuthOTP
import Foundation

// The README's code for an answer to a mobile app, compiled and run. `ReadmeTests` holds the two together.

func readmeJSON(_ signedIn: SignInResponse) throws -> Data {
    /// The body of the answer. Its members are strings: a `Secret` cannot be encoded.
    struct SignedIn: Encodable {
        let sessionJwt: String
        let refreshJwt: String?

        init(_ response: SignInResponse) {
            sessionJwt = response.sessionJwt.reveal()
            refreshJwt = response.refreshJwt?.reveal()
        }
    }

    let body = try JSONEncoder().encode(SignedIn(signedIn))
    return body
}
