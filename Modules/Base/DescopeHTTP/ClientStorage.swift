import Synchronization

/// What the copies of a client share: each feature's own state, made on first use, in a slot by its type.
package final class ClientStorage: Sendable {
    private let slots = Mutex<[ObjectIdentifier: any Sendable]>([:])

    package init() {}

    /// The state of that type; `make` makes it when there is none yet.
    package func slot<State: Sendable>(_ make: () throws -> State) rethrows -> State {
        try slots.withLock { slots in
            let id = ObjectIdentifier(State.self)
            if let state = slots[id] as? State { return state }
            let state = try make()
            slots[id] = state
            return state
        }
    }
}
