import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A project with one key, a clock that stands at 2026-01-01, and what makes and checks its tokens.
struct Setting {
    static let project = "P2test"
    static let now: Int64 = 1_767_225_600

    let keys: FakeKeys
    let asked: RecordingKeys
    let clock = ManualClock()

    init(keyId: String = "SK2fake", algorithm: SignatureAlgorithm = .edDSA) throws {
        keys = try FakeKeys(keyId: keyId, algorithm: algorithm)
        asked = RecordingKeys(keys)
    }

    func validator(
        projectId: String = Self.project,
        leeway: Duration = .seconds(5),
        cookies: CookieNames = CookieNames(),
        maximumTokenBytes: Int = 64 << 10,
        cacheCapacity: Int = 0
    ) -> TokenValidator {
        TokenValidator(
            projectId: projectId,
            keys: asked,
            leeway: leeway,
            cookies: cookies,
            clock: clock,
            maximumTokenBytes: maximumTokenBytes,
            cacheCapacity: cacheCapacity
        )
    }

    /// What every token says, with some of it changed; `nil` takes a claim away.
    func claims(_ changes: [String: JSONValue?] = [:]) -> [String: JSONValue] {
        let usual: [String: JSONValue] = [
            "iss": .string(Self.project), "sub": "U2secretUser", "drn": "DS",
            "iat": .int(Self.now), "exp": .int(Self.now + 600), "email": "ada@secret.example",
        ]
        return changes.reduce(into: usual) { $0[$1.key] = $1.value }
    }

    /// A token that is good but for the changes.
    func token(_ changes: [String: JSONValue?] = [:], header: [String: JSONValue] = [:]) throws -> String {
        try TokenMinter(projectId: Self.project, keys: keys, clock: clock)
            .token(claims: claims(changes), header: header).reveal()
    }

    /// A token made of two texts as they are, signed as it should be.
    func token(header: String? = nil, payload: String) throws -> String {
        try token(header: header.map { Array($0.utf8) }, payload: Array(payload.utf8))
    }

    /// A token made of bytes as they are, signed as it should be.
    func token(header: [UInt8]? = nil, payload: [UInt8]) throws -> String {
        let header = header ?? Array(plainHeader.utf8)
        return try signed(Base64URL.encode(header) + "." + Base64URL.encode(payload))
    }

    var plainHeader: String { #"{"alg":"\#(keys.signingKey.algorithm.rawValue)","kid":"\#(keys.keyId)"}"# }

    /// The text and its signature behind it.
    func signed(_ text: String) throws -> String {
        try text + "." + Base64URL.encode(keys.signingKey.signature(for: Array(text.utf8)))
    }

    /// A payload with one more member than it needs, written as it is.
    func payload(_ member: String) -> String {
        #"{"iss":"P2test","sub":"U2secretUser","drn":"DS","exp":\#(Self.now + 600),\#(member)}"#
    }
}

/// Notes which key ids are asked for.
final class RecordingKeys: KeyProvider {
    private let keys: any KeyProvider
    private let asked = Mutex<[String]>([])

    init(_ keys: some KeyProvider) { self.keys = keys }

    var keyIds: [String] { asked.withLock(\.self) }

    func cachedKey(for keyId: String) -> VerificationKey? {
        asked.withLock { $0.append(keyId) }
        return keys.cachedKey(for: keyId)
    }

    func key(for keyId: String) async throws -> VerificationKey {
        asked.withLock { $0.append(keyId) }
        return try await keys.key(for: keyId)
    }
}

/// Expects that a token is refused with this code, by both ways to check it, and that the error tells nothing of it.
func expectRefusal(
    _ code: DescopeError.Code,
    of token: String,
    by validator: TokenValidator,
    as kind: TokenKind = .session,
    audience: [String] = [],
    _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) async {
    let note = Comment(rawValue: comment)
    let error = await #expect(throws: DescopeError.self, note, sourceLocation: sourceLocation) {
        try await validator.validate(token, as: kind, audience: audience)
    }
    #expect(error?.code == code, note, sourceLocation: sourceLocation)
    let atOnce = #expect(throws: DescopeError.self, note, sourceLocation: sourceLocation) {
        try validator.validateIfKeyIsCached(token, as: kind, audience: audience)
    }
    #expect(atOnce?.code == code, note, sourceLocation: sourceLocation)
    #expect(error?.message == atOnce?.message, note, sourceLocation: sourceLocation)
    let kinds: [DescopeError.Code: DescopeError.Kind] = [.unknownKey: .key, .keysUnavailable: .key]
    #expect(error?.kind == kinds[code, default: .token], note, sourceLocation: sourceLocation)
    // It says what it speaks of; the key that is missing is no fault of the token's.
    let namesToken = error?.kind == .key || error?.message.hasPrefix("token: expected ") == true
    #expect(namesToken || error?.message.hasPrefix("token: its ") == true, note, sourceLocation: sourceLocation)
    if let error { expectSilence(error, about: token, except: audience, sourceLocation: sourceLocation) }
}

/// Expects that nothing printed of an error shows a piece of the token or a value out of it.
///
/// - Parameter known: Texts that the validator was told by others than the token.
func expectSilence(
    _ error: some Error,
    about token: String,
    except known: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var text = "\(error)\n\(String(reflecting: error))\n"
    dump(error, to: &text)

    // Twelve bytes in a row, so that no cut of the token can hide.
    let width = 12
    let bytes = Array(text.utf8)
    let windows = Set(bytes.indices.dropLast(width - 1).map { bytes[$0..<$0 + width] })
    let tokenBytes = Array(token.utf8)
    let shown = tokenBytes.indices.dropLast(width - 1).first { windows.contains(tokenBytes[$0..<$0 + width]) }
    #expect(shown == nil, "the error shows the token: \(text)", sourceLocation: sourceLocation)

    // What the validator was told is not the token's secret; the longest first, for one may lie in another.
    let told = known + SignatureAlgorithm.supported.map(\.rawValue) + [Setting.project]
    let rest = told.filter { !$0.isEmpty }.sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "…") }
    for part in token.split(separator: ".").prefix(2) {
        guard let value = Base64URL.decode(String(part)).flatMap({ try? JSONReader.parse($0) }) else { continue }
        for leaf in leaves(value) where leaf.utf8.count >= 4 {
            #expect(!rest.contains(leaf), "the error shows a value of the token", sourceLocation: sourceLocation)
        }
    }
}

/// Every text and number in a value, as text.
private func leaves(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .int(let number): [String(number)]
    case .double(let number): [String(number)]
    case .array(let elements): elements.flatMap(leaves)
    case .object(let members): members.values.flatMap(leaves)
    case .null, .bool: []
    }
}

/// A JSON text's value.
func json(_ text: String) throws -> JSONValue { try JSONReader.parse(Array(text.utf8)) }

/// A value's JSON text.
func bytes(_ value: JSONValue) throws -> [UInt8] { Array(try JSONEncoder().encode(value)) }

/// The same value with some members changed; `nil` takes a member away.
func changing(_ value: JSONValue, _ changes: [String: JSONValue?]) -> JSONValue {
    .object(changes.reduce(into: value.objectValue ?? [:]) { $0[$1.key] = $1.value })
}
