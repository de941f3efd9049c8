#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One sign-in of a user.
public struct UserHistoryEntry: Decodable, Hashable, Sendable {
    /// The user's id.
    public var userId: String?
    /// When it was.
    public var signedInAt: Date?
    /// The city that the request seemed to come from.
    public var city: String?
    /// The country that the request seemed to come from.
    public var country: String?
    /// The address that the request came from.
    public var ip: String?
    /// The tenant that the user chose.
    public var selectedTenant: String?

    /// Reads an entry. What is not as expected counts as not said.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func text(_ key: Key) -> String? {
            (try? container.decodeIfPresent(String.self, forKey: key)).flatMap { $0.isEmpty ? nil : $0 }
        }
        userId = text(.userId)
        signedInAt = (try? container.decodeIfPresent(Double.self, forKey: .loginTime))
            .flatMap { $0 > 0 ? Date(timeIntervalSince1970: $0) : nil }
        city = text(.city)
        country = text(.country)
        ip = text(.ip)
        selectedTenant = text(.selectedTenant)
    }

    fileprivate enum Key: String, CaseIterable, CodingKey {
        case userId, loginTime, city, country, ip, selectedTenant
    }
}

/// A history as it is answered: a list, an object with the list in it, or one entry alone. The service's documents
/// disagree, so all three are read; null and an empty object are a history without entries.
package struct UserHistory: Decodable, Sendable {
    package let entries: [UserHistoryEntry]

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            entries = []
        } else if let container = try? decoder.container(keyedBy: Key.self) {
            if container.contains(.authHistory) {
                entries = try container.decodeIfPresent([UserHistoryEntry].self, forKey: .authHistory) ?? []
            } else {
                let entry = try decoder.container(keyedBy: UserHistoryEntry.Key.self)
                entries = entry.allKeys.isEmpty ? [] : [try UserHistoryEntry(from: decoder)]
            }
        } else {
            entries = try value.decode([UserHistoryEntry].self)
        }
    }

    private enum Key: String, CodingKey { case authHistory }
}
