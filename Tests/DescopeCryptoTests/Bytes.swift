#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Testing

/// Bytes as a vector writes them: hexadecimal.
func hex(_ text: String) throws -> [UInt8] {
    let digits = Array(text.utf8)
    try #require(digits.count.isMultiple(of: 2))
    return try stride(from: 0, to: digits.count, by: 2).map {
        try #require(UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16))
    }
}

/// Bytes as a JWK writes them: base64url without padding.
func base64URL(_ text: String) throws -> [UInt8] {
    let plain = text.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return Array(try #require(Data(base64Encoded: plain + padding)))
}

/// The text's UTF-8.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The same bytes with one bit of them turned.
func flippingBit(_ bit: Int, of bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    copy[bit / 8] ^= 1 << UInt8(bit % 8)
    return copy
}
