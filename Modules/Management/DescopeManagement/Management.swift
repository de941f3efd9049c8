@_exported public import DescopeHTTP

extension DescopeClient {
    /// Manages the project: users, roles, tenants and settings. Each `DescopeManagement…` module adds properties to it.
    public var management: Management { Management(client: self) }
}

/// The operations that need a management key.
///
/// ```swift
/// let client = try DescopeClient(projectId: "P2…", managementKey: key, transport: .urlSession)
/// try await client.management.roles.delete("editor")
/// ```
///
/// Blank strings, lists that may not be empty and numbers out of range are refused before anything is sent. The error
/// names the member of the API's JSON.
///
/// Without a management key each operation throws ``/DescopeCore/DescopeError/Code/missingManagementKey`` before
/// anything is sent. The service limits their rate: the error's ``/DescopeCore/DescopeError/retryAfter`` says when to
/// try again.
public struct Management: Sendable {
    package let client: DescopeClient

    /// Sends a management request that this SDK has no method for, with the client's management key.
    ///
    /// ```swift
    /// let query: KeyValuePairs = ["id": "acme"]
    /// let tenant: JSONValue = try await client.management.send("tenants.load", .get, "/v1/mgmt/tenant", query: query)
    /// ```
    ///
    /// - Parameters:
    ///   - name: The operation's name, as errors and middleware show it.
    ///   - method: The HTTP verb.
    ///   - path: The path. Interpolated values are percent-encoded, each as one segment.
    ///   - query: The query, not yet encoded.
    ///   - body: The body's members; those that are nil are left out.
    ///   - retryable: Whether a failed request may be retried. By default `GET` may, any other only when the request
    ///     cannot have reached the service.
    /// - Returns: The response, read as in ``/DescopeHTTP/DescopeClient/send(_:)``.
    @discardableResult
    public func send<Response: Decodable & Sendable>(
        _ name: String,
        _ method: APIMethod,
        _ path: EndpointPath,
        query: KeyValuePairs<String, String> = [:],
        body: RequestBody? = nil,
        retryable: Retryability? = nil
    ) async throws -> Response {
        try await client.send(
            Endpoint(
                name,
                method,
                path,
                query: query.map { APIQueryItem($0.key, $0.value) },
                body: body,
                credentials: .management,
                retryable: retryable
            )
        )
    }
}

extension Management {
    /// Sends a request of an operation and reads its response.
    ///
    /// Blank strings in the path, the query, the members of the body and lists of strings are refused by name before
    /// anything is sent; so are the required members of models that have no value.
    ///
    /// - Parameters:
    ///   - operation: The operation. The names of its path's parameters are those of the arguments.
    ///   - path: The values of the path's parameters, in their order.
    ///   - query: The query, not yet encoded.
    ///   - body: The body; nil sends none.
    ///   - token: A user's or an application's token, where the operation takes one.
    ///   - required: The members of the body that must be there; lists with at least one element.
    ///   - form: How the response is read.
    @discardableResult
    package func send<Value>(
        _ operation: APIOperation,
        path: [String] = [],
        query: APIQuery = [:],
        body: RequestBody? = nil,
        token: Secret? = nil,
        requiring required: [String] = [],
        returning form: ResponseForm<Value>
    ) async throws -> Value {
        for (name, value) in zip(operation.pathParameters, path) { try operation.require(value, name) }
        for item in query.items { try operation.require(item.value, item.name) }
        return try await client.send(
            operation,
            path: path,
            query: query,
            body: body?.requiring(required),
            token: token,
            returning: form
        )
    }

    /// Sends a request of an operation and reads its response's whole body.
    @discardableResult
    package func send<Value: JSONConvertible>(
        _ operation: APIOperation,
        path: [String] = [],
        query: APIQuery = [:],
        body: RequestBody? = nil,
        requiring required: [String] = []
    ) async throws -> Value {
        try await send(operation, path: path, query: query, body: body, requiring: required, returning: .body)
    }

    /// Sends a request of an operation that returns nothing.
    package func send(
        _ operation: APIOperation,
        path: [String] = [],
        query: APIQuery = [:],
        body: RequestBody? = nil,
        requiring required: [String] = []
    ) async throws {
        try await send(operation, path: path, query: query, body: body, requiring: required, returning: .nothing)
    }
}

extension Management {
    /// Why a model cannot be sent; nil when it can.
    package func refusal(of model: some JSONModel, by operation: APIOperation) -> DescopeError? {
        do throws(DescopeError) {
            _ = try RequestBody(model).requiring([]).encoded()
            return nil
        } catch { return error.during(operation.name) }
    }
}

extension APIOperation {
    /// The names of the path's parameters.
    fileprivate var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Throws for an empty or blank argument, before anything is sent.
    package func require(_ text: String, _ name: String) throws(DescopeError) {
        try require(text, name, "Pass the one that is meant.")
    }
}
