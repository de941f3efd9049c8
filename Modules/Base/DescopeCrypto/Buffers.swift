// The standard library's closures over buffers rethrow untyped; these keep the error's type.

/// An array of `count` bytes that `fill` writes.
func filled(
    _ count: Int,
    _ fill: (UnsafeMutableRawBufferPointer) throws(CryptoError) -> Void
) throws(CryptoError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var result = Result<Void, CryptoError>.success(())
    bytes.withUnsafeMutableBytes { buffer in
        result = Result { () throws(CryptoError) in try fill(buffer) }
    }
    try result.get()
    return bytes
}

/// Calls `body` with the array's memory.
func withBytes<Value>(
    _ bytes: [UInt8],
    _ body: (UnsafeRawBufferPointer) throws(CryptoError) -> Value
) throws(CryptoError) -> Value {
    try bytes.withUnsafeBytes { buffer in Result { () throws(CryptoError) in try body(buffer) } }.get()
}
