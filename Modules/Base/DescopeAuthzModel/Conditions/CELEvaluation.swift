import DescopeCore

/// The result of an expression: a value, or the reason why it has no value.
enum CELOutcome: Sendable {
    case value(CELValue)
    /// It depends on these parameters, which the context lacks; each is there once.
    case unknown([Int])
    /// It cannot be computed.
    case failed(CELProblem)
}

/// Why an expression has no value, gathered from its parts: unknown as soon as one is, and otherwise failed as soon as
/// one is.
private struct OpenParts {
    private var missing: [Int] = []
    private var seen: Set<Int> = []
    private var problem: CELProblem?

    mutating func add(missing numbers: [Int]) {
        for number in numbers where seen.insert(number).inserted { missing.append(number) }
    }

    mutating func add(_ new: CELProblem) { problem = problem ?? new }

    /// Nil when each part has a value.
    var outcome: CELOutcome? { missing.isEmpty ? problem.map { .failed($0) } : .unknown(missing) }
}

/// One evaluation of an expression, with a limit on its work.
struct CELEvaluation {
    /// The most steps: each node of the tree that is evaluated, each element that is looked at, and each few bytes of
    /// a string that are looked at.
    static let maximumSteps = 100_000
    static let bytesPerStep = 16

    let expression: CELExpression
    /// The values of the parameters, by their numbers; nil for those that the context lacks.
    let parameters: [CELValue?]
    private(set) var stepsLeft: Int
    private var locals: [CELValue] = []

    init(_ expression: CELExpression, _ parameters: [CELValue?], steps: Int = maximumSteps) {
        (self.expression, self.parameters, stepsLeft) = (expression, parameters, steps)
    }

    /// Evaluates the whole expression.
    mutating func run() -> CELOutcome {
        let outcome = evaluate(expression.nodes.count - 1)
        // Whatever was decided without the steps that were not taken does not count.
        return stepsLeft < 0 ? .failed(Self.tooMuchWork) : outcome
    }

    static let tooMuchWork = CELProblem(0, "it takes more than \(maximumSteps) steps")

    mutating func evaluate(_ number: Int) -> CELOutcome {
        guard charge(1) else { return .failed(Self.tooMuchWork) }
        let node = expression.nodes[number]
        switch node.kind {
        case .literal(let value): return .value(value)
        case .parameter(let parameter):
            return parameters[parameter].map { .value($0) } ?? .unknown([parameter])
        case .local(let local): return .value(locals[local])
        case .and(let parts): return all(parts, whileIs: true, node.offset)
        case .or(let parts): return all(parts, whileIs: false, node.offset)
        case .choice(let condition, let first, let second):
            return choose(evaluate(condition), node.offset, first, second)
        case .walk(let macro, let range, local: _, let inner, let transform):
            return walk(macro, range, inner, transform, node.offset)
        default: return strict(node)
        }
    }

    /// Spends steps. Once there are none left, nothing is evaluated any more.
    mutating func charge(_ steps: Int) -> Bool {
        stepsLeft -= steps
        return stepsLeft >= 0
    }

    mutating func charge(bytes: Int) -> Bool { charge(bytes / Self.bytesPerStep) }

    // MARK: - What does not need all of its operands

    /// `&&` and `||`: a part that decides does so whatever the others are, on whichever side it stands.
    private mutating func all(_ parts: [Int], whileIs neutral: Bool, _ offset: Int) -> CELOutcome {
        var open = OpenParts()
        for part in parts {
            if let decided = add(evaluate(part), to: &open, neutral, offset) { return decided }
        }
        return open.outcome ?? .value(.bool(neutral))
    }

    /// - Returns: The outcome, when this one decides.
    private mutating func add(
        _ outcome: CELOutcome,
        to open: inout OpenParts,
        _ neutral: Bool,
        _ offset: Int
    ) -> CELOutcome? {
        switch outcome {
        case .value(.bool(neutral)): break
        case .value(.bool): return outcome
        case .value(let other): open.add(CELProblem(offset, "expected a Boolean, found \(other.typeName)"))
        case .unknown(let numbers): if charge(numbers.count) { open.add(missing: numbers) }
        case .failed(let problem): open.add(problem)
        }
        return nil
    }

