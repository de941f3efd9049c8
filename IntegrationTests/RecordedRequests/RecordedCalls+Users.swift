import Descope

let recordedUsersCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let users: [KnownDifference] = []
}
