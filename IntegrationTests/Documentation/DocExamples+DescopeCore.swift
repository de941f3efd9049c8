import DescopeCore

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Reads `DESCOPE_PROJECT_ID` and the other variables, with a shorter timeout and without retries.
    func configuration() throws(DescopeError) -> DescopeConfiguration {
        var configuration = try DescopeConfiguration()
        configuration.requestTimeout = .seconds(5)
        configuration.retry = .never
        return configuration
    }

    /// The part of a session that an app stores. A `Secret` cannot be encoded: the app decides where the string goes.
    struct StoredSession: Codable {
        let refreshJwt: String

        init(refreshJwt: Secret) { self.refreshJwt = refreshJwt.reveal() }
    }

    /// The status and wait that this server's response to a failure has.
    func response(to error: DescopeError) -> (status: Int, retryAfter: Duration?) {
        // The message is for the log: it names arguments and causes, and contains no secret.
        print(error)
        return (error.httpStatus, error.retryAfter)
    }
}
