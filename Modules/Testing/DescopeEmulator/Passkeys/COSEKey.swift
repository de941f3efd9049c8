import DescopeCrypto

/// A public key in COSE (RFC 9052, §7; RFC 9053; RFC 8230), the format of authenticators.
struct COSEKey {
    /// The supported algorithms of passkeys with their numbers, preferred one first.
    static let algorithms: [(number: Int64, algorithm: SignatureAlgorithm)] = [
        (-7, .es256), (-8, .edDSA), (-257, .rs256),
    ]

    let algorithm: SignatureAlgorithm
    let key: PublicKeyMaterial

    /// Nil when it is not a key for one of these algorithms.
    init?(_ value: CBORValue) {
        guard let algorithm = Self.algorithms.first(where: { value[.int(3)]?.intValue == $0.number })?.algorithm,
            let type = value[.int(1)]?.intValue
        else { return nil }
        self.algorithm = algorithm
        // The meaning of -1, -2 and -3 depends on the type: a curve and its coordinates, or an RSA key's two numbers.
        let (first, second, third) = (value[.int(-1)], value[.int(-2)]?.bytesValue, value[.int(-3)]?.bytesValue)
        switch (algorithm, type, first, second, third) {
        case (.es256, 2, .int(1), let x?, let y?): key = .elliptic(curve: .p256, x: x, y: y)
        case (.edDSA, 1, .int(6), let x?, nil): key = .edwards(x: x)
        case (.rs256, 3, .bytes(let modulus), let exponent?, nil): key = .rsa(modulus: modulus, exponent: exponent)
        default: return nil
        }
    }
}
