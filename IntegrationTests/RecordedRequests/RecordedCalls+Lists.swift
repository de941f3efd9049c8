import Descope

let recordedListsCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let lists: [KnownDifference] = []
}
