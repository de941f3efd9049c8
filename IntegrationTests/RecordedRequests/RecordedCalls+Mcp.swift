import Descope

let recordedMcpCalls: [String: RecordedCall] = [:]

extension KnownDifference {
    static let mcp: [KnownDifference] = []
}
