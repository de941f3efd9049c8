import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The building blocks of attacks: the header and claims of a valid session token, its project's key, and an attacker's
/// key.
struct Forge {
    let minter: TokenMinter
    /// The claims of a valid token.
    let claims: [String: JSONValue]

    /// The header of a valid token.
    var header: [String: JSONValue] {
        ["alg": .string(project.algorithm.rawValue), "kid": .string(minter.keys.keyId), "typ": "JWT"]
    }

    /// The signer of a token.
    enum Signer {
        case nobody
        case key(SigningKey)
        case secret([UInt8], DigestAlgorithm = .sha256)
    }

    var project: SigningKey { minter.keys.signingKey }
    var now: Int64 { minter.now }

    /// A token that is valid except for the changes; nil removes a member. The project signs it unless a signer is
    /// passed.
    func token(
        header: [String: JSONValue?] = [:],
        claims: [String: JSONValue?] = [:],
        by signer: Signer? = nil
    ) throws -> String {
        try token(
            header: text(self.header, header),
            payload: text(self.claims, claims),
            by: signer
        )
    }

    /// A token of a header and a payload as they are.
    func token(header: String, payload: String, by signer: Signer? = nil) throws -> String {
        let signed = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        let signature: [UInt8] =
            switch signer ?? .key(project) {
            case .nobody: []
            case .key(let key): try key.signature(for: Array(signed.utf8))
            case .secret(let secret, let digest):
                try HMAC.authenticationCode(for: Array(signed.utf8), key: secret, using: digest)
            }
        return signed + "." + Base64URL.encode(signature)
    }

    /// The three parts of a valid token.
    func parts() throws -> [String] { try token().split(separator: ".").map(String.init) }

    /// The JSON of an object with some members changed; nil removes a member.
    func text(_ members: [String: JSONValue], _ changes: [String: JSONValue?] = [:]) -> String {
        String(decoding: changes.reduce(into: members) { $0[$1.key] = $1.value }.json, as: UTF8.self)
    }

    // MARK: - Keys

    /// An attacker's key, for the project's algorithm or another one.
    func attacker(_ algorithm: SignatureAlgorithm? = nil) throws -> SigningKey {
        let algorithm = algorithm ?? project.algorithm
        // Generating an RSA key for each token would be slow.
        return switch algorithm.scheme?.family {
        case .rsaPKCS1, .rsaPSS: try SigningKey(algorithm: algorithm, pkcs8PEM: wellKnownRSAKey)
        default: try .generate(for: algorithm)
        }
    }

    /// A key as a JWK.
    func jwk(_ key: SigningKey, keyId: String) -> JSONValue {
        JWK(publicKey: key.publicKey, algorithm: key.algorithm, keyId: keyId).json
    }

    /// An algorithm that the project's key is not for: a similar one, or one of another family.
    func otherAlgorithm(isNear: Bool) -> SignatureAlgorithm {
        switch project.algorithm.scheme?.family {
        case .rsaPKCS1(.sha384): isNear ? .ps384 : .es384
        case .rsaPKCS1(.sha512): isNear ? .ps512 : .es512
        case .rsaPKCS1: isNear ? .ps256 : .es256
        case .rsaPSS(.sha384): isNear ? .rs384 : .es384
        case .rsaPSS(.sha512): isNear ? .rs512 : .es512
        case .rsaPSS: isNear ? .rs256 : .es256
        case .ecdsa(.p256, _): isNear ? .es384 : .rs256
        case .ecdsa: isNear ? .es256 : .rs256
        case .ed25519, nil: isNear ? .es256 : .rs256
        }
    }

    // MARK: - The project's public key, misused as a shared secret

    var publicDER: [UInt8] { project.publicKey.subjectPublicKeyInfo }

    /// The public key as `openssl pkey -pubout` writes it.
    var publicPEM: String {
        let lines = Data(publicDER).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN PUBLIC KEY-----\n\(lines)\n-----END PUBLIC KEY-----\n"
    }

    /// The modulus of an RSA key, or the first number of any other key.
    var publicNumber: [UInt8] {
        switch project.publicKey {
        case .rsa(let modulus, _): modulus
        case .elliptic(_, let x, _), .edwards(let x): x
        }
    }
}

/// The example key of RFC 7515, A.2. Its private key is public, so it protects nothing.
private let wellKnownRSAKey = """
    -----BEGIN PRIVATE KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
    jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
    aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
    juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
    ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
    toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
    VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
    PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
    O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
    kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
    XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
    4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
    pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
    0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
    lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
    kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
    rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
    kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
    5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
    9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
    evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
    yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
    OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
    tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
    ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
    03k2+ZQwVK0JKSHuLFkuQ3U=
    -----END PRIVATE KEY-----
    """
