/// A regular expression that is matched in time linear in the text: all ways are followed at once.
///
/// It has the common part of the syntax of RE2: characters, `.`, classes, groups, `|`, repetitions (of which all are
/// greedy or not with the same result here), and the assertions `^`, `$`, `\A`, `\z`, `\b` and `\B`. Flags, classes of
/// Unicode and everything else are refused.
struct LinearRegex: Sendable {
    /// Longest pattern, in characters.
    static let maximumLength = 1024
    private static let maximumDepth = 32
    private static let maximumRepetition = 1000
    private static let maximumInstructions = 4000

    private var instructions: [Instruction] = []
    private var emissions = 0

    /// The work for one character of a text.
    private(set) var work = 0

    struct Problem: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }

    private enum Instruction: Sendable {
        case set(Scalars)
        case split(Int, Int)
        case jump(Int)
        case require(Assertion)
        case match
    }

    private enum Assertion: Sendable { case start, end, boundary, noBoundary }

    private struct Scalars: Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }

        /// The character, when it is one alone.
        var single: UInt32? {
            guard !isNegated, ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
            return range.lowerBound
        }

        /// The ranges, those of a negated set turned around.
        var allRanges: [ClosedRange<UInt32>] {
            guard isNegated else { return ranges }
            var (found, start): ([ClosedRange<UInt32>], UInt32) = ([], 0)
            for range in ranges {
                if start < range.lowerBound { found.append(start...(range.lowerBound - 1)) }
                start = range.upperBound + 1
            }
            return found + [start...0x10FFFF]
        }
    }

    private indirect enum Node {
        case empty
        case set(Scalars)
        case assertion(Assertion)
        case sequence([Node])
        case either([Node])
        case repetition(Node, Int, Int?)
    }

    init(_ pattern: String) throws(Problem) {
        guard pattern.utf8.count <= 4 * Self.maximumLength else { throw Problem("it is too long") }
        let scalars = Array(pattern.unicodeScalars)
        guard scalars.count <= Self.maximumLength else { throw Problem("it is too long") }
        var reader = Reader(scalars: scalars)
        let node = try reader.alternatives(0)
        guard reader.isAtEnd else { throw Problem("a bracket closes nothing") }
        try emit(node)
        instructions.append(.match)
        for case .set(let set) in instructions { work += set.ranges.count }
        work += instructions.count
    }

    // MARK: - Matching

    /// Whether it matches a part of the text.
    func matches(_ text: String) -> Bool {
        var current = States(instructions.count), next = States(instructions.count)
        var previous: UInt32?
        var iterator = text.unicodeScalars.makeIterator()
        var scalar = iterator.next()?.value
        while true {
            // A match may begin anywhere.
            if add(0, to: &current, previous, scalar) { return true }
            guard let here = scalar else { return false }
            let following = iterator.next()?.value
            next.removeAll()
            for state in current.list {
                if case .set(let set) = instructions[state], set.contains(here) {
                    if add(state + 1, to: &next, here, following) { return true }
                }
            }
            swap(&current, &next)
            (previous, scalar) = (here, following)
        }
    }

    private struct States {
        var list: [Int] = []
        private var isIn: [Bool]

        init(_ count: Int) { isIn = Array(repeating: false, count: count) }

        mutating func insert(_ state: Int) -> Bool {
            if isIn[state] { return false }
            isIn[state] = true
            list.append(state)
            return true
        }

        mutating func removeAll() {
            for state in list { isIn[state] = false }
            list.removeAll(keepingCapacity: true)
        }
    }

    /// Adds a state and those that follow it without a character.
    ///
    /// - Returns: Whether the match is complete.
    private func add(_ state: Int, to states: inout States, _ before: UInt32?, _ after: UInt32?) -> Bool {
        var open = [state]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch instructions[state] {
            case .set: break
            case .match: return true
            case .jump(let target): open.append(target)
            case .split(let first, let second): open += [second, first]
            case .require(let assertion):
                let isBoundary = Self.isWord(before) != Self.isWord(after)
                let holds =
                    switch assertion {
                    case .start: before == nil
                    case .end: after == nil
                    case .boundary: isBoundary
                    case .noBoundary: !isBoundary
                    }
                if holds { open.append(state + 1) }
            }
        }
        return false
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar else { return false }
        return word.contains { $0.contains(scalar) }
    }

    private static let digits: [ClosedRange<UInt32>] = [48...57]
    private static let word: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
    private static let space: [ClosedRange<UInt32>] = [9...10, 12...13, 32...32]

    // MARK: - Instructions

    private mutating func emit(_ node: Node) throws(Problem) {
        emissions += 1
        guard emissions <= Self.maximumInstructions, instructions.count < Self.maximumInstructions else {
            throw Problem("the repetitions make it too large")
        }
        switch node {
        case .empty: break
        case .set(let set): instructions.append(.set(set))
        case .assertion(let assertion): instructions.append(.require(assertion))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .either(let nodes): try emit(either: nodes)
        case .repetition(let node, let least, let most): try emit(node, least, most)
        }
    }

    private mutating func emit(either nodes: [Node]) throws(Problem) {
        var jumps: [Int] = []
        for (number, node) in nodes.enumerated() {
            guard number < nodes.count - 1 else {
                try emit(node)
                break
            }
            let split = instructions.count
            instructions.append(.split(split + 1, split + 1))
            try emit(node)
            jumps.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emit(_ node: Node, _ least: Int, _ most: Int?) throws(Problem) {
        for _ in 0..<least { try emit(node) }
        guard let most else {
            let split = instructions.count
            instructions.append(.split(split + 1, split + 1))
            try emit(node)
            instructions.append(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(instructions.count)
            instructions.append(.split(0, 0))
            try emit(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    // MARK: - Reading

    private struct Reader {
        let scalars: [Unicode.Scalar]
        private var position = 0

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { position == scalars.count }

        private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

        private func isNext(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

        private mutating func skip(_ text: String) -> Bool {
            guard isNext(text) else { return false }
            position += text.unicodeScalars.count
            return true
        }

        mutating func alternatives(_ depth: Int) throws(Problem) -> Node {
            guard depth <= LinearRegex.maximumDepth else { throw Problem("the groups are too deep") }
            var nodes = [try sequence(depth)]
            while skip("|") { nodes.append(try sequence(depth)) }
            return nodes.count == 1 ? nodes[0] : .either(nodes)
        }

        private mutating func sequence(_ depth: Int) throws(Problem) -> Node {
            var nodes: [Node] = []
            while let next, next != "|", next != ")" {
                var node = try atom(depth)
                var isRepeated = false
                while let (least, most) = try repetition() {
                    if isRepeated { throw Problem("a repetition follows another one") }
                    isRepeated = true
                    _ = skip("?")
                    node = .repetition(node, least, most)
                }
                nodes.append(node)
            }
            return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
        }

        private mutating func repetition() throws(Problem) -> (Int, Int?)? {
            if skip("*") { return (0, nil) }
            if skip("+") { return (1, nil) }
            if skip("?") { return (0, 1) }
            guard isNext("{") else { return nil }
            let start = position
            position += 1
            // Braces that hold no counts stand for themselves.
            guard let least = number() else { return back(to: start) }
            var most: Int? = least
            if skip(",") { most = number() }
            let isOpen = scalars[position - 1] == ","
            guard skip("}") else { return back(to: start) }
            if isOpen { most = nil }
            guard least <= LinearRegex.maximumRepetition, (most ?? 0) <= LinearRegex.maximumRepetition else {
                throw Problem("expected at most \(LinearRegex.maximumRepetition) repetitions")
            }
            if let most, most < least { throw Problem("a repetition has more at least than at most") }
            return (least, most)
        }

        private mutating func back(to start: Int) -> (Int, Int?)? {
            position = start
            return nil
        }

        private mutating func number() -> Int? {
            let start = position
            var number = 0
            while let next, ("0"..."9").contains(next) {
                number = min(number * 10 + Int(next.value - 48), LinearRegex.maximumRepetition + 1)
                position += 1
            }
            return position > start ? number : nil
        }

        private mutating func atom(_ depth: Int) throws(Problem) -> Node {
            guard let first = next else { return .empty }
            position += 1
            switch first {
            case "(":
                if skip("?") {
                    if skip("P<") || (isNext("<") && !isNext("<=") && !isNext("<!")) {
                        try skipGroupName()
                    } else if !skip(":") {
                        throw Problem("flags and looking around are not supported")
                    }
                }
                let inner = try alternatives(depth + 1)
                guard skip(")") else { throw Problem("a group does not end") }
                return inner
            case "[": return .set(try charClass())
            case ".": return .set(Scalars(ranges: [10...10], isNegated: true))
            case "^": return .assertion(.start)
            case "$": return .assertion(.end)
            case "*", "+", "?": throw Problem("nothing stands before a repetition")
            case "\\": return try escape()
            default: return .set(Scalars(ranges: [first.value...first.value]))
            }
        }

        private mutating func skipGroupName() throws(Problem) {
            _ = skip("<")
            let start = position
            while let next, LinearRegex.isWord(next.value) { position += 1 }
            guard position > start, skip(">") else { throw Problem("a group has no name") }
        }

        private mutating func escape() throws(Problem) -> Node {
            switch next {
            case "A": return assertion(.start)
            case "z": return assertion(.end)
            case "b": return assertion(.boundary)
            case "B": return assertion(.noBoundary)
            default: return .set(try escapedSet())
            }
        }

        private mutating func assertion(_ assertion: Assertion) -> Node {
            position += 1
            return .assertion(assertion)
        }

        private mutating func escapedSet() throws(Problem) -> Scalars {
            guard let first = next else { throw Problem("nothing stands behind a backslash") }
            position += 1
            switch first {
            case "d": return Scalars(ranges: LinearRegex.digits)
            case "D": return Scalars(ranges: LinearRegex.digits, isNegated: true)
            case "w": return Scalars(ranges: LinearRegex.word)
            case "W": return Scalars(ranges: LinearRegex.word, isNegated: true)
            case "s": return Scalars(ranges: LinearRegex.space)
            case "S": return Scalars(ranges: LinearRegex.space, isNegated: true)
            case "a": return one(7)
            case "f": return one(12)
            case "n": return one(10)
            case "r": return one(13)
            case "t": return one(9)
            case "v": return one(11)
            case "x": return one(try hexadecimal())
            default:
                guard first.isASCII, first == "_" || !LinearRegex.isWord(first.value) else {
                    throw Problem("\\\(first) is not supported")
                }
                return one(first.value)
            }
        }

        private func one(_ scalar: UInt32) -> Scalars { Scalars(ranges: [scalar...scalar]) }

        private mutating func hexadecimal() throws(Problem) -> UInt32 {
            let isLong = skip("{")
            var (value, count): (UInt32, Int) = (0, 0)
            while let next, let digit = next.properties.isASCIIHexDigit ? Int(String(next), radix: 16) : nil,
                count < (isLong ? 8 : 2)
            {
                value = value << 4 | UInt32(digit)
                count += 1
                position += 1
            }
            guard isLong ? count > 0 && skip("}") : count == 2, value <= 0x10FFFF else {
                throw Problem("expected hexadecimal digits behind \\x")
            }
            return value
        }

        private mutating func charClass() throws(Problem) -> Scalars {
            let isNegated = skip("^")
            var ranges: [ClosedRange<UInt32>] = []
            var isFirst = true
            while !isNext("]") || isFirst {
                guard next != nil else { throw Problem("a class does not end") }
                isFirst = false
                if isNext("[:") {
                    ranges += try posixClass()
                    continue
                }
                let low = try classItem()
                guard let single = low.single, isNext("-"), position + 1 < scalars.count,
                    scalars[position + 1] != "]"
                else {
                    ranges += low.allRanges
                    continue
                }
                position += 1
                guard let high = try classItem().single, single <= high else {
                    throw Problem("a class has a range that ends before it begins")
                }
                ranges.append(single...high)
            }
            position += 1
            return Scalars(ranges: ranges, isNegated: isNegated)
        }

        private mutating func classItem() throws(Problem) -> Scalars {
            guard let first = next else { throw Problem("a class does not end") }
            position += 1
            return first == "\\" ? try escapedSet() : one(first.value)
        }

        private mutating func posixClass() throws(Problem) -> [ClosedRange<UInt32>] {
            for (name, ranges) in Self.posixClasses where skip("[:\(name):]") { return ranges }
            throw Problem("a class of that name is not supported")
        }

        private static let posixClasses: [(String, [ClosedRange<UInt32>])] = [
            ("alnum", [48...57, 65...90, 97...122]), ("alpha", [65...90, 97...122]), ("digit", [48...57]),
            ("lower", [97...122]), ("upper", [65...90]), ("space", [9...13, 32...32]),
            ("xdigit", [48...57, 65...70, 97...102]), ("word", LinearRegex.word),
            ("punct", [33...47, 58...64, 91...96, 123...126]),
        ]
    }
}
