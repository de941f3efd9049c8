package import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONForm<[UInt8]> {
    /// The bytes of an image, read from base64 or from a data URL (RFC 2397).
    package static var image: Self {
        Self { json throws(JSONFailure) in
            let text = try String.read(from: &json)
            return text.split(separator: ",").last.flatMap { Data(base64Encoded: String($0)) }.map { [UInt8]($0) }
        } write: {
            $1.write(Data($0).base64EncodedString())
        }
    }
}
