import DescopeCore

extension DescopeClient {
    /// The response of the FGA cache to an operation that is sent there; nil when there is no cache, and when it fails,
    /// so that the request has to be sent to the service.
    ///
    /// The service then also says what is wrong with a request that the cache refused.
    ///
    /// - Parameter check: Throws for a response that the operation cannot use.
    func responseOfCache(
        _ request: APIRequest,
        _ operation: APIOperation,
        _ check: (APIResponse) throws -> Void
    ) async throws -> APIResponse? {
        guard operation.route == .fgaCache, let cacheURL = configuration.fgaCacheURL else { return nil }
        try Task.checkCancellation()
        var request = request
        request.baseURL = cacheURL
        let timeout = min(configuration.fgaCacheTimeout, configuration.requestTimeout)
        do {
            let response = try await attempt(request, timeout: timeout).get()
            try check(response)
            return response
        } catch let error as DescopeError {
            configuration.onFGACacheFailure?(error.during(operation.name))
            return nil
        }
    }
}
