/// The authenticator data, which an authenticator signs (W3C Web Authentication Level 3, §6.1).
struct AuthenticatorData {
    /// The SHA-256 of the relying party id.
    let siteDigest: [UInt8]
    private let flags: UInt8
    let signCount: UInt32
    /// The authenticator's model, and the id and key of a new passkey, if one was created.
    let newPasskey: (model: [UInt8], id: [UInt8], key: CBORValue)?

    var isUserPresent: Bool { flags & 0x01 != 0 }
    var isUserVerified: Bool { flags & 0x04 != 0 }
    /// Whether the passkey can be on several devices.
    var isBackupEligible: Bool { flags & 0x08 != 0 }
    /// Whether the passkey is on several devices.
    var isBackedUp: Bool { flags & 0x10 != 0 }

    /// Nil when the bytes are malformed.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        guard let digest = take(32), let flags = take(1)?.first, let count = take(4) else { return nil }
        siteDigest = Array(digest)
        self.flags = flags
        signCount = count.reduce(0) { $0 << 8 | UInt32($1) }
        if flags & 0x40 != 0 {
            // A credential id has at most 1023 bytes (§7.1).
            guard let model = take(16), let length = take(2).map({ $0.reduce(0) { $0 << 8 | Int($1) } }),
                (1...1023).contains(length), let id = take(length)
            else { return nil }
            var reader = CBORReader(rest)
            guard let key = reader.read() else { return nil }
            rest = reader.rest
            newPasskey = (Array(model), Array(id), key)
        } else {
            newPasskey = nil
        }
        if flags & 0x80 != 0 {
            var reader = CBORReader(rest)
            guard case .map = reader.read() else { return nil }
            rest = reader.rest
        }
        guard rest.isEmpty else { return nil }
    }
}
