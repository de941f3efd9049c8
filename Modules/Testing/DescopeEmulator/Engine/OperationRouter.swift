/// Finds operations by their paths: a tree whose edges are the segments of the paths, so that the cost of finding one
/// does not depend on how many there are.
package struct OperationRouter: Sendable {
    /// An operation at a path.
    package struct Match: Sendable {
        package let operation: OperationShape
        /// The values of the path's parameters, percent-decoded, by the contract's names.
        package let path: [String: String]
    }

    private struct Node: Sendable {
        // By bytes: a request chooses its path.
        var exact: [TextKey: Int] = [:]
        var parameter: Int?
        var operations: [OperationShape] = []
    }

    private var nodes = [Node()]
    /// What is at the paths without parameters. Most requests have one of these.
    private var written: [TextKey: [Match]] = [:]

    /// The router of all operations of the contract.
    package static let all = OperationRouter(OperationShape.all.values)

    /// Makes a router of some operations.
    package init(_ operations: some Sequence<OperationShape>) {
        for operation in operations {
            var node = 0
            for segment in Self.segments(operation.path) { node = child(of: node, segment) }
            nodes[node].operations.append(operation)
        }
        for operation in operations where !operation.path.contains("{") {
            written[TextKey(operation.path)] = walk(operation.path)
        }
    }

    private mutating func child(of node: Int, _ segment: Substring) -> Int {
        let isParameter = segment.hasPrefix("{")
        if let known = isParameter ? nodes[node].parameter : nodes[node].exact[TextKey(String(segment))] {
            return known
        }
        nodes.append(Node())
        let new = nodes.count - 1
        if isParameter { nodes[node].parameter = new } else { nodes[node].exact[TextKey(String(segment))] = new }
        return new
    }

    /// The operations at a path, one for each verb. A segment that is written out wins over a parameter.
    package func operations(at path: String) -> [Match] { written[TextKey(path)] ?? walk(path) }

    private func walk(_ path: String) -> [Match] {
        var found: [Match] = []
        find(Self.segments(path)[...], from: 0, values: [], &found)
        return found
    }

    // As deep as the longest path of an operation, whatever the path: the tree ends there.
    private func find(_ rest: ArraySlice<Substring>, from index: Int, values: [Substring], _ found: inout [Match]) {
        let node = nodes[index]
        guard let segment = rest.first else {
            for operation in node.operations where !found.contains(where: { $0.operation.method == operation.method }) {
                found.append(Match(operation: operation, path: Self.parameters(of: operation, values)))
            }
            return
        }
        if let next = node.exact[TextKey(String(segment))] {
            find(rest.dropFirst(), from: next, values: values, &found)
        }
        if let next = node.parameter, !segment.isEmpty {
            find(rest.dropFirst(), from: next, values: values + [segment], &found)
        }
    }

    private static func parameters(of operation: OperationShape, _ values: [Substring]) -> [String: String] {
        guard !values.isEmpty else { return [:] }
        let names = segments(operation.path).filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        return Dictionary(zip(names, values.map(percentDecoded)), uniquingKeysWith: { first, _ in first })
    }

    // Empty segments count: `//v1/auth/me` and `/v1/auth/me/` are other paths.
    private static func segments(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
    }
}
