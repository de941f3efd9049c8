/// A QR code (ISO/IEC 18004): a string in byte mode, with error correction level M, in the smallest version that fits.
package struct QRCode: Sendable {
    /// Modules per side: 21 for version 1, 177 for version 40.
    package let size: Int

    /// The applied mask, one of eight.
    package let mask: Int

    /// Row by row; true is dark.
    private var dark: [Bool]
    /// The modules of function patterns, which hold no data.
    private var isFixed: [Bool]

    /// Encodes a string.
    ///
    /// - Parameters:
    ///   - text: At most 2331 bytes of UTF-8; the result is nil for more.
    ///   - mask: The mask, 0 to 7. Nil chooses the best one by the standard's rules.
    package init?(_ text: String, mask: Int? = nil) {
        let bytes = Array(text.utf8)
        guard let version = Version.smallest(for: bytes.count) else { return nil }
        let plain = QRCode(version, bytes)
        // The rules rate the complete code for each mask.
        let masked = (mask.map { $0...$0 } ?? 0...7).map { QRCode(plain, mask: $0) }
        guard let best = masked.map({ (code: $0, penalty: $0.penalty) }).min(by: { $0.penalty < $1.penalty }) else {
            return nil
        }
        self = best.code
    }

    /// Makes the code without a mask.
    private init(_ version: Version, _ bytes: [UInt8]) {
        size = version.size
        self.mask = 0
        dark = Array(repeating: false, count: size * size)
        isFixed = dark
        drawPatterns(version)
        drawData(version.codewords(for: bytes))
    }

    /// Applies a mask to the data of a code.
    private init(_ plain: QRCode, mask: Int) {
        size = plain.size
        self.mask = mask
        dark = plain.dark
        isFixed = plain.isFixed
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] && Self.isInverted(x, y, mask) {
                dark[y * size + x].toggle()
            }
        }
        drawFormat()
    }

    /// Whether the module is dark. Everything outside the code is light.
    package func isDark(_ x: Int, _ y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isFixed[y * size + x] = true
    }

    private static func isInverted(_ x: Int, _ y: Int, _ mask: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}

// MARK: - Function patterns

extension QRCode {
    private mutating func drawPatterns(_ version: Version) {
        for index in 0..<size {
            set(index, 6, index % 2 == 0)
            set(6, index, index % 2 == 0)
        }
        // The three finder patterns, each with its light separator.
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawRings(x, y, radius: 4) { $0 != 2 && $0 != 4 } }
        let centers = version.alignmentCenters
        for y in centers {
            for x in centers {
                let isCorner = (x == 6 && (y == 6 || y == size - 7)) || (x == size - 7 && y == 6)
                if !isCorner { drawRings(x, y, radius: 2) { $0 != 1 } }
            }
        }
        // Reserves the modules of the format information; its bits depend on the mask.
        drawFormat()
        if let bits = version.versionBits {
            for index in 0..<18 {
                let isDark = bits >> index & 1 == 1
                set(size - 11 + index % 3, index / 3, isDark)
                set(index / 3, size - 11 + index % 3, isDark)
            }
        }
    }

    /// Draws concentric square rings.
    private mutating func drawRings(_ x: Int, _ y: Int, radius: Int, _ isDark: (Int) -> Bool) {
        for dy in -radius...radius {
            for dx in -radius...radius { set(x + dx, y + dy, isDark(max(abs(dx), abs(dy)))) }
        }
    }

    /// The level and the mask, protected by a BCH code, twice.
    private mutating func drawFormat() {
        // Level M is 00.
        let bits = (mask << 10 | remainder(mask << 10, by: 0x537)) ^ 0x5412
        func isDark(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0..<15 {
            let along = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index
            set(8, along, isDark(index))
            let across = index < 8 ? size - 1 - index : index == 8 ? 7 : 14 - index
            set(across, 8, isDark(index))
        }
        set(8, size - 8, true)
    }
}

// MARK: - The data

extension QRCode {
    /// Places the bits in columns of two, from the lower right corner up and down, around the function patterns.
    private mutating func drawData(_ codewords: [UInt8]) {
        var index = 0
        var right = size - 1
        while right > 0 {
            // The vertical timing pattern is skipped.
            if right == 6 { right = 5 }
            let goesUp = (right + 1) & 2 == 0
            for step in 0..<size {
                let y = goesUp ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] {
                    // Remaining modules stay light.
                    if index < codewords.count * 8 {
                        dark[y * size + x] = codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    }
                    index += 1
                }
            }
            right -= 2
        }
    }
}

// MARK: - Choosing the mask

extension QRCode {
    /// The standard's penalty score: long runs, blocks, patterns like a finder, and an unbalanced number of dark
    /// modules.
    private var penalty: Int {
        let columns = (0..<size).map { x in (0..<size).map { dark[$0 * size + x] } }
        let rows = (0..<size).map { Array(dark[$0 * size..<($0 + 1) * size]) }
        var penalty = 0
        for line in rows + columns { penalty += Self.runPenalty(line) + Self.cornerPenalty(line) }
        for (upper, lower) in zip(rows, rows.dropFirst()) {
            for x in 1..<size where upper[x] == upper[x - 1] && upper[x] == lower[x] && upper[x] == lower[x - 1] {
                penalty += 3
            }
        }
        let share = dark.count(where: \.self) * 100 / dark.count
        return penalty + abs(share - 50) / 5 * 10
    }

    /// 3 for five of one color in a row, and 1 for each further one.
    private static func runPenalty(_ line: [Bool]) -> Int {
        var penalty = 0
        var run = 0
        for index in line.indices {
            run = index > 0 && line[index] == line[index - 1] ? run + 1 : 1
            if run == 5 { penalty += 3 } else if run > 5 { penalty += 1 }
        }
        return penalty
    }

    /// 40 for each 1:1:3:1:1 that has four light modules before or after it.
    private static func cornerPenalty(_ line: [Bool]) -> Int {
        var penalty = 0
        // The last eleven modules as bits.
        var window = 0
        for (index, isDark) in line.enumerated() {
            window = (window << 1 | (isDark ? 1 : 0)) & 0x7FF
            if index >= 10, window == 0b1011101_0000 || window == 0b0000_1011101 { penalty += 40 }
        }
        return penalty
    }
}

/// The remainder of a polynomial division over GF(2), for the BCH codes of format and version.
func remainder(_ value: Int, by divisor: Int) -> Int {
    let width = Int.bitWidth - divisor.leadingZeroBitCount
    var rest = value
    while Int.bitWidth - rest.leadingZeroBitCount >= width {
        rest ^= divisor << (Int.bitWidth - rest.leadingZeroBitCount - width)
    }
    return rest
}
