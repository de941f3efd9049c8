import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeSession
import DescopeTesting
import Dispatch
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Measures the memory that is still in use after validating many different tokens on two threads.
struct MemoryCase {
    struct Outcome {
        let name: String
        let validations: Int
        /// The memory of the process after the first thousand validations, and at the end.
        let megabytesAtFirst: Double
        let megabytes: Double

        private var growth: Double { (megabytes - megabytesAtFirst).rounded(places: 1) }

        var json: String {
            #"{"name":"\#(name)","validations":\#(validations),"megabytes_after_1000":\#(megabytesAtFirst),"#
                + #""megabytes":\#(megabytes),"growth":\#(growth)}"#
        }

        var line: String {
            "\(name): \(megabytesAtFirst) MB after 1000 validations, \(megabytes) MB after \(validations): "
                + "\(growth) MB more (goal: at most 20)"
        }
    }

    let name: String
    let validator: TokenValidator
    let series: TokenSeries
    var validations = 1_000_000
    /// Whether a role of each token is checked, as a handler does: then its claims are decoded and kept.
    var asksForRoles = false

    static func all() throws -> [Outcome] {
        let keys = try FakeKeys(algorithm: .es256)
        let series = try TokenSeries(keys: keys)
        let projectId = SampleToken.projectId
        return try [
            MemoryCase(name: "memory", validator: TokenValidator(projectId: projectId, keys: keys), series: series),
            MemoryCase(
                name: "memory, with a cache",
                validator: TokenValidator(projectId: projectId, keys: keys, cacheCapacity: 4096),
                series: series
            ),
            MemoryCase(
                name: "memory, with a cache, roles asked for",
                validator: TokenValidator(projectId: projectId, keys: keys, cacheCapacity: 4096),
                series: series,
                validations: 100_000,
                asksForRoles: true
            ),
            MemoryCase(
                name: "memory, with a cache, roles asked for, 120 tenants",
                validator: TokenValidator(projectId: projectId, keys: keys, cacheCapacity: 4096),
                series: try TokenSeries(keys: keys, claims: SampleToken.claims(tenants: 120)),
                validations: 5_000,
                asksForRoles: true
            ),
        ].map { try $0.run() }
    }

    private func run() throws -> Outcome {
        try validate(0..<1000)
        let first = try residentMegabytes()
        try validate(1000..<validations)
        return Outcome(
            name: name,
            validations: validations,
            megabytesAtFirst: first,
            megabytes: try residentMegabytes()
        )
    }

    private func validate(_ numbers: Range<Int>) throws {
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            do {
                for number in numbers where number % 2 == thread {
                    let token = try validator.validateIfKeyIsCached(series.token(number))
                    if asksForRoles { _ = token?.hasRoles(["editor"], tenant: "acme") }
                }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

/// Tokens that differ in their subject, made faster than with a ``TokenMinter``.
struct TokenSeries {
    private let key: SigningKey
    private let header: String
    private let payload: (head: String, tail: String)

    init(keys: FakeKeys, claims: [String: JSONValue] = SampleToken.claims) throws {
        key = keys.signingKey
        let parts = try SampleToken.mint(userId: "U2-NUMBER", keys: keys, claims: claims).reveal().split(separator: ".")
        header = String(parts[0])
        let claims = String(decoding: Base64URL.decode(String(parts[1])) ?? [], as: UTF8.self)
        let place = claims.split(separator: "NUMBER", omittingEmptySubsequences: false)
        payload = (String(place[0]), String(place[1]))
    }

    func token(_ number: Int) throws -> Secret {
        let claims = "\(payload.head)\(number)\(payload.tail)"
        let signed = "\(header).\(Base64URL.encode(Array(claims.utf8)))"
        return Secret("\(signed).\(Base64URL.encode(try key.signature(for: Array(signed.utf8))))")
    }
}

/// The current memory of the process.
private func residentMegabytes() throws -> Double { try megabytes("VmRSS:").rounded(places: 1) }
