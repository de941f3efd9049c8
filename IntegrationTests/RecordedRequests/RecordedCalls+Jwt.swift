import Descope

let recordedJwtCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let jwt: [KnownDifference] = []
}
