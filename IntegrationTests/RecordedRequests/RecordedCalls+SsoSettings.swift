import Descope

let recordedSsoSettingsCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let ssoSettings: [KnownDifference] = []
}
