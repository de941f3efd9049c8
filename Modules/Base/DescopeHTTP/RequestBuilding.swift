import DescopeCore

extension DescopeClient {
    /// The request of an operation, without credentials, and what no message may repeat of it.
    func request(for call: OperationRequest) throws(DescopeError) -> (APIRequest, SentValues) {
        var headers = APIHeaders()
        for (name, secret) in configuration.additionalHeaders {
            let value = secret.reveal()
            guard isHeader(name, value) else {
                throw DescopeError(
                    .configuration,
                    code: .unusableArgument,
                    message: "additionalHeaders: \(headersExpected), found \(shown(name))."
                )
            }
            headers[name] = value
        }
        headers["accept"] = "application/json"
        headers["x-descope-project-id"] = configuration.projectId
        headers["x-descope-sdk-name"] = SDK.name
        headers["x-descope-sdk-version"] = SDK.version
        headers["x-descope-sdk-swift-version"] = SDK.swiftVersion
        try configuration.cookies.requireUsable()
        if configuration.cookies.refresh != CookieNames().refresh {
            headers["x-descope-refresh-cookie-name"] = configuration.cookies.refresh
        }

        if let tier = knownLicenseTier(for: call.operation) { headers["x-descope-license"] = tier }

        var request = APIRequest(
            method: call.operation.method,
            baseURL: configuration.baseURL,
            path: call.path,
            query: call.query,
            headers: headers,
            maximumResponseBytes: configuration.maximumResponseBytes
        )
        var sent = SentValues(
            pathValues: call.pathValues,
            credentials: [call.token, configuration.managementKey, configuration.authManagementKey].compactMap(\.self),
            additionalHeaders: Array(configuration.additionalHeaders.values),
            secrets: call.querySecrets
        )
        if let body = call.body {
            let (json, secrets) = try body.encoded()
            request.body = json
            sent.secrets += secrets
            request.headers["content-type"] = "application/json"
        }
        return (request, sent)
    }

    /// `Bearer {projectId}[:{token}][:{authManagementKey}]`, or `Bearer {projectId}:{managementKey}`.
    ///
    /// The service takes the auth management key with sign-in operations, not with those of the management API.
    func authorizationHeader(_ operation: APIOperation, _ token: Secret?) throws(DescopeError) -> String? {
        var parts = [configuration.projectId]
        let kind = operation.credentials
        switch kind {
        case .none: return nil
        case .project: break
        case .optionalRefreshJwt:
            if let token { parts.append(try sent(token, CredentialKind.refreshJwt.rawValue)) }
        case .managementKey:
            guard let key = configuration.managementKey else {
                throw DescopeError(
                    .configuration,
                    code: .missingManagementKey,
                    message:
                        "managementKey: expected one, found none. Make a management key in the Descope console and pass it to the client."
                )
            }
            return "Bearer \(configuration.projectId):\(try configured(key, "managementKey"))"
        default: parts.append(try sent(token ?? Secret(""), kind.rawValue))
        }
        if !operation.path.contains("/mgmt/"), let key = configuration.authManagementKey {
            parts.append(try configured(key, "authManagementKey"))
        }
        return "Bearer " + parts.joined(separator: ":")
    }

    /// A key of the client's configuration. A malformed one is this server's error, not that of a request's sender.
    private func configured(_ key: Secret, _ name: String) throws(DescopeError) -> String {
        do { return try word(key, name) } catch {
            var error = error
            error.kind = .configuration
            throw error
        }
    }

    /// A credential that came with a request. A malformed one is the sender's error, not ours.
    private func sent(_ secret: Secret, _ name: String) throws(DescopeError) -> String {
        do { return try word(secret, name) } catch {
            var error = error
            (error.kind, error.code) = (.token, isBlank(secret.reveal()) ? .missingToken : .malformedToken)
            throw error
        }
    }

    /// A credential in the form that the header allows between its colons.
    private func word(_ secret: Secret, _ name: String) throws(DescopeError) -> String {
        let text = secret.reveal()
        try requireText(text, name, "Pass the one that the service gave out.")
        guard isCredential(text) else {
            throw .argument(
                name,
                "expected printable ASCII without spaces and colons, found something else. Pass it as the service gave it out."
            )
        }
        return text
    }
}

/// Refuses a request that is not what the call says: middleware may have changed it.
func check(_ request: APIRequest) throws(DescopeError) {
    try request.requireSendable()
    try checkPath(request.path)
}

/// Refuses a path that would change the host, climb, or carry a query: `baseURL` and path are put together as they are.
func checkPath(_ path: String) throws(DescopeError) {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    // To whoever reads an address, `%2e` is a dot.
    let names = segments.dropFirst().map { $0.lowercased().replacing("%2e", with: ".") }
    guard !names.isEmpty, segments.first == "", names.allSatisfy({ !["", ".", ".."].contains($0) }),
        isHeaderText(path), !path.contains(where: { "?#\\".contains($0) })
    else {
        throw .argument(
            "path",
            "expected '/' and segments, none of them empty, '.' or '..' (or '%2e'), and no query, found something else. "
                + "Write it as the API documents it; pass a query as query."
        )
    }
}

/// What this SDK calls itself.
package enum SDK {
    package static let name = "swift-server"
    package static let version = "0.1.0"

    static var swiftVersion: String {
        #if swift(>=6.4)
        "6.4"
        #elseif swift(>=6.3)
        "6.3"
        #elseif swift(>=6.2)
        "6.2"
        #else
        "6.1"
        #endif
    }
}
