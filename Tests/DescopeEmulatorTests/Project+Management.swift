import DescopeCore
import DescopeEmulator
import DescopeHTTP

extension Project {
    /// Sends a management request; query items may follow the path: `/v1/mgmt/tenant?id=acme`.
    func management(
        _ method: APIMethod,
        _ path: String,
        _ body: JSONValue? = nil,
        key: String = managementKey
    ) async throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = parts.dropFirst().flatMap { $0.split(separator: "&") }.map { item in
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            return APIQueryItem(pair[0], pair.count == 2 ? pair[1] : "")
        }
        return try await send(method, parts[0], bearer: "\(Self.projectId):\(key)", query: query, body: body?.json)
    }
}
