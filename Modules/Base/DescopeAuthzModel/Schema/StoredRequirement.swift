extension AuthzRelationDefinition {
    /// What has to be met before a relation that is stored under the definition counts, for itself and for arrows that
    /// follow it; nil when nothing has to.
    package var storedRequirement: AuthzRequirement? {
        let inner = rule.flatMap { $0.storedRequirement(0) } ?? .nothing
        let whole = AuthzRequirement.every([inner] + [condition].compactMap(\.self))
        return whole == .nothing ? nil : whole
    }
}

extension AuthzNode {
    /// Nil when nothing that is stored counts in the rule. What else the rule asks for is about who holds it, and not
    /// about what is stored: an arrow follows a relation as it is stored. What is subtracted does not count.
    fileprivate func storedRequirement(_ depth: Int) -> AuthzRequirement? {
        // The compiler refuses deeper rules.
        guard depth <= SchemaParser.maximumDepth else { return nil }
        func found(in nodes: [AuthzNode]) -> [AuthzRequirement] { nodes.compactMap { $0.storedRequirement(depth + 1) } }
        switch self {
        case .stored: return .nothing
        case .targetSet, .relationRight, .relationLeft: return nil
        case .union(let nodes):
            let parts = found(in: nodes)
            guard parts.count > 1 else { return parts.first }
            return parts.contains(.nothing) ? .nothing : .any(parts)
        case .intersect(let nodes):
            let parts = found(in: nodes)
            return parts.isEmpty ? nil : .every(parts)
        case .sub(let nodes): return nodes.first?.storedRequirement(depth + 1)
        case .conditional(let node, let condition):
            return node.storedRequirement(depth + 1).map { .every([$0, condition]) }
        }
    }
}

extension AuthzRequirement {
    /// That all of none are met.
    fileprivate static let nothing = Self.all([])

    fileprivate static func every(_ list: [AuthzRequirement]) -> Self {
        let parts = list.filter { $0 != .nothing }
        return parts.count == 1 ? parts[0] : .all(parts)
    }
}
