import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// Engines. Nothing here accepts the secret of an engine.
    static let engines = Self(
        kind: "engines",
        audit: "Engine",
        prefix: "EN2",
        operations: [
            "engine.create": .create, "engine.update": .update, "engine.delete": .delete, "engine.load": .load,
            "engine.loadAll": .search(), "engine.rotateSecret": .rotateSecret,
        ],
        secret: .returnedOnce
    )
}

extension Route {
    static let engines = stored(.engines)
}
