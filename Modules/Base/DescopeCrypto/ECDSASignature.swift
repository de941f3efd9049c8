/// The two encodings of an ECDSA signature: `r` followed by `s`, as in a JWS, and DER, which most other formats use.
package enum ECDSASignature {
    /// `r` followed by `s`, each as long as a coordinate.
    ///
    /// - Returns: Nil when `encoded` is not canonical DER, or when the numbers are too long for the curve.
    package static func raw(fromDER encoded: [UInt8], on curve: EllipticCurve) -> [UInt8]? {
        var outer = DERReader(encoded)
        guard var numbers = outer.readSequence(), let r = numbers.readInteger(), let s = numbers.readInteger(),
            r.count <= curve.coordinateByteCount, s.count <= curve.coordinateByteCount
        else { return nil }
        let raw = [r, s].flatMap { [UInt8](repeating: 0, count: curve.coordinateByteCount - $0.count) + $0 }
        // The reader also accepts non-canonical lengths and numbers, and trailing bytes.
        return der(fromRaw: raw) == encoded ? raw : nil
    }

    /// The signature in DER.
    ///
    /// - Parameter raw: `r` followed by `s`, of equal length.
    package static func der(fromRaw raw: some Collection<UInt8>) -> [UInt8] {
        let half = raw.count / 2
        return DER.sequence([DER.integer(Array(raw.prefix(half))), DER.integer(Array(raw.dropFirst(half)))])
    }
}
