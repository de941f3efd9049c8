/// Comparisons that take the same time wherever two secrets differ.
package enum ConstantTime {
    /// Whether two secrets are the same. Their lengths are no secret: different ones answer `false` at once.
    ///
    /// Where the platform's library is missing, nothing equals anything: `false`.
    package static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        a.count == b.count && PlatformPrimitives.areEqual(a, b)
    }

    /// Whether two secrets are the same. Their lengths are no secret: different ones answer `false` at once.
    ///
    /// Where the platform's library is missing, nothing equals anything: `false`.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.withUnsafeBytes { a in b.withUnsafeBytes { b in areEqual(a, b) } }
    }
}
