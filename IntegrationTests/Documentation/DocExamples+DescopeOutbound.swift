import DescopeOutbound
import DescopeURLSession

// The code of DescopeOutbound's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Returns the URL to send a user to who connects a calendar.
    func connectCalendar(refreshJwt: Secret) async throws -> String {
        let options = OutboundConnectOptions(redirectURL: "https://app.example.com/back", scopes: ["calendar.read"])
        let url = try await client.outbound.connect("google-calendar", refreshJwt: refreshJwt, options: options)
        return url.reveal()
    }
}
