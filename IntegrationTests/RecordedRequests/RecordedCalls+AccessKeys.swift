import Descope

let recordedAccessKeysCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let accessKeys: [KnownDifference] = []
}
