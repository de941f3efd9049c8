import DescopeCore
import DescopeCrypto
import Synchronization

/// The parts that valid tokens of a project share: their header, one per key, and their issuer. A token that begins
/// like an earlier valid one does not need them decoded again.
///
/// Only the parts of tokens that passed every check are kept, so that forged tokens cannot fill the few places.
package final class FamiliarTokens: Sendable {
    private let heads = Mutex<[TokenHead]>([])

    package init() {}

    func head(for encoded: UnsafeBufferPointer<UInt8>) -> TokenHead? {
        heads.withLock { heads in
            heads.first { $0.encoded.withUnsafeBufferPointer { isSame($0, encoded) } }
        }
    }

    /// Keeps the head of a valid token.
    func insert(_ head: TokenHead, issuer: Issuer) {
        let head = TokenHead(encoded: head.encoded, algorithm: head.algorithm, keyId: head.keyId, issuer: issuer)
        heads.withLock { heads in
            heads.removeAll { $0.encoded == head.encoded }
            if heads.count >= 8 { heads.removeFirst() }
            heads.append(head)
        }
    }
}

/// A token's decoded header, and what valid tokens with this header have in common.
///
/// A class, so that a copy costs one reference and not one per string.
final class TokenHead: Sendable {
    /// The encoded header.
    let encoded: [UInt8]
    let algorithm: SignatureAlgorithm
    let keyId: String
    /// The issuer of a valid token with this header; nil when there was none yet.
    let issuer: Issuer?

    init(encoded: [UInt8], algorithm: SignatureAlgorithm, keyId: String, issuer: Issuer?) {
        self.encoded = encoded
        self.algorithm = algorithm
        self.keyId = keyId
        self.issuer = issuer
    }

    var isFamiliar: Bool { issuer != nil }
}
