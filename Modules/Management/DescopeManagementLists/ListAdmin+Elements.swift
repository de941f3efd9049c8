import DescopeManagement

// The elements of lists of IP addresses and of texts.

extension ListAdmin {
    /// Adds addresses to a list of IP addresses. Those that it has already are ignored; the order is kept.
    ///
    /// - Parameters:
    ///   - ips: IP addresses, and ranges such as `203.0.113.0/24`; at least one.
    ///   - id: The list's id.
    public func addIPs(_ ips: [String], to id: String) async throws {
        try await management.send(.addIPs, body: ["id": id, "ips": ips], requiring: ["ips"])
    }

    /// Removes addresses from a list of IP addresses.
    ///
    /// - Parameters:
    ///   - ips: IP addresses and ranges, as the list has them; at least one.
    ///   - id: The list's id.
    public func removeIPs(_ ips: [String], from id: String) async throws {
        try await management.send(.removeIPs, body: ["id": id, "ips": ips], requiring: ["ips"])
    }

    /// Whether an IP address is in a list.
    ///
    /// - Parameters:
    ///   - ip: The IP address.
    ///   - id: The list's id.
    public func checkIP(_ ip: String, in id: String) async throws -> Bool {
        try await management.send(.checkIP, body: ["id": id, "ip": ip], returning: .member("exists"))
    }

    /// Adds texts to a list of texts.
    ///
    /// - Parameters:
    ///   - texts: The texts; at least one.
    ///   - id: The list's id.
    public func addTexts(_ texts: [String], to id: String) async throws {
        try await management.send(.addTexts, body: ["id": id, "texts": texts], requiring: ["texts"])
    }

    /// Removes texts from a list of texts.
    ///
    /// - Parameters:
    ///   - texts: The texts; at least one.
    ///   - id: The list's id.
    public func removeTexts(_ texts: [String], from id: String) async throws {
        try await management.send(.removeTexts, body: ["id": id, "texts": texts], requiring: ["texts"])
    }

    /// Whether a text is in a list.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - id: The list's id.
    public func checkText(_ text: String, in id: String) async throws -> Bool {
        try await management.send(.checkText, body: ["id": id, "text": text], returning: .member("exists"))
    }

    /// Whether one of several texts is in a list.
    ///
    /// - Parameters:
    ///   - texts: 1 to 100 texts.
    ///   - id: The list's id.
    public func checkText(anyOf texts: [String], in id: String) async throws -> Bool {
        try await checkTexts(texts, in: id, matchAll: false)
    }

    /// Whether all of several texts are in a list.
    ///
    /// - Parameters:
    ///   - texts: 1 to 100 texts.
    ///   - id: The list's id.
    public func checkText(allOf texts: [String], in id: String) async throws -> Bool {
        try await checkTexts(texts, in: id, matchAll: true)
    }

    private func checkTexts(_ texts: [String], in id: String, matchAll: Bool) async throws -> Bool {
        guard texts.count <= 100 else {
            throw APIOperation.checkText.argument("texts", "expected at most 100 elements, found \(texts.count).")
        }
        return try await management.send(
            .checkText,
            body: ["id": id, "texts": texts, "matchAll": matchAll],
            requiring: ["texts"],
            returning: .member("exists")
        )
    }
}
