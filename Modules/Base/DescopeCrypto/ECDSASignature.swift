/// The two forms of an ECDSA signature: `r` and `s` side by side, as in a JWS, and in DER, as most else has it.
package enum ECDSASignature {
    /// `r` and `s` side by side, each as long as a coordinate.
    ///
    /// - Returns: Nil when it is not exactly what a DER encoder would have written, or the numbers are too long for the
    ///   curve.
    package static func raw(fromDER encoded: [UInt8], on curve: EllipticCurve) -> [UInt8]? {
        var outer = DERReader(encoded)
        guard var numbers = outer.readSequence(), let r = numbers.readInteger(), let s = numbers.readInteger(),
            r.count <= curve.coordinateByteCount, s.count <= curve.coordinateByteCount
        else { return nil }
        let raw = [r, s].flatMap { [UInt8](repeating: 0, count: curve.coordinateByteCount - $0.count) + $0 }
        // The reader takes more than one form of a length or number, and bytes behind them.
        return der(fromRaw: raw) == encoded ? raw : nil
    }

    /// In DER.
    ///
    /// - Parameter raw: `r` and `s`, the first half and the second.
    package static func der(fromRaw raw: some Collection<UInt8>) -> [UInt8] {
        let half = raw.count / 2
        return DER.sequence([DER.integer(Array(raw.prefix(half))), DER.integer(Array(raw.dropFirst(half)))])
    }
}