    private mutating func choose(_ condition: CELOutcome, _ offset: Int, _ first: Int, _ second: Int) -> CELOutcome {
        switch condition {
        case .value(.bool(true)): evaluate(first)
        case .value(.bool(false)): evaluate(second)
        case .value(let other): .failed(CELProblem(offset, "expected a Boolean, found \(other.typeName)"))
        case .unknown, .failed: condition
        }
    }

    // MARK: - Macros

    private mutating func walk(
        _ macro: CELExpression.Macro,
        _ range: Int,
        _ inner: Int,
        _ transform: Int?,
        _ offset: Int
    ) -> CELOutcome {
        let outcome = evaluate(range)
        guard case .value(let value) = outcome else { return outcome }
        guard let elements = elements(of: value) else {
            return .failed(CELProblem(offset, "expected a list or map, found \(value.typeName)"))
        }
        locals.append(.null)
        defer { locals.removeLast() }
        switch macro {
        case .all: return some(elements, inner, neutral: true, offset)
        case .exists: return some(elements, inner, neutral: false, offset)
        case .existsOne: return existsOne(elements, inner, offset)
        case .filter: return filter(elements, inner, nil, offset)
        case .map:
            guard let transform else { return map(elements, inner) }
            return filter(elements, inner, transform, offset)
        }
    }

    /// The elements of a list, or the keys of a map.
    private mutating func elements(of value: CELValue) -> [CELValue]? {
        switch value {
        case .list(let list): return list
        case .map(let members):
            // Sorting compares each of n keys about log n times.
            let bits = Int.bitWidth - members.count.leadingZeroBitCount
            guard charge(members.count * bits), charge(bytes: members.keys.reduce(0) { $0 + $1.size } * bits) else {
                return []
            }
            return members.keys.sorted(by: CELKey.stands).map(\.value)
        default: return nil
        }
    }

    private mutating func evaluate(_ number: Int, with element: CELValue) -> CELOutcome {
        locals[locals.count - 1] = element
        return evaluate(number)
    }

    private mutating func some(_ elements: [CELValue], _ inner: Int, neutral: Bool, _ offset: Int) -> CELOutcome {
        var open = OpenParts()
        for element in elements {
            if let decided = add(evaluate(inner, with: element), to: &open, neutral, offset) { return decided }
            guard stepsLeft >= 0 else { break }
        }
        return open.outcome ?? .value(.bool(neutral))
    }

    private mutating func existsOne(_ elements: [CELValue], _ inner: Int, _ offset: Int) -> CELOutcome {
        let filtered = filter(elements, inner, nil, offset)
        guard case .value(.list(let list)) = filtered else { return filtered }
        return .value(.bool(list.count == 1))
    }

    private mutating func map(_ elements: [CELValue], _ transform: Int) -> CELOutcome {
        gather(elements) { evaluation, element in evaluation.evaluate(transform, with: element) }
    }

    /// The elements for which `inner` is true, each as it is or transformed.
    private mutating func filter(_ elements: [CELValue], _ inner: Int, _ transform: Int?, _ offset: Int) -> CELOutcome {
        gather(elements) { evaluation, element in
            let outcome = evaluation.evaluate(inner, with: element)
            switch outcome {
            case .value(.bool(true)):
                return transform.map { evaluation.evaluate($0, with: element) } ?? .value(element)
            case .value(.bool(false)): return nil
            case .value(let other):
                return .failed(CELProblem(offset, "expected a Boolean, found \(other.typeName)"))
            case .unknown, .failed: return outcome
            }
        }
    }

