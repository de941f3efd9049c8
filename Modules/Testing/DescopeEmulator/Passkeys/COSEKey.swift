import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A public key in COSE (RFC 9052, §7; RFC 9053; RFC 8230), the format of authenticators.
struct COSEKey: Codable {
    /// The supported algorithms of passkeys with their numbers, preferred one first.
    static let algorithms: [(number: Int64, algorithm: SignatureAlgorithm)] = [
        (-7, .es256), (-8, .edDSA), (-257, .rs256),
    ]

    private let number: Int64
    /// The coordinates of a point, the second one empty for Ed25519, or an RSA key's modulus and exponent.
    private let numbers: [Data]

    /// Nil when it is not a key for one of the algorithms.
    init?(_ value: CBORValue) {
        guard let number = value[.int(3)]?.intValue, let type = value[.int(1)]?.intValue else { return nil }
        self.number = number
        // The meaning of -1, -2 and -3 depends on the type: a curve and its coordinates, or an RSA key's two numbers.
        let (first, second, third) = (value[.int(-1)], value[.int(-2)]?.bytesValue, value[.int(-3)]?.bytesValue)
        switch (number, type, first, second, third) {
        case (-7, 2, .int(1), let x?, let y?): numbers = [Data(x), Data(y)]
        case (-8, 1, .int(6), let x?, nil): numbers = [Data(x), Data()]
        case (-257, 3, .bytes(let modulus), let exponent?, nil): numbers = [Data(modulus), Data(exponent)]
        default: return nil
        }
    }

    var algorithm: SignatureAlgorithm { Self.algorithms.first { $0.number == number }?.algorithm ?? .es256 }

    /// Nil when the platform does not accept the key, for example a point that is not on the curve.
    var verifier: (any SignatureVerifier)? {
        guard let first = numbers.first.map(Array.init), let second = numbers.last.map(Array.init) else { return nil }
        let key: PublicKeyMaterial =
            switch number {
            case -7: .elliptic(curve: .p256, x: first, y: second)
            case -8: .edwards(x: first)
            default: .rsa(modulus: first, exponent: second)
            }
        return try? PlatformCrypto().verifier(for: key, algorithm: algorithm)
    }
}
