import DescopeCore

/// What a browser's `navigator.credentials` gave, as it is posted: JSON text, bytes in base64url.
package struct PasskeyAnswer {
    /// The passkey's id.
    package let id: [UInt8]
    /// What the browser says, byte by byte as it was signed.
    let clientData: [UInt8]
    /// What is in the answer besides, by name.
    private let parts: [String: JSONValue]

    /// Far more than any passkey's answer takes.
    private static let maximumBytes = 64 << 10

    /// Reads an answer.
    package init(_ text: String) throws(EmulatorRefusal) {
        guard text.utf8.count <= Self.maximumBytes, let answer = try? JSONReader.parse(Array(text.utf8)),
            answer["type"] == "public-key", let parts = answer["response"]?.objectValue
        else { throw .invalid("response is no credential in JSON") }
        guard let id = answer["id"]?.stringValue.flatMap({ Base64URL.decode($0) }), !id.isEmpty,
            answer["rawId"] == answer["id"]
        else { throw .invalid("response has no id in base64url, or another rawId") }
        self.id = id
        self.parts = parts
        clientData = try Self.bytes(parts, "clientDataJSON")
    }

    /// A part that the answer has to have.
    func bytes(_ name: String) throws(EmulatorRefusal) -> [UInt8] { try Self.bytes(parts, name) }

    /// Whom the authenticator takes the user for, when it says so.
    func userHandle() throws(EmulatorRefusal) -> [UInt8]? {
        parts["userHandle"] ?? .null == .null ? nil : try bytes("userHandle")
    }

    private static func bytes(
        _ parts: [String: JSONValue],
        _ name: String
    ) throws(EmulatorRefusal) -> [UInt8] {
        guard let bytes = parts[name]?.stringValue.flatMap({ Base64URL.decode($0) }) else {
            throw .invalid("response.\(name) is missing or no base64url")
        }
        return bytes
    }
}
