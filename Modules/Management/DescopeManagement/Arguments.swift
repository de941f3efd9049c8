import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Bytes in standard base64. A secret, because files of users and of password hashes are sent in this form.
package func base64(_ bytes: [UInt8]) -> Secret { Secret(Data(bytes).base64EncodedString()) }

extension APIOperation {
    /// A duration as the whole seconds that the service takes.
    package func seconds(_ duration: Duration?, _ name: String) throws(DescopeError) -> Int? {
        guard let duration else { return nil }
        let (seconds, attoseconds) = duration.components
        guard seconds > 0, attoseconds == 0, let seconds = Int(exactly: seconds) else {
            throw argument(name, "expected whole seconds, at least 1, found \(duration).")
        }
        return seconds
    }
}
