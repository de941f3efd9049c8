import DescopeCore

extension DescopeClient {
    /// The response of the FGA cache to an operation that is sent there; nil when there is no cache, and when it fails,
    /// so that the request has to be sent to the service.
    ///
    /// The service then also says what is wrong with a request that the cache refused.
    func responseOfCache(_ request: APIRequest, _ operation: APIOperation) async throws -> APIResponse? {
        guard operation.route == .fgaCache, let cacheURL = configuration.fgaCacheURL else { return nil }
        try Task.checkCancellation()
        var request = request
        request.baseURL = cacheURL
        switch await attempt(request, timeout: configuration.fgaCacheTimeout) {
        // A page for people does not come from the cache.
        case .success(let response) where (200..<300).contains(response.status) && !response.isWebPage: return response
        case .failure(let error) where error is CancellationError: throw error
        default: return nil
        }
    }
}
