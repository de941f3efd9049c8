import Descope

let recordedAuditCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let audit: [KnownDifference] = []
}
