import DescopeAuthzModel

/// A random schema with random facts, the same for the same seed.
struct RandomProject {
    let schema: AuthzSchema
    let relations: [AuthzRelation]
    let conditions: [String: Bool?]
    let users: NaiveUsers

    static let targets = ["u0", "u1", "u2"]
    static let resources = ["a", "b", "c", "d"]
    private static let spaces = ["x", "y"]
    private static let names = ["p", "q", "r", "s"]

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        let hasConditions = dice.roll(3) == 0
        var namespaces: [AuthzNamespace] = [AuthzNamespace("user")]
        for space in Self.spaces {
            var definitions: [AuthzRelationDefinition] = []
            for name in Self.names {
                if dice.roll(3) == 0 {
                    let allowed: [AuthzAllowedTarget]? =
                        dice.roll(2) == 0
                        ? nil
                        : (0..<(1 + dice.roll(3))).map { _ in
                            dice.roll(3) == 0
                                ? AuthzAllowedTarget(dice.pick(Self.spaces), dice.pick(Self.names))
                                : AuthzAllowedTarget(dice.pick(Self.spaces + ["user", "user"]))
                        }
                    definitions.append(
                        AuthzRelationDefinition(
                            name,
                            allowedTargets: allowed,
                            condition: hasConditions && dice.roll(3) == 0 ? Self.requirement(&dice, 2) : nil
                        )
                    )
                } else {
                    definitions.append(
                        AuthzRelationDefinition(
                            name,
                            rule: Self.rule(&dice, 3, space, hasConditions: hasConditions),
                            condition: hasConditions && dice.roll(5) == 0 ? Self.requirement(&dice, 2) : nil
                        )
                    )
                }
            }
            namespaces.append(AuthzNamespace(space, definitions))
        }
        conditions = hasConditions ? ["c0": true, "c1": false, "c2": Bool?.none] : [:]
        schema = AuthzSchema(
            namespaces,
            conditions: conditions.keys.sorted().map { AuthzCondition($0, [.init("is_\($0)", .bool)], "is_\($0)") }
        )
        users = NaiveUsers(roles: ["u0": ["admin"], "u1": ["admin", "staff"], "u9": ["staff"]])
        var seen: Set<AuthzRelation> = []
        var facts: [AuthzRelation] = []
        for _ in 0..<(4 + dice.roll(14)) {
            let target: AuthzTarget =
                switch dice.roll(10) {
                case 0...3: .id(dice.pick(Self.targets))
                case 4: .id(dice.pick(Self.targets), namespace: "user")
                case 5, 6: .id(dice.pick(Self.resources), namespace: dice.roll(2) == 0 ? nil : dice.pick(Self.spaces))
                case 7, 8:
                    .set(
                        resource: dice.pick(Self.resources),
                        relationDefinition: dice.pick(Self.names),
                        namespace: dice.pick(Self.spaces)
                    )
                default: .query(AuthzUserQuery { $0.roles = [dice.pick(["admin", "staff"])] })
                }
            let fact = AuthzRelation(
                resource: dice.pick(Self.resources),
                relationDefinition: dice.pick(Self.names),
                namespace: dice.pick(Self.spaces),
                target: target
            )
            if seen.insert(fact).inserted { facts.append(fact) }
        }
        relations = facts
    }

    private static func rule(_ dice: inout Dice, _ depth: Int, _ space: String, hasConditions: Bool) -> AuthzNode {
        guard depth > 0, dice.roll(3) > 0 else {
            switch dice.roll(7) {
            case 0, 1:
                return hasConditions && dice.roll(3) == 0 ? .conditional(.stored, requirement(&dice, 1)) : .stored
            case 2, 3: return .targetSet(dice.pick(names), namespace: dice.roll(4) == 0 ? dice.pick(spaces) : nil)
            case 4: return .relationLeft(edge(&dice), dice.pick(names), namespace: namespace(&dice))
            case 5: return .relationRight(edge(&dice), dice.pick(names), namespace: dice.pick(spaces))
            default: return .relationRight(edge(&dice), dice.pick(names), namespace: dice.roll(2) == 0 ? nil : space)
            }
        }
        let nodes = (0..<(1 + dice.roll(3))).map { _ in rule(&dice, depth - 1, space, hasConditions: hasConditions) }
        switch dice.roll(hasConditions ? 6 : 5) {
        case 0, 1: return .union(nodes)
        case 2: return .intersect(nodes)
        case 3, 4: return .sub(nodes)
        default: return .conditional(nodes[0], requirement(&dice, 2))
        }
    }

    private static func edge(_ dice: inout Dice) -> AuthzNode.Edge {
        AuthzNode.Edge(dice.pick(names), namespace: namespace(&dice))
    }

    /// Seldom one: then it may be another one than that of the rule.
    private static func namespace(_ dice: inout Dice) -> String? { dice.roll(4) == 0 ? dice.pick(spaces) : nil }

    private static func requirement(_ dice: inout Dice, _ depth: Int) -> AuthzRequirement {
        switch dice.roll(depth > 0 ? 6 : 3) {
        case 3: .not(requirement(&dice, depth - 1))
        case 4: .all([requirement(&dice, depth - 1), requirement(&dice, depth - 1)])
        case 5: .any([requirement(&dice, depth - 1), requirement(&dice, depth - 1)])
        default: .named(dice.pick(["c0", "c1", "c2"]))
        }
    }
}

/// Numbers that are the same for the same seed (xorshift64*).
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func roll(_ sides: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[roll(list.count)] }
}
