import DescopeCrypto
import Testing

@Suite struct SignatureVerifierTests {
    @Test("many tasks share one verifier", arguments: [SignatureAlgorithm.rs256, .ps256, .es256, .edDSA])
    func concurrency(algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(for: algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        let signed = try (0..<8).map { number in
            let message = utf8("message \(number)")
            return (message, try key.signature(for: message))
        }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for task in 0..<64 {
                group.addTask {
                    (0..<50).count { round in
                        let (message, _) = signed[round % 8]
                        let (_, signature) = signed[(round + task % 2) % 8]
                        return verifier.isValid(signature: signature, for: message) != task.isMultiple(of: 2)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test("many tasks sign with one key")
    func concurrentSigning() async throws {
        let key = try SigningKey.generate(for: .es256)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: .es256)
        let valid = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let message = utf8("\(number)")
                    return verifier.isValid(signature: try key.signature(for: message), for: message)
                }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        #expect(valid)
    }

    @Test("buffers without an address are empty", arguments: SignatureAlgorithm.supported)
    func noAddress(algorithm: SignatureAlgorithm) throws {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        let key = try SigningKey.generate(for: algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        let signature = try key.signature(for: nothing)
        #expect(verifier.isValid(signature: signature, for: []))
        signature.withUnsafeBytes { #expect(verifier.isValid(signature: $0, for: nothing)) }
        #expect(!verifier.isValid(signature: nothing, for: nothing))
    }
}
