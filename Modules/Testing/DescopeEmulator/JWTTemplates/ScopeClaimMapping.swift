import DescopeCore
import DescopeHTTP

extension Route {
    /// The mapping of scopes to claims: one row. Tokens do not follow it here.
    static let scopeClaimMapping = [
        Route("scopeClaimMapping.get") { state, _ in
            Response(body: .object(state.stored[mappingId]?.members ?? [:]))
        },
        Route("scopeClaimMapping.set", audit: "ScopeClaimMappingModified") { state, call in
            try state.save(StoredRecord(kind: mappingKind, members: call.body, ownId: ""))
            return Response()
        },
        Route("scopeClaimMapping.delete", audit: "ScopeClaimMappingDeleted") { state, _ in
            state.delete(mappingId, from: StoredRecord.self)
            return Response()
        },
    ].map(\.completed.stored)

    private static let mappingKind = "scopeClaimMapping"
    private static let mappingId = StoredRecord.id(mappingKind, "")
}
