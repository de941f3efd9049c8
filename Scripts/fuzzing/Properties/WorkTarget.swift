import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension FuzzTarget {
    /// The work that a request can cause: no token, proof or cookie header costs more than a few times as much as a
    /// harmless one of the same length. The input is repeated up to that length, so that a short one is enough to find
    /// work that grows faster than its input.
    static let work = FuzzTarget("work") { input in
        guard !input.isEmpty, input.count <= 1024 else { return false }
        let (reader, limits) = (try reader.get(), limits)
        var isRead = false
        for (place, text) in places(input, count: headerBytes) {
            let isTaken = try requireLittleWork("as \(place) of a token's header", limits.token) {
                reader.readToken(header: text)
            }
            isRead = isRead || isTaken
            _ = try requireLittleWork("as \(place) of a proof's header", limits.proof) {
                reader.readProof(header: text)
            }
        }
        for (place, text) in places(input, count: claimsBytes) {
            _ = try requireLittleWork("as \(place) of a token's claims", limits.claims) {
                reader.readToken(claims: text)
            }
        }
        for (place, text) in places(input, count: proofBytes) {
            let proof = try reader.proof(claims: text)
            _ = try requireLittleWork("as \(place) of a proof's claims", limits.proof) { reader.read(proof) }
        }
        for cookie in [input, input + Array("=;".utf8), Array("DS=".utf8) + input + Array(";".utf8)] {
            let line = String(decoding: repeated(cookie, cookieBytes), as: UTF8.self)
            _ = try requireLittleWork("as a cookie header", limits.cookies) { readCookies(line) }
        }
        return isRead
    }

    /// The maximum length of JSON in a header, in a token's claims and in a proof's claims, and of a cookie header.
    private static let (headerBytes, claimsBytes, proofBytes, cookieBytes) = (2_800, 12_000, 4_200, 16_000)

    /// The time of harmless inputs: JSON with many short objects or members, a header with many short cookies.
    private static let limits = harmless()

    private static func harmless() -> (token: Double, claims: Double, proof: Double, cookies: Double) {
        guard let reader = try? reader.get() else { return (0, 0, 0, 0) }
        func json(_ count: Int) -> [UInt8] {
            Array(#"{"x":[\#(repeatElement(#"{"name":0}"#, count: count / 11).joined(separator: ","))]}"#.utf8)
        }
        let members = (0..<claimsBytes / 11).map { #""m\#(1000 + $0)":0"# }.joined(separator: ",")
        let proof = (try? reader.proof(claims: json(proofBytes))) ?? ""
        let cookies = String(repeating: "name=value; ", count: cookieBytes / 12)
        return (
            leastTime { reader.readToken(header: json(headerBytes)) },
            leastTime { reader.readToken(claims: Array("{\(members)}".utf8)) }, leastTime { reader.read(proof) },
            leastTime { readCookies(cookies) }
        )
    }

    private static func readCookies(_ line: String) -> Bool { !Cookies.sent(["DS", "DSR"], in: [line])[0].isEmpty }

    /// JSON objects with the input in different places.
    private static func places(_ input: [UInt8], count: Int) -> [(String, [UInt8])] {
        func text(_ start: String, _ end: String) -> [UInt8] {
            Array(start.utf8) + repeated(input, count - start.utf8.count - end.utf8.count) + Array(end.utf8)
        }
        func numbered(_ start: String, _ end: String) -> [UInt8] {
            var all = Array(start.utf8)
            var number = 0
            while all.count + input.count + 20 < count {
                all += Array("\"".utf8) + input + Array("\(number)\":0,".utf8)
                number += 1
            }
            return all + Array(end.utf8)
        }
        return [
            ("all", repeated(input, count)), ("members", text(#"{"alg":"EdDSA","#, #""kid":"k"}"#)),
            ("a name", text(#"{""#, #"":0}"#)), ("a name inside", text(#"{"x":{""#, #"":0}}"#)),
            ("a value", text(#"{"alg":"EdDSA","kid":"k","x":""#, #""}"#)),
            ("elements", text(#"{"x":["#, #"0]}"#)), ("many names", numbered("{", #""x":0}"#)),
            ("many names inside", numbered(#"{"x":{"#, #""x":0}}"#)),
        ]
            + ["alg", "kid", "typ", "cty", "jti", "htm", "htu", "iss", "drn"].map { name in
                ("'\(name)'", text(#"{"\#(name)":""#, #""}"#))
            }
    }

    private static func repeated(_ input: [UInt8], _ count: Int) -> [UInt8] {
        (0..<max(0, count / input.count)).flatMap { _ in input }
    }

    private static let reader = Result { try HostileReader() }
}

/// Reads untrusted input: unsigned, or signed with its sender's own key.
private struct HostileReader {
    private let key: SigningKey
    private let proofHeader: String
    private let validator = TokenValidator(projectId: FixedClock.project, keys: EveryKey(), clock: FixedClock())
    private let proofs = DPoPValidator(replayStore: InMemoryReplayStore(), clock: FixedClock())

    init() throws {
        key = try .generate(for: .edDSA)
        let members = key.publicKey.members.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        proofHeader = #"{"typ":"dpop+jwt","alg":"EdDSA","jwk":{\#(members)}}"#
    }

    func readToken(header: [UInt8]) -> Bool { readToken(header, Array("{}".utf8)) }

    func readToken(claims: [UInt8]) -> Bool { readToken(Array(#"{"alg":"EdDSA","kid":"EdDSA"}"#.utf8), claims) }

    /// Whether the token is refused for another reason than its format.
    private func readToken(_ header: [UInt8], _ claims: [UInt8]) -> Bool {
        let token = "\(Base64URL.encode(header)).\(Base64URL.encode(claims)).AAAA"
        do throws(DescopeError) { _ = try validator.validateIfKeyIsCached(token) } catch {
            return error.code != .malformedToken
        }
        return true
    }

    func readProof(header: [UInt8]) -> Bool { read("\(Base64URL.encode(header)).e30.AAAA") }

    func proof(claims: [UInt8]) throws -> String {
        let signed = "\(Base64URL.encode(proofHeader.utf8)).\(Base64URL.encode(claims))"
        return try signed + "." + Base64URL.encode(key.signature(for: Array(signed.utf8)))
    }

    func read(_ proof: String) -> Bool {
        let request = DPoPRequest(proofs: [proof], method: "GET", url: "https://api.example.com/orders")
        return (try? proofs.proof(in: request, presenting: nil, boundTo: nil)) != nil
    }
}

// MARK: - Measuring

/// The maximum work of an input, relative to a harmless one.
private let maximumRatio = 10.0

/// Runs `work`, and requires that it takes at most a few times as long as a harmless input. Other load on the machine
/// only adds to a measurement, so the least of several counts.
private func requireLittleWork(_ what: String, _ harmless: Double, _ work: () -> Bool) throws -> Bool {
    var isTaken = false
    var least = Double.infinity
    for _ in 0..<5 {
        least = min(least, nanoseconds { isTaken = work() })
        if least <= maximumRatio * harmless { return isTaken }
    }
    throw BrokenProperty(
        description: "does not hold: \(what) it is at most \(maximumRatio) times the work of a harmless "
            + "one, found \(least / harmless)"
    )
}

/// The least processor time of `work` on this thread, in nanoseconds.
private func leastTime(_ work: () -> Bool) -> Double {
    (0..<10).map { _ in nanoseconds { _ = work() } }.min() ?? 0
}

/// The processor time of this thread, independent of other threads.
private func nanoseconds(_ work: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
    let start = now()
    work()
    return now() - start
}
