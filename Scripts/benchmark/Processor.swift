import DescopeCore
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The processor time of this process so far, in microseconds.
func processorMicroseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// Runs asynchronous work and waits for it. The work does not run on the main actor: there, each call of the emulator
/// would pay for the way to another executor and back.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            let value = try await work()
            result.withLock { $0 = .success(value) }
        } catch {
            result.withLock { $0 = .failure(error) }
        }
        isDone.signal()
    }
    isDone.wait()
    guard let result = result.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
}

/// Starts this program with other arguments, and returns the numbers that it prints, separated by spaces.
func numbers(printedBy arguments: String, count: Int) throws -> [Double] {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    guard let pipe = popen("'\(program)' \(arguments)", "r") else {
        throw DescopeError(.argument, message: "benchmark: expected to start \(program)")
    }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF, byte != 10 { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Double($0) }
    guard numbers.count == count else {
        throw DescopeError(.argument, message: "benchmark: '\(arguments)' failed")
    }
    return numbers
}

func median(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.sorted()[values.count / 2]
}
