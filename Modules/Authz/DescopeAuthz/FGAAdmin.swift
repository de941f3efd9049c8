public import DescopeManagement

extension Management {
    /// Fine-grained authorization (FGA): the schema as text, relations as tuples, and checks with conditions.
    public var fga: FGAAdmin { FGAAdmin(management: self) }
}

/// Fine-grained authorization: the project's schema as text (`model AuthZ 1.0`), relations as tuples, and checks.
///
/// ```swift
/// let response = try await client.management.fga.check([question], context: ["role": "admin"])
/// let isAllowed = response.results[0].isAllowed
/// ```
///
/// ``AuthzAdmin`` (`client.management.authz`) works on the same schema and the same relations, in another form.
///
/// With ``/DescopeCore/DescopeConfiguration/fgaCacheURL``, checks, new and deleted relations and a new schema go to
/// your cache, and to the service when the cache fails or its response cannot be read
/// (``/DescopeCore/DescopeConfiguration/onFGACacheFailure``). A change that the cache made but did not confirm in time
/// is then sent to the service too.
public struct FGAAdmin: Sendable {
    let management: Management

    // MARK: - Schema

    /// Replaces the schema.
    ///
    /// Relations of a type or relation that the new schema does not have are deleted, and so are those of a relation
    /// whose allowed targets change. ``dryRunSchema(_:)`` says which ones.
    ///
    /// - Parameter dsl: The schema's text, which begins with `model AuthZ 1.0`. One without a type is refused: it would
    ///   delete everything. Use ``deleteSchema()`` for that.
    public func saveSchema(_ dsl: String) async throws {
        guard AuthzSchema.hasTypes(inDSL: dsl) else { throw Self.noTypes("dsl") }
        try await management.send(.saveFGASchema, body: ["dsl": dsl])
    }

    /// Replaces the schema by one that is a value: the same with its text.
    ///
    /// - Parameter schema: The schema. One without namespaces is refused: it would delete everything. Use
    ///   ``deleteSchema()`` for that.
    /// - Throws: `DescopeError.Code.invalidSchema` when the language cannot express it.
    public func saveSchema(_ schema: AuthzSchema) async throws {
        guard !schema.namespaces.isEmpty else { throw Self.noTypes("schema") }
        try await saveSchema(try schema.dsl())
    }

    private static func noTypes(_ argument: String) -> DescopeError {
        APIOperation.saveFGASchema.argument(
            argument,
            "expected at least one type, found none. Use deleteSchema to delete everything."
        )
    }

    /// The project's schema, with the version of its last change.
    public func loadSchema() async throws -> FGASchema { try await management.send(.loadFGASchema) }

    /// What a new schema would delete. Nothing is saved.
    ///
    /// - Parameter dsl: The schema's text.
    public func dryRunSchema(_ dsl: String) async throws -> FGASchemaDeletions {
        try await management.send(.dryRunFGASchema, body: ["dsl": dsl], returning: .member("deletesPreview"))
    }

    /// Deletes the schema and every stored relation: the same as ``AuthzAdmin/deleteSchema()``.
    public func deleteSchema() async throws { try await management.authz.deleteSchema() }

    // MARK: - Relations

    /// Stores relations.
    ///
    /// - Parameter tuples: The relations; at least one. Any number of them is sent by
    ///   `client.management.bulk`.
    public func createRelations(_ tuples: [FGATuple]) async throws {
        try await management.send(.createTuples, body: ["tuples": tuples], requiring: ["tuples"])
    }

    /// Deletes relations that are exactly these.
    ///
    /// - Parameter tuples: The relations; at least one.
    public func deleteRelations(_ tuples: [FGATuple]) async throws {
        try await management.send(.deleteTuples, body: ["tuples": tuples], requiring: ["tuples"])
    }

    /// Deletes every stored relation. The schema stays.
    public func deleteAllRelations() async throws { try await management.send(.deleteAllTuples) }

    /// Whether targets hold relations or permissions on resources.
    ///
    /// A condition that cannot be judged does not allow: ``FGACheckInfo`` says which parameters are missing, or what
    /// failed.
    ///
    /// - Parameters:
    ///   - tuples: The questions; at least one. `relation` is the name of a relation or a permission.
    ///   - context: The values of the parameters of conditions.
    ///   - listsConditions: Whether the answers say which conditions were met.
    ///   - computesPaths: Whether the answers say by which relations they came about. From the service's published
    ///     description; not checked against another SDK.
    /// - Returns: The answers, in the order of the questions. The target types in them may be written differently, so
    ///   pair answers and questions by their positions.
    /// - Throws: An error of kind `decoding` when the service does not answer each question.
    public func check(
        _ tuples: [FGATuple],
        context: [String: JSONValue] = [:],
        listsConditions: Bool = false,
        computesPaths: Bool = false
    ) async throws -> FGACheckResponse {
        try await management.send(
            .checkTuples,
            body: [
                "tuples": tuples, "context": context, "listConditions": listsConditions ? true : nil,
                "computePaths": computesPaths ? true : nil,
            ],
            requiring: ["tuples"],
            returning: ResponseForm<FGACheckResponse>.body.checked {
                try APIOperation.checkTuples.require($0.results, for: tuples)
            }
        )
    }
}