    /// A list of values, when each has one.
    private mutating func gather<Element>(
        _ elements: [Element],
        _ evaluate: (inout CELEvaluation, Element) -> CELOutcome?
    ) -> CELOutcome {
        var values: [CELValue] = []
        var open = OpenParts()
        for element in elements {
            switch evaluate(&self, element) {
            case .value(let value): values.append(value)
            case .unknown(let numbers): if charge(numbers.count) { open.add(missing: numbers) }
            case .failed(let problem): open.add(problem)
            case nil: break
            }
            guard stepsLeft >= 0 else { return .failed(Self.tooMuchWork) }
        }
        return open.outcome ?? .value(.list(values))
    }

    // MARK: - What needs all of its operands

    private mutating func strict(_ node: CELExpression.Node) -> CELOutcome {
        let gathered = gather(node.kind.children) { evaluation, child in evaluation.evaluate(child) }
        guard case .value(.list(let values)) = gathered else { return gathered }
        do throws(CELFailure) {
            return .value(try apply(node.kind, values))
        } catch {
            return .failed(CELProblem(node.offset, error.message))
        }
    }

    private mutating func apply(_ kind: CELExpression.Kind, _ values: [CELValue]) throws(CELFailure) -> CELValue {
        switch (kind, values.first, values.count > 1 ? values[1] : nil) {
        case (.not, .bool(let flag)?, _): return .bool(!flag)
        case (.not, let other?, _): throw CELFailure("expected a Boolean, found \(other.typeName)")
        case (.negative, let value?, _): return try negated(value)
        case (.binary(let operation, _, _), let a?, let b?): return try apply(operation, a, b)
        case (.index, let value?, let index?): return try element(index, of: value)
        case (.select(_, let name), let value?, _): return try member(name, of: value)
        case (.has(_, let name), let value?, _):
            guard case .map(let members) = value else {
                throw CELFailure("expected a map, found \(value.typeName)")
            }
            return .bool(members[.string(ByteKey(name))] != nil)
        case (.list, _, _): return .list(values)
        case (.map, _, _): return try map(values)
        case (.matches(_, let regex), .string(let text)?, _): return try matches(text, regex)
        case (.matches, let other?, _): throw CELFailure("expected a string, found \(other.typeName)")
        case (.call(let function, _), let value?, _):
            return try call(function, value, Array(values.dropFirst()))
        default: throw CELFailure("expected a value")
        }
    }

    private func map(_ values: [CELValue]) throws(CELFailure) -> CELValue {
        var members: [CELKey: CELValue] = [:]
        for (key, value) in zip(values.prefix(values.count / 2), values.suffix(values.count / 2)) {
            let name = if case .double = key { nil as CELKey? } else { CELKey(key) }
            guard let name else { throw CELFailure("\(key.typeName) is no type of keys") }
            guard members.updateValue(value, forKey: name) == nil else { throw CELFailure("a map has a key twice") }
        }
        return .map(members)
    }

    private func member(_ name: String, of value: CELValue) throws(CELFailure) -> CELValue {
        guard case .map(let members) = value else { throw CELFailure("expected a map, found \(value.typeName)") }
        guard let member = members[.string(ByteKey(name))] else { throw CELFailure("the map has no such member") }
        return member
    }

    private func element(_ index: CELValue, of value: CELValue) throws(CELFailure) -> CELValue {
        switch value {
        case .list(let list):
            guard case .int(let number)? = index.isNumber ? CELKey(index)?.value : nil else {
                throw CELFailure("expected a whole number as index, found \(index.typeName)")
            }
            guard let place = Int(exactly: number), list.indices.contains(place) else {
                throw CELFailure("the list has no element of this index")
            }
            return list[place]
        case .map(let members):
            guard let key = CELKey(index) else { throw CELFailure("\(index.typeName) is no type of keys") }
            guard let member = members[key] else { throw CELFailure("the map has no such member") }
            return member
        default: throw CELFailure("expected a list or map, found \(value.typeName)")
        }
    }
}

extension CELKey {
    /// The bytes of a string.
    var size: Int { if case .string(let key) = self { key.text.utf8.count } else { 0 } }
}

/// Why an operation has no value.
struct CELFailure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
