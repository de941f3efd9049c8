package import DescopeCore

/// Where a user goes to sign in at an identity provider. The URL holds the state that ties the way back to the start.
package struct AuthorizationURL: Decodable, Sendable {
    package let url: Secret

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        url = try container.decode(Secret.self, forKey: .url)
        guard !url.isEmpty else {
            throw DecodingError.dataCorruptedError(forKey: .url, in: container, debugDescription: "an empty URL")
        }
    }

    private enum Key: String, CodingKey { case url }
}
