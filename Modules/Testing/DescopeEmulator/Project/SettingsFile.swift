import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The settings as a file of the project. Durations are in seconds there: what `Duration` encodes is not exact as a
// number of JSON.
extension EmulatorSettings {
    private static var durations: [(name: String, path: WritableKeyPath<Self, Duration>)] {
        [
            ("sessionLifetime", \.sessionLifetime), ("refreshLifetime", \.refreshLifetime),
            ("stepUpLifetime", \.stepUpLifetime), ("codeLifetime", \.codeLifetime),
            ("authorizationLifetime", \.authorizationLifetime), ("linkLifetime", \.linkLifetime),
            ("codeLockout", \.codeLockout), ("passkeyLifetime", \.passkeyLifetime),
            ("resetLifetime", \.passwords.resetLifetime), ("temporaryLock", \.passwords.temporaryLock),
        ]
    }

    /// The settings without the two keys.
    var file: JSONValue {
        get throws(EmulatorRefusal) {
            guard let data = try? JSONEncoder().encode(self), let json = try? JSONReader.parse(Array(data)) else {
                throw EmulatorRefusal(500, .badRequest, "the settings could not be written")
            }
            return json.replacing { name in
                Self.durations.first { $0.name == name }.map { .double(self[keyPath: $0.path] / .seconds(1)) }
            }
        }
    }

    init(file: JSONValue) throws(EmulatorRefusal) {
        let decodable = file.replacing { name in Self.durations.contains { $0.name == name } ? [0, 0] : nil }
        guard var settings = try? JSONDecoder().decode(Self.self, from: Data(decodable.json)) else {
            throw .invalid("expected all settings of an export, found others")
        }
        for (name, path) in Self.durations {
            guard let seconds = (file[name] ?? file["passwords"]?[name])?.doubleValue, (0...1e10).contains(seconds)
            else {
                throw .invalid("\(name): expected seconds, found something else")
            }
            settings[keyPath: path] = .seconds(seconds)
        }
        self = settings
    }
}

extension JSONValue {
    /// The same object with other values of some of its members and of those of `passwords`.
    fileprivate func replacing(_ new: (_ name: String) -> JSONValue?) -> JSONValue {
        guard let members = objectValue else { return self }
        let pairs = members.map { name, value in
            (name, name == "passwords" ? value.replacing(new) : new(name) ?? value)
        }
        return .object(Dictionary(pairs) { first, _ in first })
    }
}
