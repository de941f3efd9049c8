import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The hash of a password: the project's own, or one that was imported.
struct PasswordHash: Codable, Sendable {
    // A real service uses hundreds of thousands, to protect stolen hashes. These are passwords of tests, which sign in
    // thousands of times, serialized by the project's lock.
    private static let iterations = 500
    /// The greatest number of iterations of imported hashes: more would hold up the project.
    private static let maximumIterations = 1_000_000

    private enum Form: Codable {
        case pbkdf2(algorithm: String, iterations: Int)
        /// The digest of the password, followed by the salt.
        case sha(algorithm: String)
        /// Only kept: the platform's cryptography has no function to check it.
        case unchecked(String, members: JSONValue)
    }

    private let form: Form
    private let salt: Data
    private let hash: Data

    init(_ password: String) throws(EmulatorRefusal) {
        form = .pbkdf2(algorithm: "sha256", iterations: Self.iterations)
        salt = Data(try randomBytes(16))
        hash = Data(try Self.derive(password, salt, "sha256", Self.iterations, count: 32))
    }

    private init(_ form: Form, salt: Data, hash: Data) {
        self.form = form
        self.salt = salt
        self.hash = hash
    }

    /// Whether a password can be compared with it.
    var isChecked: Bool { if case .unchecked = form { false } else { true } }

    /// Compares the password in constant time. Throws for an imported hash that cannot be checked.
    func matches(_ password: String) throws(EmulatorRefusal) -> Bool {
        switch form {
        case .pbkdf2(let algorithm, let iterations):
            let derived = try Self.derive(password, salt, algorithm, iterations, count: hash.count)
            return ConstantTime.areEqual(Array(hash), derived)
        case .sha(let algorithm):
            let digest = try Self.digest(Array(password.utf8) + salt, algorithm)
            return ConstantTime.areEqual(Array(hash), digest)
        case .unchecked(let name, _):
            throw .invalid("signing in with a password that was hashed with \(name) is not emulated")
        }
    }

    private static func derive(
        _ password: String,
        _ salt: Data,
        _ algorithm: String,
        _ iterations: Int,
        count: Int
    ) throws(EmulatorRefusal) -> [UInt8] {
        let algorithm = try checked(algorithm)
        do {
            return try PBKDF2.derive(
                password: Array(password.utf8),
                salt: Array(salt),
                iterations: iterations,
                count: count,
                using: algorithm
            )
        } catch { throw .broken(error) }
    }

    private static func digest(_ bytes: [UInt8], _ algorithm: String) throws(EmulatorRefusal) -> [UInt8] {
        let algorithm = try checked(algorithm)
        do { return try MessageDigest.hash(bytes, using: algorithm) } catch { throw .broken(error) }
    }

    private static func checked(_ algorithm: String) throws(EmulatorRefusal) -> DigestAlgorithm {
        switch algorithm {
        case "sha1": return .sha1
        case "sha256": return .sha256
        case "sha512": return .sha512
        default: throw .invalid("type: expected sha1, sha256 or sha512, found another")
        }
    }
}

// MARK: - Imported hashes

extension Call {
    /// The password of an imported user, if there is one: in clear text or hashed.
    func passwordHash() throws(EmulatorRefusal) -> PasswordHash? {
        let hashed = body["hashedPassword"]?.objectValue
        guard text("password") == nil || hashed == nil else {
            throw .invalid("expected one of password and hashedPassword, found both")
        }
        if let password = text("password") { return try PasswordHash(password) }
        guard let hashed else { return nil }
        guard hashed.count == 1, let (name, members) = hashed.first else {
            throw .invalid("hashedPassword: expected one member, found \(hashed.count)")
        }
        return try PasswordHash(imported: name, Call(members.objectValue ?? [:]))
    }
}

extension PasswordHash {
    /// Reads an imported hash.
    init(imported name: String, _ members: Call) throws(EmulatorRefusal) {
        switch name {
        case "pbkdf2":
            guard let salt = Data(base64Encoded: members.text("salt") ?? ""),
                let hash = Data(base64Encoded: members.text("hash") ?? "")
            else { throw .invalid("hashedPassword.pbkdf2: hash or salt is not base64") }
            try self.init(pbkdf2: members.text("type") ?? "", members.number("iterations"), salt, hash)
        case "sha":
            guard let hash = Data(hex: members.text("hash") ?? ""), let salt = Data(hex: members.text("salt") ?? "")
            else { throw .invalid("hashedPassword.sha: hash or salt is not hexadecimal") }
            let algorithm = members.text("type") ?? ""
            guard try Self.checked(algorithm).byteCount == hash.count else {
                throw .invalid("hashedPassword.sha: the hash does not have the length of its type")
            }
            self.init(.sha(algorithm: algorithm), salt: salt, hash: hash)
        case "django" where members.text("hash")?.hasPrefix("pbkdf2_") == true:
            // pbkdf2_sha256$iterations$salt$hash; Django's other forms are only kept.
            let parts = try members.required("hash").dropFirst("pbkdf2_".count)
                .split(separator: "$", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let hash = Data(base64Encoded: parts[3]) else {
                throw .invalid("hashedPassword.django: expected pbkdf2_algorithm$iterations$salt$hash, found another")
            }
            try self.init(pbkdf2: parts[0], Int(parts[1]), Data(parts[2].utf8), hash)
        default:
            self.init(.unchecked(name, members: .object(members.body)), salt: Data(), hash: Data())
        }
    }

    private init(pbkdf2 algorithm: String, _ iterations: Int?, _ salt: Data, _ hash: Data) throws(EmulatorRefusal) {
        guard let iterations, (1...Self.maximumIterations).contains(iterations) else {
            throw .invalid("iterations: expected a number from 1 to \(Self.maximumIterations), found another")
        }
        guard (1...1024).contains(hash.count) else { throw .invalid("hash: expected 1 to 1024 bytes, found others") }
        _ = try Self.checked(algorithm)
        self.init(.pbkdf2(algorithm: algorithm, iterations: iterations), salt: salt, hash: hash)
    }
}

extension Data {
    /// The bytes of a hexadecimal string.
    fileprivate init?(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        self.init(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
