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

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        session = try container.sessionIfAny(forKey: .jwt) ?? (try? SignInResponse(from: decoder))
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
