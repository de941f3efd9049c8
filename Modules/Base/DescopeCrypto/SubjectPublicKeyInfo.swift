/// The algorithm identifiers of a SubjectPublicKeyInfo (RFC 5280): object identifiers and parameters.
enum KeyKind {
    // 1.2.840.113549.1.1.1, followed by the null that RFC 3279 requires.
    static let rsa = DER.sequence([identifier([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]), [0x05, 0x00]])
    // 1.3.101.112
    static let ed25519 = DER.sequence([identifier([0x2B, 0x65, 0x70])])

    // 1.2.840.10045.2.1, followed by the curve.
    static func elliptic(_ curve: EllipticCurve) -> [UInt8] {
        let name: [UInt8] =
            switch curve {
            case .p256: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]  // 1.2.840.10045.3.1.7
            case .p384: [0x2B, 0x81, 0x04, 0x00, 0x22]  // 1.3.132.0.34
            case .p521: [0x2B, 0x81, 0x04, 0x00, 0x23]  // 1.3.132.0.35
            }
        return DER.sequence([identifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]), identifier(name)])
    }

    private static func identifier(_ bytes: [UInt8]) -> [UInt8] { DER.element(DER.identifierTag, bytes) }
}

extension PublicKeyMaterial {
    /// The key as a DER SubjectPublicKeyInfo, which in PEM stands after `-----BEGIN PUBLIC KEY-----`.
    package var subjectPublicKeyInfo: [UInt8] {
        let kind =
            switch self {
            case .rsa: KeyKind.rsa
            case .elliptic(let curve, _, _): KeyKind.elliptic(curve)
            case .edwards: KeyKind.ed25519
            }
        return DER.sequence([kind, DER.bitString(rawRepresentation)])
    }

    /// Reads a DER SubjectPublicKeyInfo.
    init?(subjectPublicKeyInfo bytes: [UInt8]) {
        var outer = DERReader(bytes)
        guard var reader = outer.readSequence(), let kind = reader.read(DER.sequenceTag),
            let key = reader.readBitString()
        else { return nil }
        let encodedKind = DER.element(DER.sequenceTag, Array(kind))
        if encodedKind == KeyKind.rsa {
            self.init(rsaPublicKey: key)
        } else if encodedKind == KeyKind.ed25519 {
            self = .edwards(x: Array(key))
        } else if let curve = EllipticCurve.allCases.first(where: { KeyKind.elliptic($0) == encodedKind }) {
            self.init(curve: curve, point: key)
        } else {
            return nil
        }
    }
}
