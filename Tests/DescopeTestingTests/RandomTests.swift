import DescopeTesting
import Testing

@Suite struct RandomTests {
    @Test("the same seed gives the same numbers, another seed others, all of them in 0..<1")
    func seeded() {
        let numbers = [7, 7, 8].map { seed in
            let random = SeededRandom(seed: UInt64(seed))
            return (0..<1000).map { _ in random.unit() }
        }
        #expect(numbers[0] == numbers[1])
        #expect(numbers[0] != numbers[2])
        #expect(Set(numbers[0]).count == 1000)
        #expect(numbers.joined().allSatisfy { (0..<1).contains($0) })
        // SplitMix64's first output for seed 0 is 0xE220A8397B1DCDAF in its reference code.
        #expect(SeededRandom(seed: 0).unit() == Double(0xE220_A839_7B1D_CDAF as UInt64 >> 11) / 9_007_199_254_740_992)
    }

    @Test("a fixed number stays")
    func fixed() {
        let random = FixedRandom(0.25)
        #expect([random.unit(), random.unit()] == [0.25, 0.25])
        #expect(FixedRandom().unit() == 0.5)
    }
}
