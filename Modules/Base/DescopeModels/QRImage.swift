#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KeyedDecodingContainer {
    /// The bytes of an image: base64, and maybe a data URL around it (RFC 2397). Nil when there are none that can be
    /// read: what it shows stands beside it as text.
    package func imageBytes(forKey key: Key) -> [UInt8]? {
        let text = try? decodeIfPresent(String.self, forKey: key)
        return text?.split(separator: ",").last.flatMap { Data(base64Encoded: String($0)) }.map { [UInt8]($0) }
    }
}
