import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeSession
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The cases that validate one token repeatedly: the whole validation, and its parts.
func validateCases(_ sample: SampleToken) throws -> [Case] {
    let rawCheck = try sample.rawCheck()
    let validate = try sample.validation(with: sample.key())
    let cached = try sample.validation(with: sample.key(), cacheCapacity: 100)
    let cachedTwice = try SampleToken.cachedValidations(count: 2)
    let known = try sample.knownToken()
    let parse = try sample.validation(with: sample.key(TrustingCrypto()))

    let decoder = JSONDecoder()
    let payload = Data(Base64URL.decode(sample.part(1)) ?? [])
    let decodeAll = { @Sendable in (try? decoder.decode(TypedClaims.self, from: payload)) != nil }
    let decodeRead = { @Sendable in (try? decoder.decode(ReadClaims.self, from: payload)) != nil }

    var cases = [
        Case("raw check", rawCheck),
        Case("validate", against: "raw check", goal: "at least 0.90, at most 12 allocations", validate),
        Case("raw check, two threads", against: "raw check", threads: 2, rawCheck),
        Case("validate, two threads", against: "validate", goal: "at least 1.8", threads: 2, validate),
        Case("validate, cached", against: "validate", goal: "at least 20", cached),
        Case("validate, cached, one of two users", cachedTwice[0]),
        Case(
            "validate, cached, two threads",
            against: "validate, cached, one of two users",
            goal: "at least 1.8",
            threads: 2,
            cachedTwice[0],
            cachedTwice[1]
        ),
        Case("hasRoles", against: "validate, cached", goal: "at least 3") { known.hasRoles(["editor", "viewer"]) },
        Case("hasRoles in a tenant", against: "validate, cached", goal: "at least 3") {
            known.hasRoles(["owner"], tenant: "acme")
        },
        Case("hasPermissions in a tenant", against: "validate, cached", goal: "at least 3") {
            known.hasPermissions(["a.read", "a.write"], tenant: "acme")
        },
        Case("token from a header", against: "validate, cached", try sample.extraction(cookies: false)),
        Case("token from cookies", against: "validate, cached", try sample.extraction(cookies: true)),
        Case("JSONDecoder", decodeAll),
        Case("JSONDecoder, checked claims only", against: "JSONDecoder", decodeRead),
        Case("parse", against: "JSONDecoder", goal: "at least 10", parse),
    ]
    cases += try sample.lengthCases()
    for algorithm in [SignatureAlgorithm.ps256, .es256, .edDSA] {
        let sample = try SampleToken(algorithm)
        let name = algorithm.rawValue
        cases += [
            Case("\(name) raw check", try sample.rawCheck()),
            Case("\(name) validate", against: "\(name) raw check", try sample.validation(with: sample.key())),
        ]
    }
    return cases
}

extension SampleToken {
    /// Only the signature check, with a parsed key and a reused context.
    fileprivate func rawCheck() throws -> @Sendable () -> Bool {
        let verifier = try key().verifier
        let message = Array("\(part(0)).\(part(1))".utf8)
        let signature = Base64URL.decode(part(2)) ?? []
        return { verifier.isValid(signature: signature, for: message) }
    }

    fileprivate func validation(with key: VerificationKey, cacheCapacity: Int = 0) -> @Sendable () -> Bool {
        let validator = TokenValidator(
            projectId: projectId,
            keys: StaticKeys([key]),
            cacheCapacity: cacheCapacity
        )
        return { (try? validator.validateIfKeyIsCached(token)) != nil }
    }

    /// The token from the cache, with decoded claims.
    fileprivate func knownToken() throws -> DescopeToken {
        let validator = TokenValidator(projectId: projectId, keys: StaticKeys([try key()]), cacheCapacity: 100)
        let tokens = try (0..<2).map { _ in try validator.validateIfKeyIsCached(token) }
        guard let known = tokens[1] else { throw DescopeError(.key, message: "benchmark: the token's key is unknown") }
        _ = known.claims
        return known
    }

