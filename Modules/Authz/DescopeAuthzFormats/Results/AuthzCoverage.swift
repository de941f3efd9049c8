public import DescopeAuthzModel
public import DescopeCore

/// A leaf of a schema: a term of a rule, or a relation that is only stored.
public struct AuthzLeaf: Hashable, Sendable {
    /// The namespace.
    public var namespace: String
    /// The relation or permission.
    public var relationDefinition: String
    /// Its number among the leaves of the rule, from left to right and from 0.
    public var index: Int
    /// As the language writes it; `stored` for what is stored under the definition itself.
    public var text: String
}

extension AuthzLeaf: CustomStringConvertible {
    /// `doc#viewer: parent.viewer`.
    public var description: String { "\(namespace)#\(relationDefinition): \(text)" }
}

/// Which leaves of a schema the questions of test cases reach.
///
/// A leaf is reached by a question when the answer rests on it: of a union that holds those terms that hold, of one
/// that does not hold all of them; of an intersection that does not hold those that do not, and so on, along the stored
/// relations that the answer rests on.
public struct AuthzCoverage: Sendable {
    /// The schema.
    public let schema: AuthzSchema
    /// The leaves in the order of the schema, with how many walks found that they hold and that they do not.
    public private(set) var leaves: [(leaf: AuthzLeaf, held: Int, notHeld: Int)] = []
    /// Whether only a part was counted, because a question was too large or has no answer.
    public private(set) var isPartial = false

    private var numbers: [[UInt8]: Int] = [:]
    private let source: SchemaSource?

    /// The most pairs of object and relation that are walked for one question.
    static let maximumPairs = 1000
    /// The most ids of one answer that are walked.
    static let maximumIds = 100

    /// The coverage of each schema of the cases, in the order of the cases. Each file with a schema is counted by
    /// itself, also when another one has the same schema.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` when the evaluator refuses a schema.
    public static func measure(_ cases: [AuthzTestCase]) throws(DescopeError) -> [AuthzCoverage] {
        var all: [AuthzCoverage] = []
        for test in cases {
            let index = all.firstIndex { $0.source?.path == test.source?.path && $0.schema == test.schema }
            if index == nil { all.append(AuthzCoverage(test.schema, test.source)) }
            let walk = try CoverageWalk(test)
            for question in test.questions { all[index ?? all.count - 1].add(walk, question) }
        }
        return all
    }

    private init(_ schema: AuthzSchema, _ source: SchemaSource?) {
        self.schema = schema
        self.source = source
        for namespace in schema.namespaces {
            for definition in namespace.relationDefinitions {
                let texts = definition.rule.map(\.leafTexts) ?? ["stored"]
                numbers[LeafPositions.key(namespace.name, definition.name)] = leaves.count
                leaves += texts.enumerated().map { index, text in
                    (
                        AuthzLeaf(
                            namespace: namespace.name,
                            relationDefinition: definition.name,
                            index: index,
                            text: text
                        ), 0, 0
                    )
                }
            }
        }
    }

    private mutating func add(_ walk: CoverageWalk, _ question: AuthzQuestion) {
        let visited = walk.leaves(of: question)
        if !visited.isComplete { isPartial = true }
        for (namespace, definition, index, holds) in visited.leaves {
            guard let first = numbers[LeafPositions.key(namespace, definition)], first + index < leaves.count else {
                continue
            }
            if holds { leaves[first + index].held += 1 } else { leaves[first + index].notHeld += 1 }
        }
    }

    /// The leaves that no question reaches.
    public var unreached: [AuthzLeaf] { leaves.filter { $0.held + $0.notHeld == 0 }.map(\.leaf) }

    /// How many of the leaves are reached, from 0 to 1. A schema without leaves is fully covered.
    public var ratio: Double {
        leaves.isEmpty ? 1 : Double(leaves.count - unreached.count) / Double(leaves.count)
    }

    /// Lines for people: each leaf that is not reached, or has always had the same answer, and the sum.
    public var text: String {
        var lines: [String] = []
        for (leaf, held, notHeld) in leaves where held == 0 || notHeld == 0 {
            let place = position(of: leaf).map { "\($0): " } ?? ""
            let why = held + notHeld == 0 ? "not reached" : held == 0 ? "never held" : "always held"
            lines.append("\(place)\(leaf): \(why)")
        }
        let reached = leaves.count - unreached.count
        lines.append(
            "\(reached) of \(leaves.count) leaves reached (\(percent) %)\(isPartial ? ", counted in part" : "")"
        )
        return lines.map(\.printable).joined(separator: "\n")
    }

    /// The ratio in percent, rounded down to one digit after the point.
    public var percent: Double { (ratio * 1000).rounded(.down) / 10 }

    private func position(of leaf: AuthzLeaf) -> AuthzPosition? { source?.positions.position(of: leaf) }

    /// LCOV's form; nil when the schema was not read from a text with lines. A line counts as often as the leaf in it
    /// that is reached least; each leaf has two branches, held and not held.
    public var lcov: String? {
        guard let source else { return nil }
        var byLine: [Int: [(held: Int, notHeld: Int)]] = [:]
        for (leaf, held, notHeld) in leaves {
            guard let position = position(of: leaf) else { continue }
            byLine[position.line, default: []].append((held, notHeld))
        }
        guard !byLine.isEmpty else { return nil }
        var lines = ["TN:", "SF:\(source.path.printable)"]
        var (branches, taken) = (0, 0)
        for (line, leaves) in byLine.sorted(by: { $0.key < $1.key }) {
            for (number, leaf) in leaves.enumerated() {
                let isReached = leaf.held + leaf.notHeld > 0
                for (branch, count) in [leaf.held, leaf.notHeld].enumerated() {
                    lines.append("BRDA:\(line),\(number),\(branch),\(isReached ? "\(count)" : "-")")
                    branches += 1
                    if count > 0 { taken += 1 }
                }
            }
        }
        lines += ["BRF:\(branches)", "BRH:\(taken)"]
        var hit = 0
        for (line, leaves) in byLine.sorted(by: { $0.key < $1.key }) {
            let count = leaves.map { $0.held + $0.notHeld }.min() ?? 0
            lines.append("DA:\(line),\(count)")
            if count > 0 { hit += 1 }
        }
        lines += ["LF:\(byLine.count)", "LH:\(hit)", "end_of_record"]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension AuthzNode {
    /// The leaves from left to right, as the language writes them.
    fileprivate var leafTexts: [String] {
        switch self {
        case .stored: ["stored"]
        case .targetSet(let name, let space): [space.map { "\($0)#\(name)" } ?? name]
        case .relationRight(let edge, let name, _): ["\(edge.relationDefinition).\(name)"]
        case .relationLeft(let edge, let name, _): ["left(\(edge.relationDefinition)).\(name)"]
        case .union(let nodes), .intersect(let nodes), .sub(let nodes): nodes.flatMap(\.leafTexts)
        case .conditional(let node, _): node.leafTexts
        }
    }
}
