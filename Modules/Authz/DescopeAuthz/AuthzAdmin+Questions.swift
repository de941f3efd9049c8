public import DescopeManagement

// Who may do what.

extension AuthzAdmin {
    /// Whether targets hold relations or permissions on resources.
    ///
    /// - Parameter queries: The questions; at least one.
    /// - Returns: The answers, in the order of the questions.
    /// - Throws: An error of kind `decoding` when the service does not answer each question.
    public func hasRelations(_ queries: [AuthzRelationQuery]) async throws -> [AuthzRelationResult] {
        let results: [AuthzRelationResult] = try await management.send(
            .hasRelations,
            body: ["relationQueries": queries],
            requiring: ["relationQueries"],
            returning: .member("relationQueries")
        )
        try APIOperation.hasRelations.require(results, for: queries)
        return results
    }

    /// Everyone who holds a relation or permission on a resource. Sets are expanded to those who are in them.
    ///
    /// With ``/DescopeCore/DescopeConfiguration/fgaCacheURL`` the cache answers, which may not know the latest
    /// relations.
    ///
    /// - Parameters:
    ///   - resource: The resource's id.
    ///   - relationDefinition: The relation or permission.
    ///   - namespace: The resource's namespace.
    ///   - context: The values of the parameters of conditions.
    /// - Returns: Ids of users and other targets.
    public func whoCanAccess(
        _ resource: String,
        _ relationDefinition: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) async throws -> [String] {
        try await management.send(
            .whoCanAccess,
            body: [
                "resource": resource, "relationDefinition": relationDefinition, "namespace": namespace,
                "context": context,
            ],
            returning: .member("targets")
        )
    }

    /// All relations and permissions that a target holds, with what follows from stored relations.
    ///
    /// With ``/DescopeCore/DescopeConfiguration/fgaCacheURL`` the cache answers, which may not know the latest
    /// relations.
    ///
    /// - Parameters:
    ///   - target: The id of a user or another resource.
    ///   - context: The values of the parameters of conditions.
    public func whatCanTargetAccess(
        _ target: String,
        context: [String: JSONValue] = [:]
    ) async throws -> [AuthzRelation] {
        try await management.send(
            .whatCanTargetAccess,
            body: ["target": target, "context": context],
            returning: .member("relations")
        )
    }

    /// The resources on which a target holds a relation or permission.
    ///
    /// - Parameters:
    ///   - target: The id of a user or another resource.
    ///   - relationDefinition: The relation or permission.
    ///   - namespace: The resources' namespace.
    /// - Returns: The ids of the resources.
    public func whatCanTargetAccess(
        _ target: String,
        _ relationDefinition: String,
        in namespace: String
    ) async throws -> [String] {
        try await management.send(
            .whatCanTargetAccessWithRelation,
            body: ["target": target, "relationDefinition": relationDefinition, "namespace": namespace],
            returning: .member("resources")
        )
    }
}

extension APIOperation {
    /// Refuses answers that cannot be paired with their questions: one that is missing would shift all others.
    func require(_ answers: [some Any], for questions: [some Any]) throws(DescopeError) {
        guard answers.count == questions.count else {
            throw DescopeError(
                .decoding,
                code: .unexpectedResponse,
                message: "expected \(questions.count) answers that can be read, found \(answers.count)."
            ).during(name)
        }
    }
}
