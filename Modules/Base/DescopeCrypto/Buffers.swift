// The standard library's functions that take a closure over a buffer rethrow untyped; these keep the error's type.

/// Makes an array of `count` bytes, which `fill` writes.
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
