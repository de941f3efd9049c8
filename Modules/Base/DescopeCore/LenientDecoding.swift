// What the service leaves out or sends as null reads as the empty value. These overloads are closer than the standard
// ones, so the compiler's own `init(from:)` of our models uses them: a model states its defaults by its property's type
// alone.
extension KeyedDecodingContainer {
    /// The list, or an empty one when it is absent or null.
    package func decode<Element: Decodable>(_ type: [Element].Type, forKey key: Key) throws -> [Element] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// The map, or an empty one when it is absent or null.
    package func decode<Value: Decodable>(_ type: [String: Value].Type, forKey key: Key) throws -> [String: Value] {
        try decodeIfPresent(type, forKey: key) ?? [:]
    }

    /// The truth value, or false when it is absent or null.
    package func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try decodeIfPresent(type, forKey: key) ?? false
    }
}
