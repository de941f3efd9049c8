#if !canImport(CryptoKit)
import CDescopeCrypto

/// A public or private key in libcrypto, freed with its last reference.
// @unchecked: libcrypto only reads a key once it is made, and locks the key's caches itself.
final class LibcryptoKey: @unchecked Sendable {
    let library: Libcrypto
    let pointer: OpaquePointer

    init(library: Libcrypto, pointer: OpaquePointer) {
        self.library = library
        self.pointer = pointer
    }

    deinit { library.c.EVP_PKEY_free(pointer) }

    /// Reads a public key; refuses a point that is not on its curve.
    convenience init(_ key: PublicKeyMaterial) throws(CryptoError) {
        let library = try Libcrypto.load()
        guard let pointer = library.makeKey(key) else {
            throw library.failure(
                "key: expected a valid public key, found invalid numbers, such as a point that is not on the curve",
                code: .invalidKey
            )
        }
        self.init(library: library, pointer: pointer)
    }

    /// The public key that belongs to a private key.
    func publicKey() throws(CryptoError) -> PublicKeyMaterial {
        let count = library.c.i2d_PUBKEY(pointer, nil)
        guard count > 0 else { throw library.failure("the platform's libcrypto failed to write a public key") }
        let encoded = [UInt8](unsafeUninitializedCapacity: Int(count)) { bytes, initialized in
            var start = bytes.baseAddress
            initialized = max(0, Int(library.c.i2d_PUBKEY(pointer, &start)))
        }
        guard let key = PublicKeyMaterial(subjectPublicKeyInfo: encoded) else {
            throw CryptoError(.invalidKey, "key: expected RSA, P-256, P-384, P-521 or Ed25519, found another kind")
        }
        return key
    }

    /// Applies the algorithm's settings to a context that has been initialized for signing or verifying.
    func configure(_ context: OpaquePointer, for family: SignatureAlgorithm.Family) throws(CryptoError) {
        for (name, value) in family.libcryptoSettings {
            try library.require(library.c.EVP_PKEY_CTX_ctrl_str(context, name, value), "set \(name)")
        }
    }
}

extension Libcrypto {
    /// Makes a key from its numbers. Before OpenSSL 3 the key is read from DER; OpenSSL 3 takes six times as long for
    /// that.
    fileprivate func makeKey(_ key: PublicKeyMaterial) -> OpaquePointer? {
        guard let start = c.EVP_PKEY_CTX_new_from_name, let prepare = c.EVP_PKEY_fromdata_init,
            let make = c.EVP_PKEY_fromdata
        else { return readKey(key.subjectPublicKeyInfo) }
        let (name, values) = key.libcryptoValues
        guard let context = start(nil, name, nil) else { return nil }
        defer { c.EVP_PKEY_CTX_free(context) }
        guard prepare(context) == 1 else { return nil }
        var made: OpaquePointer?
        // A zero byte after each value terminates strings.
        var memory: [UInt8] = []
        for value in values { memory += value.bytes + [0] }
        let isMade = memory.withUnsafeMutableBytes { memory in
            var offset = 0
            var parameters = values.map { value in
                defer { offset += value.bytes.count + 1 }
                return descope_parameter(
                    name: value.name.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) { $0 },
                    kind: UInt32(value.kind),
                    data: memory.baseAddress?.advanced(by: offset),
                    size: value.bytes.count,
                    written: 0
                )
            }
            parameters.append(descope_parameter())
            return make(context, &made, CInt(descope_public_key), &parameters) == 1
        }
        return isMade ? made : nil
    }

    private func readKey(_ encoded: [UInt8]) -> OpaquePointer? {
        encoded.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return c.d2i_PUBKEY(nil, &start, bytes.count)
        }
    }
}

extension PublicKeyMaterial {
    fileprivate typealias LibcryptoValue = (name: StaticString, kind: Int, bytes: [UInt8])

    /// The kind of key and its numbers, under libcrypto's names.
    fileprivate var libcryptoValues: (kind: String, values: [LibcryptoValue]) {
        switch self {
        case .rsa(let modulus, let exponent):
            ("RSA", [("n", descope_number, modulus.inNativeOrder), ("e", descope_number, exponent.inNativeOrder)])
        case .elliptic(let curve, let x, let y):
            ("EC", [("group", descope_text, Array(curve.rawValue.utf8)), ("pub", descope_bytes, [4] + x + y)])
        case .edwards(let x):
            ("ED25519", [("pub", descope_bytes, x)])
        }
    }
}

extension [UInt8] {
    /// A big-endian number in the processor's byte order.
    fileprivate var inNativeOrder: [UInt8] { 1.bigEndian == 1 ? self : reversed() }
}

extension SignatureAlgorithm.Family {
    /// The algorithm's settings under libcrypto's names, to be applied in this order.
    fileprivate var libcryptoSettings: [(name: String, value: String)] {
        switch self {
        case .rsaPKCS1(let digest): [("rsa_padding_mode", "pkcs1"), ("digest", digest.libcryptoName)]
        case .rsaPSS(let digest):
            [
                ("rsa_padding_mode", "pss"), ("digest", digest.libcryptoName),
                ("rsa_mgf1_md", digest.libcryptoName), ("rsa_pss_saltlen", "\(digest.byteCount)"),
            ]
        case .ecdsa(_, let digest): [("digest", digest.libcryptoName)]
        case .ed25519: []
        }
    }
}

extension DigestAlgorithm {
    fileprivate var libcryptoName: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}
#endif
