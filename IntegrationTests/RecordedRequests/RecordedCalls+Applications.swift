import Descope

let recordedApplicationsCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let applications: [KnownDifference] = []
}
