import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FuzzTarget {
    /// Token validation with any string. Every signature counts as valid, so that the code after the signature check is
    /// reached.
    static let token = FuzzTarget("token") { input in
        guard let text = String(validating: input, as: UTF8.self) else { return false }
        return try isAcceptable(text)
    }

    /// Token validation with a header, a newline and claims, so that the fuzzer changes JSON and not base64url.
    static let claims = FuzzTarget("claims") { input in
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return try isAcceptable("\(Base64URL.encode(parts[0])).\(Base64URL.encode(parts[1])).AAAA")
    }

    /// Whether the token is accepted as either kind.
    private static func isAcceptable(_ text: String) throws -> Bool {
        // It has validated a token with the same header, which must make no difference.
        let warm = validator()
        _ = try? warm.validateIfKeyIsCached("\(text.prefix { $0 != "." }).\(goodClaims).AAAA")
        var isAccepted = false
        for kind in [TokenKind.session, .refresh] {
            let forAnyone = try judgement(of: text, by: warm, as: kind, for: [])
            let forShop = try judgement(of: text, by: warm, as: kind, for: ["shop"])
            for (judgement, audience) in [(forAnyone, []), (forShop, ["shop"])] {
                let afresh = try self.judgement(of: text, by: validator(), as: kind, for: audience)
                try require(judgement == afresh, "what a validator has seen makes no difference")
            }
            try require(forShop.isRefusal || forShop == forAnyone, "who asks for an audience only asks for more")
            isAccepted = isAccepted || !forAnyone.isRefusal
        }
        return isAccepted
    }

    private static func validator() -> TokenValidator {
        TokenValidator(projectId: FixedClock.project, keys: EveryKey(), clock: FixedClock())
    }

    private static let goodClaims = Base64URL.encode(
        Array(#"{"iss":"\#(FixedClock.project)","sub":"U2","exp":\#(FixedClock.seconds + 600)}"#.utf8)
    )

    private static func judgement(
        of text: String,
        by validator: TokenValidator,
        as kind: TokenKind,
        for audience: [String]
    ) throws -> Judgement {
        let token: DescopeToken?
        do { token = try validator.validateIfKeyIsCached(text, as: kind, audience: audience) } catch {
            try require(error.kind == .token, "refused as a token: \(error)")
            // The inputs contain this word in place of secrets.
            try require(!"\(error)".contains("hush"), "an error shows nothing of the token: \(error)")
            return .refusal("\(error)")
        }
        guard let token else { throw BrokenProperty(description: "a key that is at hand is found") }
        try requireRight(token, text, as: kind, for: audience)
        try require(!"\(token)".contains("hush"), "a token does not print")
        return .acceptance("\(token) \(token.subject) \(token.issuer) \(token.keyId) \(token.issuedAt ?? .distantPast)")
    }
}

private enum Judgement: Equatable {
    case acceptance(String)
    case refusal(String)

    var isRefusal: Bool { if case .refusal = self { true } else { false } }
}

/// Compares an accepted token with the values that Foundation's decoders read.
private func requireRight(_ token: DescopeToken, _ text: String, as kind: TokenKind, for audience: [String]) throws {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    try require(text.utf8.count <= 64 << 10, "an accepted token is no longer than 64 KiB")
    try require(parts.count == 3 && parts.allSatisfy { foundationBytes($0) != nil }, "it has three parts of base64url")
    guard let header = foundationBytes(parts[0]).flatMap(foundationValue), header.objectValue != nil,
        let claims = foundationBytes(parts[1]).flatMap(foundationValue), claims.objectValue != nil
    else { throw BrokenProperty(description: "an accepted token's header and claims are objects") }

    let algorithm = header["alg"]?.stringValue ?? ""
    try require(SignatureAlgorithm.supported.contains { isSame($0.rawValue, algorithm) }, "its algorithm is known")
    let keyId = header["kid"]?.stringValue ?? ""
    try require((1...256).contains(keyId.utf8.count) && isSame(keyId, token.keyId), "its key is the one it names")
    try require(isSame(EveryKey.algorithm(of: keyId).rawValue, algorithm), "its algorithm is its key's")
    try require(["crit", "b64", "enc", "zip"].allSatisfy { header[$0] == nil }, "nothing is passed over in its header")

    try require(isSame(.object(token.claims), claims), "its claims are those in it")
    let issuer = claims["iss"]?.stringValue ?? ""
    let project = FixedClock.project
    try require(isSame(issuer, token.issuer), "its issuer is the one in it")
    let path = issuer.hasPrefix("http") ? issuer.utf8.split(separator: UInt8(ascii: "/")).dropFirst(2) : []
    try require(
        isSame(issuer, project) || path.contains { $0.elementsEqual(project.utf8) },
        "its issuer is the project, or has it in its path"
    )
    try require(
        path.count != 5 || !path.prefix(3).elementsEqual(["v1", "apps", "agentic"]) { $0.elementsEqual($1.utf8) },
        "it is no access token of an agent"
    )
    let subject = [claims["dsub"], claims["sub"]].lazy.compactMap { $0?.stringValue }.first { !$0.isEmpty } ?? ""
    try require(!subject.isEmpty && isSame(subject, token.subject), "its subject is the one in it")

    let now = Double(FixedClock.seconds)
    guard let expiry = claims["exp"]?.doubleValue else { throw BrokenProperty(description: "it says when it expires") }
    try require(now - 5 < expiry && token.expiresAt == Date(timeIntervalSince1970: expiry), "it has not expired")
    for name in ["nbf", "iat"] where claims[name] != nil {
        try require(claims[name]?.doubleValue.map { $0 <= now + 5 } == true, "it is not from the future by '\(name)'")
    }
    let issuedAt = claims["iat"]?.doubleValue.map(Date.init(timeIntervalSince1970:))
    try require(token.issuedAt == issuedAt, "it was issued when it says")
    let thumbprint = claims["cnf"]?["jkt"]?.stringValue
    try require(token.proofKeyThumbprint == thumbprint && thumbprint != "", "it is bound to the key that it says")

    let cookie = claims["drn"]?.stringValue ?? ""
    let said: TokenKind? =
        switch (cookie, claims["token_type"]?.stringValue) {
        case ("DSR", _): .refresh
        case ("DS", _): .session
        case (_, "refresh_token"): .refresh
        case (_, "access_token"): .session
        default: claims["rexp"] == nil ? nil : .session
        }
    let isIdToken = claims["at_hash"] != nil || claims["c_hash"] != nil
    let saysItself = ["DS", "DSR"].contains(cookie) || claims["token_type"]?.stringValue != nil
    try require(saysItself || !isIdToken, "it is no id token")
    try require(token.kind == said, "it is of the kind that it says")
    try require(said ?? (cookie.isEmpty ? kind : .refresh) == kind, "it is of the kind that was asked for")
    let found = claims["aud"]?.stringValue.map { [$0] } ?? claims["aud"]?.stringsValue ?? []
    try require(audience.isEmpty || found.contains(where: audience.contains), "it is for the audience asked for")
}

/// The time and the project of the inputs. The time is fixed: 2026-01-01 00:00:00 UTC.
struct FixedClock: DescopeClock {
    static let project = "P2test"
    static let seconds: Int64 = 1_767_225_600

    var now: Date { Date(timeIntervalSince1970: TimeInterval(Self.seconds)) }

    func sleep(for duration: Duration) async throws {}
}

/// A key for every id, which accepts every signature. An id that is an algorithm's name belongs to a key for that
/// algorithm.
struct EveryKey: KeyProvider, CryptoProvider, SignatureVerifier {
    static func algorithm(of keyId: String) -> SignatureAlgorithm {
        SignatureAlgorithm.supported.first { isSame($0.rawValue, keyId) } ?? .rs256
    }

    func cachedKey(for keyId: String) -> VerificationKey? { try? key(keyId) }

    func key(for keyId: String) async throws -> VerificationKey { try key(keyId) }

    private func key(_ keyId: String) throws(DescopeError) -> VerificationKey {
        let jwk = JWK(publicKey: .edwards(x: []), algorithm: Self.algorithm(of: keyId), keyId: keyId)
        return try VerificationKey(jwk, crypto: self)
    }

    func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier { self }

    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool { true }
}
