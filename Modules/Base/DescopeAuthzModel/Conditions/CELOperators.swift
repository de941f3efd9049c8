import DescopeCore

extension CELEvaluation {
    mutating func apply(
        _ operation: CELExpression.Operator,
        _ a: CELValue,
        _ b: CELValue
    ) throws(CELFailure) -> CELValue {
        switch operation {
        case .equal: return .bool(try isEqual(a, b))
        case .unequal: return .bool(!(try isEqual(a, b)))
        case .less: return .bool(try order(a, b) == .less)
        case .greater: return .bool(try order(a, b) == .greater)
        case .lessOrEqual:
            let order = try order(a, b)
            return .bool(order == .less || order == .equal)
        case .greaterOrEqual:
            let order = try order(a, b)
            return .bool(order == .greater || order == .equal)
        case .contained: return .bool(try isContained(a, in: b))
        case .add, .subtract, .multiply, .divide, .remainder:
            switch (a, b) {
            case (.int(let a), .int(let b)): return .int(try compute(operation, a, b))
            case (.uint(let a), .uint(let b)): return .uint(try compute(operation, a, b))
            case (.double(let a), .double(let b)): return .double(try compute(operation, a, b))
            default: return try combine(operation, a, b)
            }
        }
    }

    // MARK: - Comparisons

    /// Values of different types are not equal, except that numbers are compared whatever their types are.
    mutating func isEqual(_ a: CELValue, _ b: CELValue) throws(CELFailure) -> Bool {
        guard charge(1) else { throw CELFailure(Self.tooMuchWork.message) }
        switch (a, b) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.string(let a), .string(let b)):
            guard charge(bytes: min(a.utf8.count, b.utf8.count)) else { throw CELFailure(Self.tooMuchWork.message) }
            return a.hasSameBytes(as: b)
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.address(let a), .address(let b)), (.range(let a), .range(let b)): return a == b
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            for (a, b) in zip(a, b) where !(try isEqual(a, b)) { return false }
            return true
        case (.map(let a), .map(let b)):
            guard a.count == b.count else { return false }
            for (key, value) in a {
                guard charge(bytes: key.size) else { throw CELFailure(Self.tooMuchWork.message) }
                guard let other = b[key], try isEqual(value, other) else { return false }
            }
            return true
        default: return compareNumbers(a, b) == .equal
        }
    }

    /// Nil when one is NaN.
    private mutating func order(_ a: CELValue, _ b: CELValue) throws(CELFailure) -> CELOrder? {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): return CELOrder(a ? 1 : 0, b ? 1 : 0)
        case (.string(let a), .string(let b)):
            guard charge(bytes: min(a.utf8.count, b.utf8.count)) else { throw CELFailure(Self.tooMuchWork.message) }
            if a.hasSameBytes(as: b) { return .equal }
            return a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
        case (.timestamp(let a), .timestamp(let b)): return CELOrder(a, b)
        case (.duration(let a), .duration(let b)): return CELOrder(a, b)
        default:
            guard a.isNumber, b.isNumber else {
                throw CELFailure("\(a.typeName) and \(b.typeName) have no order")
            }
            return compareNumbers(a, b)
        }
    }

    private mutating func isContained(_ value: CELValue, in whole: CELValue) throws(CELFailure) -> Bool {
        switch whole {
        case .list(let list):
            for element in list where try isEqual(value, element) { return true }
            return false
        case .map(let members):
            guard charge(bytes: CELKey(value)?.size ?? 0) else { throw CELFailure(Self.tooMuchWork.message) }
            return CELKey(value).map { members[$0] != nil } ?? false
        default: throw CELFailure("expected a list or map behind in, found \(whole.typeName)")
        }
    }

    // MARK: - Arithmetic

    private func compute<Number: FixedWidthInteger>(
        _ operation: CELExpression.Operator,
        _ a: Number,
        _ b: Number
    ) throws(CELFailure) -> Number {
        let result: (partialValue: Number, overflow: Bool)
        switch operation {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .divide:
            if b == 0 { throw CELFailure("a division by zero") }
            result = a.dividedReportingOverflow(by: b)
        default:
            if b == 0 { throw CELFailure("a division by zero") }
            result = a.remainderReportingOverflow(dividingBy: b)
        }
        if result.overflow { throw CELFailure("a number is too large") }
        return result.partialValue
    }

    private func compute(
        _ operation: CELExpression.Operator,
        _ a: Double,
        _ b: Double
    ) throws(CELFailure) -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide: return a / b
        default: throw CELFailure("double has no operator %")
        }
    }

    private mutating func combine(
        _ operation: CELExpression.Operator,
        _ a: CELValue,
        _ b: CELValue
    ) throws(CELFailure) -> CELValue {
        switch (operation, a, b) {
        case (.add, .string(let a), .string(let b)):
            guard charge(bytes: a.utf8.count + b.utf8.count) else { throw CELFailure(Self.tooMuchWork.message) }
            return .string(a + b)
        case (.add, .list(let a), .list(let b)):
            guard charge(a.count + b.count) else { throw CELFailure(Self.tooMuchWork.message) }
            return .list(a + b)
        case (.add, .timestamp(let time), .duration(let duration)),
            (.add, .duration(let duration), .timestamp(let time)):
            return .timestamp(try inRange(time.adding(duration)))
        case (.subtract, .timestamp(let time), .duration(let duration)):
            return .timestamp(try inRange(time.adding(duration, times: -1)))
        case (.subtract, .timestamp(let a), .timestamp(let b)): return .duration(try inRange(a.duration(since: b)))
        case (.add, .duration(let a), .duration(let b)), (.subtract, .duration(let a), .duration(let b)):
            return .duration(CELDuration(nanoseconds: try compute(operation, a.nanoseconds, b.nanoseconds)))
        default:
            throw CELFailure("\(a.typeName) and \(b.typeName) have no operator \(operation.rawValue)")
        }
    }

    func negated(_ value: CELValue) throws(CELFailure) -> CELValue {
        switch value {
        case .int(let number): return .int(try compute(.subtract, 0, number))
        case .double(let number): return .double(-number)
        default: throw CELFailure("\(value.typeName) has no operator -")
        }
    }

    private func inRange<Value>(_ value: Value?) throws(CELFailure) -> Value {
        guard let value else { throw CELFailure("a time is out of range") }
        return value
    }
}
