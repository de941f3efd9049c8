import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

/// The signature, and what may be changed under it: nothing.
@Suite struct TokenSignatureTests {
    private static let algorithms: [SignatureAlgorithm] = [.rs256, .ps256, .es256, .es384, .es512, .edDSA]

    private static func flipping(_ bit: Int, of bytes: [UInt8]) -> [UInt8] {
        var copy = bytes
        copy[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }

    @Test("one turned bit in the signature", arguments: algorithms)
    func signature(_ algorithm: SignatureAlgorithm) async throws {
        let setting = try Setting(algorithm: algorithm)
        let validator = setting.validator()
        let token = try setting.token()
        _ = try await validator.validate(token)
        let signed = String(token[..<token.lastIndex(of: ".")!])
        let bytes = try #require(Base64URL.decode(String(token.split(separator: ".")[2])))
        for bit in stride(from: 0, to: bytes.count * 8, by: bytes.count / 8 + 1) {
            let forged = signed + "." + Base64URL.encode(Self.flipping(bit, of: bytes))
            await expectRefusal(.invalidSignature, of: forged, by: validator, "bit \(bit)")
        }
    }

    @Test("one turned bit in the payload, wherever it is", arguments: [SignatureAlgorithm.es256, .edDSA])
    func payload(_ algorithm: SignatureAlgorithm) async throws {
        let setting = try Setting(algorithm: algorithm)
        let pieces = try setting.token().split(separator: ".").map(String.init)
        let payload = try #require(Base64URL.decode(pieces[1]))
        for bit in stride(from: 0, to: payload.count * 8, by: 5) {
            let forged = "\(pieces[0]).\(Base64URL.encode(Self.flipping(bit, of: payload))).\(pieces[2])"
            await expectRefusal(.invalidSignature, of: forged, by: setting.validator(), "bit \(bit)")
        }
    }

    @Test("another header over the same claims, though it means the same")
    func header() async throws {
        let setting = try Setting()
        let pieces = try setting.token(payload: setting.payload(#""x":1"#)).split(separator: ".").map(String.init)
        for header in [
            setting.plainHeader + " ", #"{"kid":"SK2fake","alg":"EdDSA"}"#,
            #"{"alg":"EdDSA","kid":"SK2fake","typ":"JWT"}"#,
        ] {
            let forged = "\(Base64URL.encode(header.utf8)).\(pieces[1]).\(pieces[2])"
            await expectRefusal(.invalidSignature, of: forged, by: setting.validator(), header)
        }
    }

    @Test("signatures of no use", arguments: algorithms)
    func useless(_ algorithm: SignatureAlgorithm) async throws {
        let setting = try Setting(algorithm: algorithm)
        let token = try setting.token()
        let signed = String(token[..<token.lastIndex(of: ".")!])
        let good = try #require(Base64URL.decode(String(token.split(separator: ".")[2])))
        let useless: [[UInt8]] = [
            [], [0], Array(repeating: 0, count: good.count), Array(repeating: 0xFF, count: good.count), good.dropLast(),
            Array(good.dropFirst()), good + [0], [0] + good, good + good, good.reversed(),
            // r = s = 1, and for the curves r and s changed over.
            Array(repeating: 0, count: good.count / 2 - 1) + [1] + Array(repeating: 0, count: good.count / 2 - 1) + [1],
            Array(good[(good.count / 2)...] + good[..<(good.count / 2)]),
            Array(repeating: 7, count: 4096),
        ]
        for bytes in useless {
            await expectRefusal(
                .invalidSignature,
                of: signed + "." + Base64URL.encode(bytes),
                by: setting.validator(),
                "\(bytes.count) bytes"
            )
        }
    }

    @Test(
        "a signature that is too short for its key is said to have been cut off, and no other is",
        arguments: [
            (.rs256, 256), (.ps384, 384), (.rs512, 512), (.es256, 64), (.es384, 96), (.es512, 132), (.edDSA, 64),
        ] as [(SignatureAlgorithm, Int)]
    )
    func cutOff(_ algorithm: SignatureAlgorithm, _ count: Int) throws {
        // Nobody signs with it: any odd number will do.
        let rsa = PublicKeyMaterial.rsa(
            modulus: [0x80] + Array(repeating: 0x55, count: count - 1),
            exponent: [1, 0, 1]
        )
        let isRSA = ["RS", "PS"].contains(algorithm.rawValue.prefix(2))
        let jwk =
            try isRSA
            ? JWK(publicKey: rsa, algorithm: algorithm, keyId: "SK2fake") : FakeKeys(algorithm: algorithm).jwk
        let key = try VerificationKey(jwk)
        let signed = Base64URL.encode(#"{"alg":"\#(algorithm.rawValue)"}"#.utf8) + ".e30."
        for (bytes, isCutOff) in [
            (0, true), (1, true), (count - 2, true), (count - 1, true), (count, false), (count + 1, false),
        ] {
            let error = #expect(throws: DescopeError.self) {
                try JWS.payload(of: signed + Base64URL.encode(Array(repeating: 7, count: bytes)), signedBy: key)
            }
            #expect(error?.code == .invalidSignature)
            #expect(((error?.underlying as? DescopeError)?.code == .malformedToken) == isCutOff, "\(bytes) bytes")
        }
    }

    @Test("parts that changed places, or come from another token")
    func parts() async throws {
        let setting = try Setting()
        let ours = try setting.token().split(separator: ".").map(String.init)
        let other = try setting.token(["sub": "U2mallory"]).split(separator: ".").map(String.init)
        await expectRefusal(.invalidSignature, of: "\(ours[0]).\(other[1]).\(ours[2])", by: setting.validator())
        await expectRefusal(.invalidSignature, of: "\(ours[0]).\(ours[1]).\(other[2])", by: setting.validator())
        await expectRefusal(.invalidSignature, of: "\(ours[0]).\(ours[0]).\(ours[2])", by: setting.validator())
        for order in [[1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            await expectRefusal(
                .malformedToken,
                of: order.map { ours[$0] }.joined(separator: "."),
                by: setting.validator(),
                "\(order)"
            )
        }
        await expectRefusal(
            .invalidSignature,
            of: [ours[0], ours[2], ours[1]].joined(separator: "."),
            by: setting.validator()
        )
    }

    @Test("another key under the same id")
    func otherKey() async throws {
        for algorithm in [SignatureAlgorithm.es256, .edDSA] {
            let (ours, theirs) = (try Setting(algorithm: algorithm), try Setting(algorithm: algorithm))
            await expectRefusal(.invalidSignature, of: try theirs.token(), by: ours.validator())
            // A key that comes along in the header is not looked at.
            let helpful = try theirs.token(header: ["jwk": theirs.keys.publicKey])
            await expectRefusal(.invalidSignature, of: helpful, by: ours.validator())
            _ = try await theirs.validator().validate(helpful)
        }
    }

    @Test("one validator for a thousand tasks")
    func concurrent() async throws {
        let setting = try Setting(algorithm: .es256)
        let (validator, good, bad) = (setting.validator(), try setting.token(), try Setting(algorithm: .es256).token())
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<1000 {
                group.addTask { (try? await validator.validate(index.isMultiple(of: 2) ? good : bad)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 500)
    }
}
