import DescopeAuthzModel

/// The meaning of a schema, spelled out over all facts at once: who holds what is computed by going over all of it
/// until nothing changes. Slow, and without any of the evaluator's ideas, so that both do not err alike.
struct NaiveEvaluator {
    let schema: AuthzSchema
    /// Whether each condition is met; nil when the context does not say.
    let conditions: [String: Bool?]
    let users: NaiveUsers
    /// All ids.
    let ids: [String]
    /// All definitions.
    let definitions: [(namespace: String, definition: AuthzRelationDefinition)]
    private let numbers: [String: Int]
    /// The place of each definition in ``definitions``, by namespace and name.
    private let places: [String: [String: Int]]
    /// The facts of each definition.
    private var facts: [[AuthzRelation]]

    init(schema: AuthzSchema, relations: [AuthzRelation], conditions: [String: Bool?], users: NaiveUsers, ids: [String])
    {
        self.schema = schema
        self.conditions = conditions
        self.users = users
        self.ids = ids
        numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        definitions = schema.namespaces.flatMap { space in space.relationDefinitions.map { (space.name, $0) } }
        var places: [String: [String: Int]] = [:]
        for (place, entry) in definitions.enumerated() {
            places[entry.namespace, default: [:]][entry.definition.name] = place
        }
        self.places = places
        facts = Array(repeating: [], count: definitions.count)
        for relation in relations where Self.isAllowed(relation, by: schema) {
            if let place = places[relation.namespace]?[relation.relationDefinition] { facts[place].append(relation) }
        }
    }

    static func isAllowed(_ relation: AuthzRelation, by schema: AuthzSchema) -> Bool {
        guard let definition = schema[relation.namespace, relation.relationDefinition] else { return false }
        if let rule = definition.rule, !rule.mentionsStored { return false }
        guard let allowed = definition.allowedTargets else { return true }
        switch relation.target {
        case .id(_, nil): return allowed.contains { $0.relationDefinition == nil }
        case .id(_, let namespace?): return allowed.contains(AuthzAllowedTarget(namespace))
        case .set(_, let name, let namespace): return allowed.contains(AuthzAllowedTarget(namespace, name))
        case .query: return true
        }
    }

    /// Where the claim that a target holds a definition on a resource stands in a table of claims.
    func claim(_ target: Int, _ resource: Int, _ definition: Int) -> Int {
        (definition * ids.count + resource) * ids.count + target
    }

    /// What certainly holds, and what holds unless a condition or a loop through a subtraction says otherwise.
    ///
    /// - Parameter targets: The places of those ids whose claims are computed. What one target holds does not depend on
    ///   what others do.
    func claims(of targets: [Int]) -> (certain: [Bool], possible: [Bool]) {
        var certain = Array(repeating: false, count: definitions.count * ids.count * ids.count)
        while true {
            let possible = fixedPoint(of: targets, against: certain, unknown: true)
            let next = fixedPoint(of: targets, against: possible, unknown: false)
            if next == certain { return (certain, possible) }
            certain = next
        }
    }

    /// The least set of claims that follow from one another, where what is subtracted is looked up in `other`.
    private func fixedPoint(of targets: [Int], against other: [Bool], unknown: Bool) -> [Bool] {
        var claims = Array(repeating: false, count: other.count)
        while true {
            let before = claims
            for (place, entry) in definitions.enumerated() {
                for resource in ids.indices {
                    for target in targets where !claims[claim(target, resource, place)] {
                        let look = Look(
                            target: target,
                            resource: resource,
                            place: place,
                            namespace: entry.namespace,
                            claims: claims,
                            other: other,
                            unknown: unknown
                        )
                        if holds(entry.definition, look) { claims[claim(target, resource, place)] = true }
                    }
                }
            }
            if claims == before { return claims }
        }
    }

    /// What is looked at: one claim, with the claims that it may follow from.
    private struct Look {
        let target: Int
        let resource: Int
        let place: Int
        let namespace: String
        var claims: [Bool]
        var other: [Bool]
        var unknown: Bool

        var subtracted: Look {
            var look = self
            (look.claims, look.other, look.unknown) = (other, claims, !unknown)
            return look
        }
    }

    private func holds(_ definition: AuthzRelationDefinition, _ look: Look) -> Bool {
        if let condition = definition.condition, !isMet(condition, look.unknown) { return false }
        if let rule = definition.rule { return holds(rule, look) }
        return isStored(look)
    }

