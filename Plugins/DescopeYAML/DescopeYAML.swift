public import DescopeCore

#if YAML
import Yams
#endif

/// Reads YAML. The trait `YAML` of this package brings Yams for it.
public enum DescopeYAML {
    /// How deep lists and mappings may lie in each other.
    static let maximumDepth = 64
    /// The most values, with what aliases repeat.
    static let maximumValues = 1_000_000

    /// The one document of a text. Plain scalars are null, Booleans and numbers as in YAML 1.2; dates stay strings.
    ///
    /// - Throws: An error of kind `argument`. Without the trait `YAML` every text is refused.
    public static func parse(_ text: String) throws(DescopeError) -> JSONValue {
        #if YAML
        let root: Node?
        do { root = try Yams.Parser(yaml: text).singleRoot() } catch {
            throw DescopeError(.argument, message: "expected YAML, found: \(error)")
        }
        var count = 0
        guard let root else { return .null }
        return try value(root, 0, &count)
        #else
        throw DescopeError(
            .argument,
            message: "expected JSON, found YAML, which is read only with the trait YAML of this package: "
                + "swift run --traits YAML authz …"
        )
        #endif
    }
}

#if YAML
extension DescopeYAML {
    private static func value(_ node: Node, _ depth: Int, _ count: inout Int) throws(DescopeError) -> JSONValue {
        count += 1
        guard depth < maximumDepth, count <= maximumValues else {
            throw DescopeError(
                .argument,
                message: "expected YAML of at most \(maximumDepth) levels and \(maximumValues) values, found more."
            )
        }
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try value(element, depth + 1, &count)) }
            return .array(elements)
        case .mapping(let mapping):
            var members: [String: JSONValue] = [:]
            for (key, member) in mapping {
                guard case .scalar(let name) = key else {
                    throw DescopeError(
                        .argument,
                        message: "expected strings as keys of a mapping, found another value."
                    )
                }
                members[name.string] = try value(member, depth + 1, &count)
            }
            return .object(members)
        case .alias:
            throw DescopeError(.argument, message: "expected values, found an alias without one.")
        }
    }

    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = scalar.string.utf8.first,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "+-.".utf8.contains(first),
            !scalar.string.utf8.contains(where: { "xXpPnN".utf8.contains($0) })
        else { return .string(scalar.string) }
        if let number = Int64(scalar.string) { return .int(number) }
        if let number = Double(scalar.string), number.isFinite { return .double(number) }
        return .string(scalar.string)
    }
}
#endif
