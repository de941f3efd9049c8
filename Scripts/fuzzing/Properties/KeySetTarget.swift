import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FuzzTarget {
    /// The reader of key sets, with the platform's cryptography. Each accepted key is in the list.
    static let keySet = FuzzTarget("keyset") { input in
        let set: JWKSet
        do throws(DescopeError) { set = try JWKSet(json: input) } catch {
            try require(error.kind == .key && error.code == .keysUnavailable, "refused as a key set: \(error)")
            return false
        }
        guard let list = foundationValue(input)?["keys"]?.arrayValue else {
            throw BrokenProperty(description: "accepted, but Foundation finds no list of keys")
        }
        try require(!set.keys.isEmpty, "a key set has a key")
        try require(set.keys.count + set.skipped.count == list.count, "each key is taken or skipped")
        for (keyId, key) in set.keys {
            try require(isSame(keyId, key.keyId), "a key has the id that it is found by")
            // Of keys with the same id, the first usable one counts.
            try require(
                list.contains { isListed(key.jwk, as: $0) },
                "the list has the key '\(keyId)' with these members"
            )
            try require(isStrong(key.jwk), "the key '\(keyId)' is strong enough for its algorithm")
            let written = String(decoding: try JSONEncoder().encode(key.jwk.json), as: UTF8.self)
            try require(try JWK(json: written) == key.jwk, "written and read again it is the same key")
            try require(!key.verifier.isValid(signature: [], for: Array("text".utf8)), "nothing is no signature")
        }
        return true
    }

    private static func isListed(_ key: JWK, as entry: JSONValue) -> Bool {
        func bytes(_ name: String) -> [UInt8]? { entry[name]?.stringValue.flatMap { foundationBytes(Array($0.utf8)) } }
        guard entry["kid"]?.stringValue.map({ isSame($0, key.keyId) }) == true else { return false }
        guard entry["use"] ?? "sig" == "sig" else { return false }
        guard entry["key_ops"].map({ $0.stringsValue.contains("verify") }) ?? true else { return false }
        if let algorithm = entry["alg"]?.stringValue, algorithm != key.algorithm.rawValue { return false }
        return switch (key.publicKey, entry["kty"]?.stringValue) {
        case (.rsa(let modulus, let exponent), "RSA"): bytes("n") == modulus && bytes("e") == exponent
        case (.elliptic(let curve, let x, let y), "EC"):
            entry["crv"]?.stringValue == curve.rawValue && bytes("x") == x && bytes("y") == y
        case (.edwards(let x), "OKP"): entry["crv"] == "Ed25519" && bytes("x") == x
        default: false
        }
    }

    private static func isStrong(_ key: JWK) -> Bool {
        switch (key.publicKey, key.algorithm.rawValue.prefix(2)) {
        case (.rsa(let modulus, let exponent), "RS"), (.rsa(let modulus, let exponent), "PS"):
            modulus.drop { $0 == 0 }.count >= 256 && exponent.last.map { $0 % 2 == 1 } == true
                && exponent.reduce(0) { $0 << 8 | UInt64($1) } > 1
        case (.elliptic(.p256, let x, let y), _): key.algorithm == .es256 && x.count == 32 && y.count == 32
        case (.elliptic(.p384, let x, let y), _): key.algorithm == .es384 && x.count == 48 && y.count == 48
        case (.elliptic(.p521, let x, let y), _): key.algorithm == .es512 && x.count == 66 && y.count == 66
        case (.edwards(let x), _): key.algorithm == .edDSA && x.count == 32
        default: false
        }
    }
}