    /// Reads tokens of about 12 KB and of 100 times that length, with a verifier that checks nothing: the work must not
    /// grow faster than the length. With quadratic growth, the ratio would be 0.0001.
    fileprivate func lengthCases() throws -> [Case] {
        let validator = TokenValidator(
            projectId: projectId,
            keys: StaticKeys([try key(TrustingCrypto())]),
            maximumTokenBytes: 4 << 20
        )
        func check(_ claims: [String]) -> @Sendable () -> Bool {
            let payload = #"{"iss":"\#(projectId)","sub":"U2","exp":4000000000,\#(claims.joined(separator: ","))}"#
            let token = Secret("\(part(0)).\(Base64URL.encode(Array(payload.utf8))).AAAA")
            return { (try? validator.validateIfKeyIsCached(token)) != nil }
        }
        let permissions = (0..<8).map { #""area\#($0).read""# }.joined(separator: ",")
        let kinds: [(name: String, claims: (Int) -> [String])] = [
            ("many claims", { count in (0..<25 * count).map { #""claim\#(100_000 + $0)":1"# } }),
            (
                "many tenants",
                { count in
                    let tenants = (0..<4 * count).map { #""T\#(100_000 + $0)":{"permissions":[\#(permissions)]}"# }
                    return [#""tenants":{\#(tenants.joined(separator: ","))}"#]
                }
            ),
            ("a long text", { count in [#""text":"\#(String(repeating: "é", count: 225 * count))""#] }),
        ]
        return kinds.flatMap { name, claims in
            [
                Case(name, check(claims(20))),
                Case("\(name), 100 times as long", against: name, goal: "at least 0.005", check(claims(2000))),
            ]
        }
    }

    /// Finds the token in a request: in its header, or among ten cookies.
    fileprivate func extraction(cookies isCookie: Bool) throws -> @Sendable () -> Bool {
        let session = try DescopeClient(projectId: projectId, transport: ScriptedTransport()).session
        let others = (0..<9).map { "cookie-\($0)=some-value-of-\($0); " }.joined()
        let authorization = isCookie ? nil : "Bearer \(token.reveal())"
        let cookies = isCookie ? [others + "DS=\(token.reveal())"] : []
        return { session.tokens(authorization: authorization, cookies: cookies).sessionJwt != nil }
    }

    /// One validator, and one user per thread: in practice, threads rarely validate the same token at the same time.
    fileprivate static func cachedValidations(count: Int) throws -> [@Sendable () -> Bool] {
        let keys = try FakeKeys()
        let validator = TokenValidator(projectId: projectId, keys: keys, cacheCapacity: 4096)
        return try (0..<count).map { index in
            let token = try mint(userId: "U2bench000000000000000000000\(index)", keys: keys)
            return { (try? validator.validateIfKeyIsCached(token)) != nil }
        }
    }
}

/// Accepts every signature, so that only the reading is measured.
private struct TrustingCrypto: CryptoProvider {
    func verifier(for key: PublicKeyMaterial, algorithm: SignatureAlgorithm) -> any SignatureVerifier {
        TrustingVerifier()
    }

    private struct TrustingVerifier: SignatureVerifier {
        func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool { true }
    }
}

/// The token's claims as a type for `JSONDecoder`, as a program would declare it.
private struct TypedClaims: Decodable {
    struct Tenant: Decodable {
        let roles: [String]?
        let permissions: [String]?
    }

    struct Custom: Decodable {
        let limits: [String: Int]
        let flags: [String]
    }

    let iss: String
    let sub: String
    let aud: [String]
    let exp: Double
    let iat: Double
    let drn: String
    let rexp: String
    let amr: [String]
    let roles: [String]
    let permissions: [String]
    let tenants: [String: Tenant]
    let email: String
    let name: String
    let plan: String
    let seats: Int
    let beta: Bool
    let nsec: Custom
}

/// Only the claims that validation reads.
private struct ReadClaims: Decodable {
    struct Confirmation: Decodable { let jkt: String? }

    let iss: String
    let sub: String
    let dsub: String?
    let exp: Double
    let nbf: Double?
    let iat: Double?
    let drn: String?
    let rexp: String?
    let token_type: String?
    let cnf: Confirmation?
}
