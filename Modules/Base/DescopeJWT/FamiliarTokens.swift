import DescopeCore
import Synchronization

/// What the good tokens of a project have in common: their header, one for each key, and their issuer. A token that begins
/// like one that was found good need not have them taken apart again.
///
/// Kept are only those of tokens that passed every check, so nobody else can fill the few places.
package final class FamiliarTokens: Sendable {
    struct Entry {
        let encodedHeader: [UInt8]
        let header: JWS.Header
        let issuer: String
    }

    private let entries = Mutex<[Entry]>([])

    package init() {}

    func entry(for encodedHeader: UnsafeBufferPointer<UInt8>) -> Entry? {
        entries.withLock { entries in
            entries.first { $0.encodedHeader.withUnsafeBufferPointer { isSame($0, encodedHeader) } }
        }
    }

    func insert(_ encodedHeader: UnsafeBufferPointer<UInt8>, _ header: JWS.Header, _ issuer: String) {
        let entry = Entry(encodedHeader: Array(encodedHeader), header: header, issuer: issuer)
        entries.withLock { entries in
            guard !entries.contains(where: { $0.encodedHeader == entry.encodedHeader }) else { return }
            if entries.count >= 8 { entries.removeFirst() }
            entries.append(entry)
        }
    }
}
