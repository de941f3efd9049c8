import Descope

let recordedFlowsCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let flows: [KnownDifference] = []
}
