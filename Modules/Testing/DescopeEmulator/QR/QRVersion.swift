extension QRCode {
    /// A version (size) of QR codes, with error correction level M.
    struct Version {
        /// 1 to 40.
        let number: Int

        /// Modules per side.
        var size: Int { 17 + 4 * number }

        /// The smallest version for `count` bytes.
        static func smallest(for count: Int) -> Version? {
            (1...40).lazy.map(Version.init).first { count <= $0.capacity }
        }

        /// The maximum number of data bytes. Mode, count and terminator take two and a half bytes, and one more from
        /// version 10 on.
        private var capacity: Int { dataCount - (number < 10 ? 2 : 3) }

        /// The number of error correction codewords per block.
        private var correctionCount: Int { Self.correctionCounts[number - 1] }

        /// The number of blocks.
        private var blockCount: Int { Self.blockCounts[number - 1] }

        /// The number of data codewords.
        private var dataCount: Int { codewordCount - correctionCount * blockCount }

        /// The total number of codewords: the modules outside function patterns, divided by eight.
        private var codewordCount: Int {
            let across = number == 1 ? 0 : number / 7 + 2
            // Alignment patterns on the timing patterns share five modules with them.
            let alignment = across == 0 ? 0 : (across * across - 3) * 25 - 2 * (across - 2) * 5
            let corners = 3 * 64
            let timing = 2 * (size - 16)
            let format = 31
            let version = number < 7 ? 0 : 36
            return (size * size - corners - timing - format - version - alignment) / 8
        }

        /// The coordinates of the alignment patterns, from 6 to the far side in even steps.
        var alignmentCenters: [Int] {
            guard number > 1 else { return [] }
            let gaps = number / 7 + 1
            let last = size - 7
            // Version 32 has a different step in the standard's table.
            let step = number == 32 ? 26 : (last - 6 + gaps * 2 - 1) / (gaps * 2) * 2
            return [6] + (0..<gaps).map { last - step * (gaps - 1 - $0) }
        }

        /// The version number with its BCH code; only larger codes contain it.
        var versionBits: Int? {
            number < 7 ? nil : number << 12 | remainder(number << 12, by: 0x1F25)
        }

        // The standard's table of level M.
        private static let correctionCounts = [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
            26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ]
        private static let blockCounts = [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
            17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ]
    }
}

extension QRCode.Version {
    /// Encodes bytes as codewords: mode, count, bytes and padding, split into blocks, with error correction,
    /// interleaved.
    func codewords(for bytes: [UInt8]) -> [UInt8] {
        let data = self.data(for: bytes)
        // If the blocks are not of equal length, the later ones are one codeword longer.
        let shortBlocks = blockCount - dataCount % blockCount
        let divisor = ReedSolomon.divisor(degree: correctionCount)
        var blocks: [[UInt8]] = []
        var corrections: [[UInt8]] = []
        var rest = data[...]
        for index in 0..<blockCount {
            let block = Array(rest.prefix(dataCount / blockCount + (index < shortBlocks ? 0 : 1)))
            rest = rest.dropFirst(block.count)
            blocks.append(block)
            corrections.append(ReedSolomon.remainder(of: block, by: divisor))
        }
        return interleaved(blocks) + interleaved(corrections)
    }

    private func interleaved(_ blocks: [[UInt8]]) -> [UInt8] {
        (0..<(blocks.map(\.count).max() ?? 0)).flatMap { index in
            blocks.compactMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    private func data(for bytes: [UInt8]) -> [UInt8] {
        // The mode takes four bits, so all bytes are shifted by half a codeword.
        let count = number < 10 ? [UInt8(bytes.count & 0xFF)] : [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)]
        var data: [UInt8] = []
        var high: UInt8 = 0b0100
        for byte in count + bytes {
            data.append(high << 4 | byte >> 4)
            high = byte & 0xF
        }
        // The last four bits, and 0000 as terminator.
        data.append(high << 4)
        for index in 0..<max(0, dataCount - data.count) { data.append(index % 2 == 0 ? 0xEC : 0x11) }
        return data
    }
}

/// Error correction over GF(2⁸) with the polynomial x⁸ + x⁴ + x³ + x² + 1, as in QR codes.
private enum ReedSolomon {
    /// The product of (x - 2ⁱ) for i below `degree`, highest power first, without the leading 1.
    static func divisor(degree: Int) -> [UInt8] {
        var product = Array(repeating: UInt8(0), count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in product.indices {
                let next = index + 1 < degree ? product[index + 1] : 0
                product[index] = multiply(product[index], root) ^ next
            }
            root = multiply(root, 2)
        }
        return product
    }

    static func remainder(of data: [UInt8], by divisor: [UInt8]) -> [UInt8] {
        var rest = Array(repeating: UInt8(0), count: divisor.count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for index in rest.indices { rest[index] ^= multiply(divisor[index], factor) }
        }
        return rest
    }

    static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product: UInt8 = 0
        for bit in (0..<8).reversed() {
            product = product << 1 ^ (product & 0x80 == 0 ? 0 : 0x1D)
            if b >> bit & 1 == 1 { product ^= a }
        }
        return product
    }
}
