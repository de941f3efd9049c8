/// Constant-time comparisons: they take the same time wherever two secrets differ.
package enum ConstantTime {
    /// Whether two secrets are equal. Lengths are not secret: when they differ, this returns `false` at once.
    ///
    /// Always `false` when the platform's cryptography library is missing.
    package static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        a.count == b.count && PlatformPrimitives.areEqual(a, b)
    }

    /// Whether two secrets are equal. Lengths are not secret: when they differ, this returns `false` at once.
    ///
    /// Always `false` when the platform's cryptography library is missing.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.withUnsafeBytes { a in b.withUnsafeBytes { b in areEqual(a, b) } }
    }
}
