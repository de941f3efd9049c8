public import DescopeCore
import DescopeManagement

/// The hash of a password, as another system has stored it. Users sign in with their passwords, and the service
/// replaces the hash by its own.
public struct HashedPassword: JSONConvertible {
    /// The name of the form, and its members.
    private let form: String
    private let values: Values

    /// A digest function.
    public enum Digest: String, Sendable {
        case md5
        case sha1
        case sha256
        case sha512
    }

    private init(_ form: String, _ values: [String: (any JSONConvertible)?]) {
        self.form = form
        self.values = Values(members: values.compactMapValues(\.self))
    }

    /// A bcrypt hash.
    ///
    /// - Parameter hash: Text that begins with `$2a$` or a relative of it.
    public static func bcrypt(_ hash: some SecretConvertible) -> Self { Self("bcrypt", ["hash": hash.asSecret]) }

    /// An Argon2 hash.
    ///
    /// - Parameters:
    ///   - hash: The hash.
    ///   - salt: The salt.
    ///   - iterations: The number of iterations.
    ///   - memory: The memory in kilobytes.
    ///   - threads: The number of threads.
    ///   - type: The variant, such as `argon2id`; nil for the service's default.
    public static func argon2(
        hash: [UInt8],
        salt: [UInt8],
        iterations: Int,
        memory: Int,
        threads: Int,
        type: String? = nil
    ) -> Self {
        Self(
            "argon2",
            [
                "hash": base64(hash), "salt": base64(salt), "iterations": iterations, "memory": memory,
                "threads": threads, "type": type,
            ]
        )
    }

    /// A hash of Firebase, which is a form of scrypt.
    ///
    /// - Parameters:
    ///   - hash: The hash.
    ///   - salt: The salt.
    ///   - saltSeparator: What the project puts between salt and key, usually one byte.
    ///   - signerKey: The project's key.
    ///   - memory: The memory cost.
    ///   - rounds: The number of rounds.
    public static func firebase(
        hash: [UInt8],
        salt: [UInt8],
        saltSeparator: [UInt8],
        signerKey: [UInt8],
        memory: Int,
        rounds: Int
    ) -> Self {
        Self(
            "firebase",
            [
                "hash": base64(hash), "salt": base64(salt),
                "saltSeparator": base64(saltSeparator), "signerKey": base64(signerKey),
                "memory": memory, "rounds": rounds,
            ]
        )
    }

    /// A PBKDF2 hash.
    ///
    /// - Parameters:
    ///   - hash: The hash.
    ///   - salt: The salt.
    ///   - iterations: The number of iterations.
    ///   - digest: The digest function: `sha1`, `sha256` or `sha512`.
    public static func pbkdf2(hash: [UInt8], salt: [UInt8], iterations: Int, digest: Digest) -> Self {
        Self(
            "pbkdf2",
            [
                "hash": base64(hash), "salt": base64(salt), "iterations": iterations,
                "type": digest.rawValue,
            ]
        )
    }

    /// A hash of Django.
    ///
    /// - Parameter hash: Text, for example beginning with `pbkdf2_sha256$`.
    public static func django(_ hash: some SecretConvertible) -> Self { Self("django", ["hash": hash.asSecret]) }

    /// A hash of phpass.
    ///
    /// - Parameters:
    ///   - hash: Text in the alphabet of phpass.
    ///   - salt: The salt.
    ///   - iterations: The number of iterations.
    ///   - digest: The digest function: `md5` or `sha512`.
    public static func phpass(
        hash: some SecretConvertible,
        salt: some SecretConvertible,
        iterations: Int,
        digest: Digest
    ) -> Self {
        Self(
            "phpass",
            ["hash": hash.asSecret, "salt": salt.asSecret, "iterations": iterations, "type": digest.rawValue]
        )
    }

    /// An MD5 digest.
    ///
    /// - Parameter hash: The digest in hexadecimal.
    public static func md5(_ hash: some SecretConvertible) -> Self { Self("md5", ["hash": hash.asSecret]) }

    /// A SHA digest.
    ///
    /// - Parameters:
    ///   - hash: The digest in hexadecimal.
    ///   - digest: The digest function: `sha1`, `sha256` or `sha512`.
    ///   - salt: The salt in hexadecimal.
    public static func sha(
        _ hash: some SecretConvertible,
        digest: Digest,
        salt: (any SecretConvertible)? = nil
    ) -> Self {
        Self("sha", ["hash": hash.asSecret, "type": digest.rawValue, "salt": salt?.asSecret])
    }

    /// A hash of Buddyauth.
    ///
    /// - Parameter hash: Text, for example beginning with `bcrypt+sha512$`.
    public static func buddyauth(_ hash: some SecretConvertible) -> Self { Self("buddyauth", ["hash": hash.asSecret]) }

    /// A hash of the form that the service calls `bach`.
    public static func bach(hash: some SecretConvertible, key: some SecretConvertible) -> Self {
        Self("bach", ["hash": hash.asSecret, "key": key.asSecret])
    }

    /// Reads the first form of an object.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        let forms = try [String: [String: JSONValue]].read(from: &json)
        guard let (form, values) = forms.first else { throw JSONFailure("expected a password's hash", at: 0) }
        return Self(form, values.mapValues { value in value.stringValue.map { Secret($0) } ?? value })
    }

    /// Writes an object with one member, the form.
    public func write(to json: inout JSONWriter) { json.writeObject { $0.writeMember(form, values) } }

    private struct Values: JSONConvertible {
        let members: [String: any JSONConvertible]

        static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
            Self(members: try [String: JSONValue].read(from: &json))
        }

        func write(to json: inout JSONWriter) {
            for (name, value) in members where (value as? Secret)?.isBlank == true {
                json.refuse(expecting: "a hash whose \(name) is not blank", found: "a blank one")
            }
            json.writeObject { $0.writeMembers(members) }
        }
    }
}