    private func holds(_ node: AuthzNode, _ look: Look) -> Bool {
        func has(_ resource: String, _ name: String, _ namespace: String) -> Bool {
            guard let place = places[namespace]?[name], let resource = numbers[resource] else { return false }
            return look.claims[claim(look.target, resource, place)]
        }
        func stored(under edge: AuthzNode.Edge) -> [AuthzRelation] {
            guard let place = places[edge.namespace ?? look.namespace]?[edge.relationDefinition],
                isPassable(definitions[place].definition, look.unknown)
            else { return [] }
            return facts[place]
        }
        switch node {
        case .stored: return isStored(look)
        case .targetSet(let name, let namespace): return has(ids[look.resource], name, namespace ?? look.namespace)
        case .relationRight(let edge, let name, let namespace):
            return stored(under: edge).contains { fact in
                guard fact.resource == ids[look.resource], case .id(let reached, let type) = fact.target else {
                    return false
                }
                return tested(edge, name, namespace, look.namespace).contains { space in
                    (type == nil || type == space) && has(reached, name, space)
                }
            }
        case .relationLeft(let edge, let name, let namespace):
            return stored(under: edge).contains { fact in
                guard case .id(ids[look.resource], let type) = fact.target, type == nil || type == look.namespace
                else { return false }
                return has(fact.resource, name, namespace ?? edge.namespace ?? look.namespace)
            }
        case .union(let nodes): return nodes.contains { holds($0, look) }
        case .intersect(let nodes): return nodes.allSatisfy { holds($0, look) }
        // What is subtracted is judged by the other bound, and so is what is subtracted from that.
        case .sub(let nodes): return holds(nodes[0], look) && !nodes.dropFirst().contains { holds($0, look.subtracted) }
        case .conditional(let inner, let condition): return isMet(condition, look.unknown) && holds(inner, look)
        }
    }

    /// Whether the conditions of a followed definition let what is stored under it pass.
    private func isPassable(_ definition: AuthzRelationDefinition, _ unknown: Bool) -> Bool {
        if let condition = definition.condition, !isMet(condition, unknown) { return false }
        return definition.rule.flatMap { isPassable($0, unknown) } ?? true
    }

    /// Nil for a rule that nothing stored counts in.
    private func isPassable(_ rule: AuthzNode, _ unknown: Bool) -> Bool? {
        func verdicts(_ nodes: [AuthzNode]) -> Set<Bool>? {
            let found = Set(nodes.compactMap { isPassable($0, unknown) })
            return found.isEmpty ? nil : found
        }
        switch rule {
        case .stored: return true
        case .targetSet, .relationRight, .relationLeft: return nil
        case .union(let nodes): return verdicts(nodes)?.contains(true)
        case .intersect(let nodes): return verdicts(nodes).map { !$0.contains(false) }
        case .sub(let nodes): return isPassable(nodes[0], unknown)
        case .conditional(let inner, let condition):
            return isPassable(inner, unknown).map { $0 && isMet(condition, unknown) }
        }
    }

    private func tested(_ edge: AuthzNode.Edge, _ name: String, _ namespace: String?, _ own: String) -> [String] {
        if let namespace { return [namespace] }
        let allowed = schema[edge.namespace ?? own, edge.relationDefinition]?.allowedTargets
        return schema.namespaces.map(\.name).filter { space in
            schema[space, name] != nil && (allowed?.contains(AuthzAllowedTarget(space)) ?? true)
        }
    }

    private func isStored(_ look: Look) -> Bool {
        facts[look.place].contains { fact in
            guard fact.resource == ids[look.resource] else { return false }
            switch fact.target {
            case .id(let id, _): return id == ids[look.target]
            case .set(let resource, let name, let namespace):
                guard let place = places[namespace]?[name], let resource = numbers[resource] else { return false }
                return look.claims[claim(look.target, resource, place)]
            case .query(let query): return users.isUser(ids[look.target], matching: query)
            }
        }
    }

    private func isMet(_ requirement: AuthzRequirement, _ unknown: Bool) -> Bool {
        switch requirement {
        case .named(let name): (conditions[name] ?? nil) ?? unknown
        case .all(let list): list.allSatisfy { isMet($0, unknown) }
        case .any(let list): list.contains { isMet($0, unknown) }
        case .not(let inner): !isMet(inner, !unknown)
        }
    }
}

extension AuthzNode {
    var mentionsStored: Bool { self == .stored || children.contains(where: \.mentionsStored) }
}

/// Users with roles.
struct NaiveUsers: AuthzUserDirectory {
    let roles: [String: [String]]

    func isUser(_ id: String, matching query: AuthzUserQuery) -> Bool {
        roles[id]?.contains { query.roles?.contains($0) ?? true } ?? false
    }

    func users(matching query: AuthzUserQuery) -> [String] { roles.keys.filter { isUser($0, matching: query) } }
}
