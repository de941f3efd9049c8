import Descope

let recordedFamiliesCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let families: [KnownDifference] = []
}
