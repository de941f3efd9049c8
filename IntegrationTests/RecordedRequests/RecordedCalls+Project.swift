import Descope

let recordedProjectCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let project: [KnownDifference] = []
}
