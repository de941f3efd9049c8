package import DescopeCore

/// A request of an operation, with its arguments, before credentials and headers are added.
struct OperationRequest: Sendable {
    let operation: APIOperation
    /// The path, with its parameters filled in and percent-encoded.
    let path: String
    /// The values of the path's parameters.
    let pathValues: [String]
    let query: [APIQueryItem]
    /// The secrets in the query.
    var querySecrets: [Secret] = []
    let body: RequestBody?
    /// The user's token or key, where the operation takes one.
    let token: Secret?
}

extension DescopeClient {
    /// Sends a request of an operation and reads its response.
    ///
    /// - Parameters:
    ///   - operation: The operation.
    ///   - path: The values of the path's parameters, in their order.
    ///   - query: The query, not yet encoded.
    ///   - body: The body; nil sends none.
    ///   - token: The refresh token or access key, where the operation takes one.
    ///   - form: How the response is read.
    @discardableResult
    package func send<Value>(
        _ operation: APIOperation,
        path: [String] = [],
        query: APIQuery = [:],
        body: RequestBody? = nil,
        token: Secret? = nil,
        returning form: ResponseForm<Value>
    ) async throws -> Value {
        let request = OperationRequest(
            operation: operation,
            path: operation.path(with: path),
            pathValues: path,
            query: query.items,
            querySecrets: query.secrets,
            body: body,
            token: token
        )
        return try await send(request, returning: form)
    }

    /// Sends a request of an operation and reads its response's whole body.
    @discardableResult
    package func send<Value: JSONConvertible>(
        _ operation: APIOperation,
        path: [String] = [],
        query: APIQuery = [:],
        body: RequestBody? = nil,
        token: Secret? = nil
    ) async throws -> Value {
        try await send(operation, path: path, query: query, body: body, token: token, returning: .body)
    }
}

extension APIOperation {
    /// The path with its parameters filled in. Values are percent-encoded. A missing value leaves an empty segment,
    /// which is refused when the request is sent.
    func path(with values: [String]) -> String {
        guard path.utf8.contains(UInt8(ascii: "{")) else { return path }
        var values = values.makeIterator()
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.first == "{" ? percentEncoded(values.next() ?? "") : String(segment)
        }
        return segments.joined(separator: "/")
    }

    /// What a refusal with this status says about the user: 401 and 403 concern the credentials that the request
    /// carried.
    func refusal(_ status: Int?, withToken: Bool) -> RefusalMeaning {
        guard refusal == .invalidInput, status == 401 || status == 403 else { return refusal }
        return switch credentials {
        case .managementKey: .misconfiguration
        default: withToken ? .unauthenticated : .invalidInput
        }
    }
}

/// The names and values of a query. Those that are nil are left out.
package struct APIQuery: ExpressibleByDictionaryLiteral {
    package private(set) var items: [APIQueryItem] = []
    package private(set) var secrets: [Secret] = []

    package init(dictionaryLiteral elements: (String, (any LosslessStringConvertible)?)...) {
        for (name, value) in elements { if let value { items.append(APIQueryItem(name, value.description)) } }
    }

    /// A name with each of some values.
    package static func list(_ name: String, _ values: [String]) -> APIQuery {
        var query = APIQuery()
        query.items = values.map { APIQueryItem(name, $0) }
        return query
    }

    /// A name with a value that must not show.
    package static func secret(_ name: String, _ value: Secret) -> APIQuery {
        var query = APIQuery()
        query.items = [APIQueryItem(name, value.reveal())]
        query.secrets = [value]
        return query
    }

    package static func + (first: APIQuery, second: APIQuery) -> APIQuery {
        var query = first
        query.items += second.items
        query.secrets += second.secrets
        return query
    }
}

/// How a response is read.
package struct ResponseForm<Value: Sendable>: Sendable {
    let read: @Sendable (APIResponse, CookieNames, inout JSONOddities) throws -> Value

    /// Reads a response with a custom function.
    package init(_ read: @escaping @Sendable (APIResponse, CookieNames, inout JSONOddities) throws -> Value) {
        self.read = read
    }
}

extension ResponseForm {
    /// The same, without the values that the check throws for.
    package func checked(_ check: @escaping @Sendable (Value) throws -> Void) -> Self {
        Self { response, cookies, oddities in
            let value = try read(response, cookies, &oddities)
            try check(value)
            return value
        }
    }
}

extension ResponseForm where Value: JSONConvertible {
    /// The whole body.
    package static var body: Self {
        Self { response, _, oddities in try Value(json: response.body, noting: &oddities) }
    }

    /// One member of the object in the body.
    package static func member(_ name: String) -> Self {
        Self { response, _, oddities in
            let json = response.body
            return try JSONReader.read(json, from: .service, noting: &oddities) { reader throws(JSONFailure) in
                var value: Value?
                try reader.forEachMember { reader, found throws(JSONFailure) in
                    guard found.isSame(name) else { return try reader.skipValue() }
                    do throws(JSONFailure) { value = try Value?.read(from: &reader) } catch { throw error.inside(name) }
                }
                guard let value = value ?? Value.absent else {
                    throw JSONFailure("expected a value", at: json.count).inside(name)
                }
                return value
            }
        }
    }
}

extension ResponseForm {
    /// The whole body; nil when it is empty or an empty object.
    package static func bodyIfAny<Wrapped: JSONConvertible>() -> Self where Value == Wrapped? {
        Self { response, cookies, oddities in
            guard response.body.contains(where: { !" \t\r\n{}".utf8.contains($0) }) else { return nil }
            return try ResponseForm<Wrapped>.body.read(response, cookies, &oddities)
        }
    }
}

extension ResponseForm<Void> {
    /// Nothing: the body may be empty or contain anything but a web page.
    package static var nothing: Self { Self { _, _, _ in } }
}
