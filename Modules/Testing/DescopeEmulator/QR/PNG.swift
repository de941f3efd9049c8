/// Writes black and white images as PNG files (RFC 2083) with uncompressed pixels (RFC 1950, 1951).
package enum PNG {
    /// A QR code with the light border that scanners require.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - scale: Pixels per module.
    ///   - border: Modules of border; the standard requires four.
    package static func image(of code: QRCode, scale: Int = 4, border: Int = 4) -> [UInt8] {
        let side = (code.size + 2 * border) * scale
        var pixels: [UInt8] = []
        for y in 0..<side {
            // Each row begins with its filter type: none.
            pixels.append(0)
            for start in stride(from: 0, to: side, by: 8) {
                var byte: UInt8 = 0
                for x in start..<min(start + 8, side) where !code.isDark(x / scale - border, y / scale - border) {
                    byte |= 0x80 >> UInt8(x - start)
                }
                pixels.append(byte)
            }
        }
        // One bit of gray per pixel, deflate, standard filters, no interlacing.
        let header = bigEndian(UInt32(side)) + bigEndian(UInt32(side)) + [1, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", header) + chunk("IDAT", zlib(pixels)) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + content
        return bigEndian(UInt32(content.count)) + named + bigEndian(crc32(named))
    }

    /// A zlib stream of stored blocks of at most 65535 bytes each.
    private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 0xFFFF) {
            let block = bytes[start..<min(start + 0xFFFF, bytes.count)]
            let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
            stream += [start + block.count == bytes.count ? 1 : 0, low, high, ~low, ~high]
            stream += block
        }
        return stream + bigEndian(adler32(bytes))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    /// The checksum of PNG's chunks.
    package static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var rest: UInt32 = 0xFFFF_FFFF
        for byte in bytes { rest = rest >> 8 ^ crcTable[Int((rest ^ UInt32(byte)) & 0xFF)] }
        return ~rest
    }

    private static let crcTable: [UInt32] = (0..<256).map { (index: UInt32) in
        (0..<8).reduce(index) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }

    /// The checksum of zlib's streams.
    package static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return b << 16 | a
    }
}
