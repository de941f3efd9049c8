import DescopeCore
import DescopeHTTP

extension Route {
    /// The mapping of scopes to claims: one row. Tokens do not follow it here.
    static let scopeClaimMapping = [
        Route("scopeClaimMapping.get") { state, _ in
            Response(body: .object(state.document(EmulatorState.scopeClaimMapping)))
        },
        Route.command("scopeClaimMapping.set", audit: "ScopeClaimMappingModified") { state, call in
            try state.keepDocument(EmulatorState.scopeClaimMapping, members: call.body)
        },
        Route.command("scopeClaimMapping.delete", audit: "ScopeClaimMappingDeleted") { state, _ in
            state.delete(StoredRecord.id(EmulatorState.scopeClaimMapping, ""), from: StoredRecord.self)
        },
    ].map(\.completed.stored)
}

extension EmulatorState {
    /// The document that contains it.
    static let scopeClaimMapping = "scopeClaimMapping"
}
