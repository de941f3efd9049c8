import DescopeCore

/// The result of a browser's `navigator.credentials` as a page posts it: a JSON string, with bytes in base64url.
package struct PasskeyResponse {
    /// The credential id.
    package let id: [UInt8]
    /// The client data, with exactly the bytes that were signed.
    let clientData: [UInt8]
    /// The other members of the response, by name.
    private let parts: [String: JSONValue]

    /// Much more than any passkey response needs.
    private static let maximumBytes = 64 << 10

    /// Parses a response.
    package init(_ text: String) throws(EmulatorRefusal) {
        guard text.utf8.count <= Self.maximumBytes, let answer = try? JSONReader.parse(Array(text.utf8)),
            answer["type"] == "public-key", let parts = answer["response"]?.objectValue
        else { throw .invalid("response is not a credential in JSON") }
        guard let id = answer["id"]?.stringValue.flatMap({ Base64URL.decode($0) }), !id.isEmpty,
            answer["rawId"] == answer["id"]
        else { throw .invalid("response has no id in base64url, or a different rawId") }
        self.id = id
        self.parts = parts
        clientData = try Self.bytes(parts, "clientDataJSON")
    }

    /// A required member of the response.
    func bytes(_ name: String) throws(EmulatorRefusal) -> [UInt8] { try Self.bytes(parts, name) }

    /// The user handle from the authenticator, if there is one.
    func userHandle() throws(EmulatorRefusal) -> [UInt8]? {
        parts["userHandle"] ?? .null == .null ? nil : try bytes("userHandle")
    }

    private static func bytes(
        _ parts: [String: JSONValue],
        _ name: String
    ) throws(EmulatorRefusal) -> [UInt8] {
        guard let bytes = parts[name]?.stringValue.flatMap({ Base64URL.decode($0) }) else {
            throw .invalid("response.\(name) is missing or not base64url")
        }
        return bytes
    }
}
