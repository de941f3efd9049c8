import Descope

let recordedTenantsCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let tenants: [KnownDifference] = []
}
