import DescopeCore
import DescopeCrypto
import Synchronization

/// What the good tokens of a project have in common: their header, one for each key, and their issuer. A token that
/// begins like one that was found good need not have them taken apart again.
///
/// Kept are only those of tokens that passed every check, so nobody else can fill the few places.
package final class FamiliarTokens: Sendable {
    private let heads = Mutex<[TokenHead]>([])

    package init() {}

    func head(for encoded: UnsafeBufferPointer<UInt8>) -> TokenHead? {
        heads.withLock { heads in
            heads.first { $0.encoded.withUnsafeBufferPointer { isSame($0, encoded) } }
        }
    }

    /// Keeps the head of a good token.
    func insert(_ head: TokenHead, issuer: Issuer) {
        let head = TokenHead(encoded: head.encoded, algorithm: head.algorithm, keyId: head.keyId, issuer: issuer)
        heads.withLock { heads in
            heads.removeAll { $0.encoded == head.encoded }
            if heads.count >= 8 { heads.removeFirst() }
            heads.append(head)
        }
    }
}

/// What a token's header says, and what is known of the good tokens that begin with it.
///
/// A class, so that handing one out costs one reference and not one for each of its texts.
final class TokenHead: Sendable {
    /// The header as it stands in the token.
    let encoded: [UInt8]
    let algorithm: SignatureAlgorithm
    let keyId: String
    /// The issuer of a good token that began like this; nil when there was none yet.
    let issuer: Issuer?

    init(encoded: [UInt8], algorithm: SignatureAlgorithm, keyId: String, issuer: Issuer?) {
        self.encoded = encoded
        self.algorithm = algorithm
        self.keyId = keyId
        self.issuer = issuer
    }

    var isFamiliar: Bool { issuer != nil }
}
