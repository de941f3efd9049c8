/// The parts of DER (X.690) that libraries use for keys and signatures.
enum DER {
    static let integerTag: UInt8 = 0x02
    static let bitStringTag: UInt8 = 0x03
    static let octetStringTag: UInt8 = 0x04
    static let identifierTag: UInt8 = 0x06
    static let sequenceTag: UInt8 = 0x30

    /// A non-negative number, big-endian.
    static func integer(_ bytes: [UInt8]) -> [UInt8] { integer(bytes[...]) }

    /// A non-negative number, big-endian.
    static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = bytes.drop { $0 == 0 }
        // Without a zero before it, a first byte above 127 reads as a negative number.
        let needsZero = digits.first.map { $0 > 0x7F } ?? true
        return element(integerTag, (needsZero ? [0] : []) + digits)
    }

    static func sequence(_ elements: [[UInt8]]) -> [UInt8] { element(sequenceTag, Array(elements.joined())) }

    static func bitString(_ bytes: [UInt8]) -> [UInt8] { element(bitStringTag, [0] + bytes) }

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count > 0x7F else { return [tag, UInt8(content.count)] + content }
        let length = withUnsafeBytes(of: content.count.bigEndian) { Array($0.drop { $0 == 0 }) }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}

/// Reads DER elements in order. An element that is malformed or of another type reads as nil.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element's content.
    mutating func read(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var count = Int(first)
        if first > 0x7F {
            let digits = rest.prefix(Int(first & 0x7F))
            guard (1...3).contains(digits.count), digits.count == Int(first & 0x7F) else { return nil }
            rest = rest.dropFirst(digits.count)
            count = digits.reduce(0) { $0 << 8 | Int($1) }
        }
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A reader for the next element, which has to be a sequence.
    mutating func readSequence() -> DERReader? { read(DER.sequenceTag).map { DERReader($0) } }

    /// The next element, which has to be a non-negative number, without leading zeros.
    mutating func readInteger() -> [UInt8]? {
        guard let bytes = read(DER.integerTag), let first = bytes.first, first <= 0x7F else { return nil }
        return Array(bytes.drop { $0 == 0 })
    }

    /// The next element, which has to be a bit string of whole bytes.
    mutating func readBitString() -> ArraySlice<UInt8>? {
        guard let bytes = read(DER.bitStringTag), bytes.first == 0 else { return nil }
        return bytes.dropFirst()
    }
}

extension PublicKeyMaterial {
    /// Reads an RSA key in PKCS#1 (RFC 8017, A.1.1).
    init?(rsaPublicKey bytes: some Collection<UInt8>) {
        var reader = DERReader(bytes)
        guard var numbers = reader.readSequence(), reader.isAtEnd,
            let modulus = numbers.readInteger(), let exponent = numbers.readInteger(), numbers.isAtEnd
        else { return nil }
        self = .rsa(modulus: modulus, exponent: exponent)
    }

    /// Reads an uncompressed point in X9.62: the byte 4, then `x` and `y`.
    init?(curve: EllipticCurve, point: some Collection<UInt8>) {
        guard point.first == 4, point.count == 1 + 2 * curve.coordinateByteCount else { return nil }
        let coordinates = point.dropFirst()
        self = .elliptic(
            curve: curve,
            x: Array(coordinates.prefix(curve.coordinateByteCount)),
            y: Array(coordinates.dropFirst(curve.coordinateByteCount))
        )
    }

    /// The key without its algorithm identifier: PKCS#1 for RSA, X9.62 for a curve, the bytes themselves for Ed25519.
    var rawRepresentation: [UInt8] {
        switch self {
        case .rsa(let modulus, let exponent): DER.sequence([DER.integer(modulus), DER.integer(exponent)])
        case .elliptic(_, let x, let y): [4] + x + y
        case .edwards(let x): x
        }
    }
}
