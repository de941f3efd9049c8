import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// The project changes its signing key while a thousand tokens are checked.
@Suite(.timeLimit(.minutes(5))) struct KeyRotationTests {
    /// Keeps answers about keys back, so that they tell of the past when they come.
    private struct SlowKeys: HTTPMiddleware {
        let gate = ManualClock(patience: nil)

        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            let response = try await next(request)
            if operation.name == "session.keys" { try await gate.sleep(for: .seconds(1)) }
            return response
        }

        func hasBegun() async { await gate.sleepers(atLeast: 1) }
        func finish() { gate.advance(by: .seconds(1)) }
    }

    private let slow = SlowKeys()
    private let clock = ManualClock()
    private let backend: EmulatorBackend
    private let client: DescopeClient
    private let executor = HeldExecutor()

    init() throws {
        backend = try EmulatorBackend(clock: clock, signingKey: Journey.signingKey.get())
        client = try DescopeClient(
            projectId: backend.projectId,
            transport: .emulator(backend),
            middleware: [slow],
            clock: clock
        )
    }

    /// A token, signed with the key of the moment. Nothing checks it.
    private func newToken() async throws -> Secret {
        try await client.otp.signUpOrIn(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        return try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code).sessionJwt
    }

    /// Validations under way: each of them waits for keys, or is done, when this returns.
    private func validations(of tokens: Secret..., count: Int) -> [Task<DescopeError.Code?, any Error>] {
        let tasks = (0..<count).map { index in
            Task(executorPreference: executor) { () -> DescopeError.Code? in
                do {
                    _ = try await client.session.validate(tokens[index % tokens.count])
                    return nil
                } catch let error as DescopeError { return error.code }
            }
        }
        executor.drain()
        return tasks
    }

    private func warm(with jwt: Secret) async throws {
        let first = Task { try await client.session.validate(jwt) }
        await slow.hasBegun()
        slow.finish()
        _ = try await first.value
    }

    @Test("no good token is refused while the keys are fetched for the first time and change meanwhile")
    func cold() async throws {
        let old = try await newToken()
        var running = validations(of: old, count: 500)
        await slow.hasBegun()
        // The answer that is under way does not know of the new key.
        try backend.rotateSigningKey()
        running += validations(of: old, try await newToken(), count: 500)
        slow.finish()
        executor.release()
        await slow.hasBegun()
        slow.finish()
        for validation in running { #expect(try await validation.value == nil) }
        #expect(try backend.requestCount("session.keys") == 2)
    }

    @Test(
        "no good token is refused when the key changes, whether the old one stays listed or not",
        arguments: [true, false]
    )
    func warm(keepsOld: Bool) async throws {
        let old = try await newToken()
        try await warm(with: old)
        var running = validations(of: old, count: 500)
        try backend.rotateSigningKey(keepsOld: keepsOld)
        running += validations(of: old, try await newToken(), count: 500)
        await slow.hasBegun()
        slow.finish()
        executor.release()
        for validation in running { #expect(try await validation.value == nil) }
        #expect(try backend.requestCount("session.keys") == 2)

        guard !keepsOld else {
            _ = try await client.session.validate(old)
            return
        }
        let late = Task { try await client.session.validate(old) }
        await slow.hasBegun()
        slow.finish()
        await #expect { try await late.value } throws: { DescopeError.Code.unknownKey ~= $0 }
    }

    @Test("the same on all threads, without a word on who comes first", arguments: [true, false])
    func parallel(keepsOld: Bool) async throws {
        let it = try Journey()
        let old = try await it.signUpOrIn().sessionJwt
        try await withThrowingTaskGroup(of: (isOld: Bool, code: DescopeError.Code?).self) { group in
            var new: Secret?
            for index in 0..<1000 {
                if index == 500 {
                    try it.backend.rotateSigningKey(keepsOld: keepsOld)
                    new = try await it.signUpOrIn("grace@example.com").sessionJwt
                }
                let isOld = index.isMultiple(of: 2) || new == nil
                let jwt = isOld ? old : new ?? old
                group.addTask {
                    do {
                        _ = try await it.session.validate(jwt)
                        return (isOld, nil)
                    } catch let error as DescopeError { return (isOld, error.code) }
                }
            }
            for try await (isOld, code) in group {
                let mayFail = isOld && !keepsOld
                #expect(code == nil || mayFail && code == .unknownKey)
            }
        }
        #expect(try it.backend.requestCount("session.keys") <= 3)
    }

    @Test("ten thousand unknown key ids within a minute make three fetches, and cost no good token anything")
    func flood() async throws {
        let it = try Journey()
        let good = try await it.signUpOrIn().sessionJwt
        _ = try await it.session.validate(good)
        let parts = good.reveal().split(separator: ".")
        var codes: Set<DescopeError.Code?> = []
        for index in 0..<10_000 {
            let header = Array(#"{"alg":"RS256","kid":"SK2forged\#(index)","typ":"JWT"}"#.utf8)
            let forged = "\(Base64URL.encode(header)).\(parts[1]).\(parts[2])"
            do {
                _ = try await it.session.validate(forged)
                codes.insert(nil)
            } catch { codes.insert((error as? DescopeError)?.code) }
            if index.isMultiple(of: 1000) { _ = try await it.session.validate(good) }
            it.clock.advance(by: .milliseconds(6))
        }
        #expect(codes == [.unknownKey])
        #expect(try it.backend.requestCount("session.keys") == 3)
    }
}
