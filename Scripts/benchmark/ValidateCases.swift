import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting

/// Checking one RS256 session token of some 1.2 KB with tenants, roles and claims of the project's own.
struct ValidateCases {
    private let key: VerificationKey
    private let validator: TokenValidator
    private let token: Secret
    private let message: [UInt8]
    private let signature: [UInt8]

    init() throws {
        let projectId = "P2bench0000000000000000000001"
        let keys = try FakeKeys(keyId: "SK2bench000000000000000000001")
        let minter = TokenMinter(projectId: projectId, keys: keys)
        token = try minter.session(userId: "U2bench0000000000000000000001", claims: Self.claims)
        validator = TokenValidator(projectId: projectId, keys: keys)
        guard let key = keys.cachedKey(for: keys.keyId) else { throw DescopeError(.key, message: "no key") }
        self.key = key
        let parts = token.reveal().split(separator: ".")
        message = Array("\(parts[0]).\(parts[1])".utf8)
        signature = Base64URL.decode(String(parts[2])) ?? []
    }

    func run() throws -> [Outcome] {
        let medians = try Rounds([
            .init(name: "raw check", repetitions: 400) {
                try require(key.verifier.isValid(signature: signature, for: message))
            },
            .init(name: "validate", repetitions: 400) { try require(validator.validateIfKeyIsCached(token) != nil) },
        ]).medians(rounds: 41)
        func outcome(_ name: String, _ baseline: String, _ goal: String? = nil) -> Outcome {
            let time = medians[name] ?? .nan
            return Outcome(
                name: name,
                baseline: baseline,
                operationsPerSecond: 1e9 / time,
                ratio: (medians[baseline] ?? .nan) / time,
                goal: goal
            )
        }
        return [
            outcome("raw check", "raw check"), outcome("validate", "raw check", "at least 0.90"),
        ]
    }

    private func require(_ condition: Bool) throws {
        guard condition else { throw DescopeError(.token, message: "benchmark: expected a good token") }
    }

    private static let claims: [String: JSONValue] = [
        "iss": "https://api.descope.com/P2bench0000000000000000000001", "rexp": "2030-01-01T00:00:00Z",
        "aud": ["P2bench0000000000000000000001"], "amr": ["email", "mfa"], "permissions": ["read", "write", "admin"],
        "roles": ["editor", "viewer"],
        "tenants": [
            "acme": ["roles": ["editor", "owner"], "permissions": ["a.read", "a.write"]],
            "globex": ["roles": ["viewer"], "permissions": ["a.read"]], "initech": [:],
        ],
        "email": "ada@example.com", "name": "Ada Lovelace", "plan": "enterprise", "seats": 25, "beta": true,
        "nsec": ["limits": ["api": 1000, "burst": 50], "flags": ["x", "y", "z"]],
    ]
}
