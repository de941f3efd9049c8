import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FuzzTarget {
    /// The base64url reader. It accepts exactly the output of an encoder.
    static let base64URL = FuzzTarget("base64url") { input in
        let bytes = input.withUnsafeBufferPointer { Base64URL.decode($0) }
        try require(bytes == foundationBytes(input), "Foundation reads the same bytes, or refuses them too")
        if let bytes {
            try require(Base64URL.encode(bytes).utf8.elementsEqual(input), "written again it is the same text")
        }

        // Up to the first byte that is not base64url; the output buffer is as small as allowed.
        let end = input.firstIndex { !alphabet.contains($0) } ?? input.count
        var read = 0
        let prefix = [UInt8](unsafeUninitializedCapacity: Base64URL.decodedCapacity(input.count)) { output, count in
            let output = UnsafeMutableRawBufferPointer(
                start: output.baseAddress,
                count: Base64URL.decodedCapacity(input.count)
            )
            let found = input.withUnsafeBufferPointer { Base64URL.decodePrefix(of: $0, into: output) }
            read = found?.read ?? -1
            count = found?.written ?? 0
        }
        let expected = foundationBytes(input[..<end])
        try require(read == (expected == nil ? -1 : end), "the prefix ends where base64url ends")
        try require(expected == nil || prefix == expected, "the prefix reads as by itself")

        let written = Base64URL.encode(input)
        try require(Base64URL.decode(written) == input, "any bytes written are read again")
        try require(foundationBytes(Array(written.utf8)) == input, "Foundation reads what is written")
        return bytes != nil
    }

    private static let alphabet = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )
}
