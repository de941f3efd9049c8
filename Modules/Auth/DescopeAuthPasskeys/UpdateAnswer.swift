import DescopeCore
import DescopeHTTP
import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the service answers when a passkey was added: a session under `jwt` when one was asked for, otherwise nothing.
struct UpdateAnswer: Decodable {
    let session: SignInResponse?

    // The passkey is added by now: what stands where no session does is no failure. But tokens that cannot be read are
    // not passed over in silence.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let jwt = (try? container.decodeIfPresent(JSONValue.self, forKey: .jwt)) ?? .null
        let sessionJwt = jwt["sessionJwt"] ?? .null
        guard sessionJwt == .null || sessionJwt == "" else {
            session = try container.decode(SignInResponse.self, forKey: .jwt)
            return
        }
        // The session token may have come as a cookie, and the rest under `jwt` all the same.
        session = (try? container.decode(SignInResponse.self, forKey: .jwt)) ?? (try? SignInResponse(from: decoder))
    }

    private enum Key: String, CodingKey {
        case jwt
    }

    /// Reads an answer, whose body may be empty.
    static func read(_ response: APIResponse, _ names: CookieNames) throws -> SignInResponse? {
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.tokenCookies {
            decoder.userInfo[key] = TokenCookies(lines: response.headers[values: "set-cookie"], names: names)
        }
        let body = response.body.isEmpty ? Array("{}".utf8) : response.body
        return try decoder.decode(UpdateAnswer.self, from: Data(body)).session
    }
}
