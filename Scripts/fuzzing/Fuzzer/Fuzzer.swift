import FuzzProperties

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The function that libFuzzer calls with each input. `Scripts/fuzz` builds it, and passes the target in the
/// environment.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do { _ = try target.accepts(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
        fatalError("\(target.name): \(error)")
    }
    return 0
}

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"]
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        fatalError("expected one of \(FuzzTarget.all.map(\.name)) in FUZZ_TARGET, found \(name ?? "nothing")")
    }
    return target
}()
