import Descope

/// Prints a tour: numbered steps, and the result of each operation.
struct Steps {
    private var number = 0

    mutating func begin(_ title: String, _ call: String) {
        number += 1
        print("\n\(number). \(title)\n   > \(call)")
    }

    func show(_ result: String) { print("     \(result)") }

    /// Expects `work` to throw one of `codes`, and shows the error that a user of the SDK would see.
    ///
    /// - Parameter what: The refused action, if the step is about something else.
    func refused(_ what: String = "", with codes: DescopeError.Code..., work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as DescopeError where error.code.map(codes.contains) ?? false {
            show(what.isEmpty ? "refused: \(error)" : "\(what) is refused: \(error)")
            return
        }
        throw Surprise(
            "expected a refusal with \(codes.map(\.rawValue).joined(separator: " or ")), found the call accepted"
        )
    }

    /// Stops the tour when a condition is false.
    func expect(_ condition: Bool, _ expectation: String) throws {
        if !condition { throw Surprise("expected \(expectation), found otherwise") }
    }

    struct Surprise: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
