import DescopeCore

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Reads `DESCOPE_PROJECT_ID` and the other variables, and waits for the service less long than usual.
    func configuration() throws(DescopeError) -> DescopeConfiguration {
        var configuration = try DescopeConfiguration()
        configuration.requestTimeout = .seconds(5)
        configuration.retry = .never
        return configuration
    }

    /// What an app stores of a session. A `Secret` cannot be encoded: the app decides where the string goes.
    struct StoredSession: Codable {
        let refreshJwt: String

        init(refreshJwt: Secret) { self.refreshJwt = refreshJwt.reveal() }
    }

    /// What a caller of this server is told about a failure.
    func answer(to error: DescopeError) -> (status: Int, retryAfter: Duration?) {
        // The message is for the log: it names arguments and causes, and holds no secret.
        print(error)
        return (error.httpStatus, error.retryAfter)
    }
}
