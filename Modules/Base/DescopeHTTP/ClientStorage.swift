import Synchronization

/// The state that all copies of a client share. Each feature has one slot, identified by the type of its state and
/// filled on first use.
package final class ClientStorage: Sendable {
    private let slots = Mutex<[ObjectIdentifier: any Sendable]>([:])

    package init() {}

    /// Returns the state of this type. Calls `make` when there is none yet.
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
