import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Everything in an emulated project at one moment: users, sessions, pending codes and links, messages, keys.
///
/// It is `Codable`, with a version and a checksum: a snapshot that was altered, cut off, or made by another version is
/// refused when it is decoded. It contains secrets, such as the private signing key and the codes of messages; printing
/// it shows none of them.
///
/// ```swift
/// let encoder = JSONEncoder()
/// encoder.outputFormatting = .sortedKeys  // The same project is always the same text.
/// let saved = try encoder.encode(try backend.snapshot())
/// let later = try JSONDecoder().decode(EmulatorSnapshot.self, from: saved)
/// let restored = try EmulatorBackend(restoring: later)
/// ```
public struct EmulatorSnapshot: Sendable {
    /// The version of the form in which projects are saved.
    public static let version = 4

    /// The rows of all tables.
    let rows: [EmulatorRow]

    init(rows: [EmulatorRow]) { self.rows = rows }

    /// The number of rows of all tables.
    public var rowCount: Int { rows.count }

    /// A digest of all rows and their order, which finds damage, but no intent.
    private static func checksum(of rows: [EmulatorRow]) throws -> String {
        var bytes: [UInt8] = []
        for row in rows {
            for text in [row.table, row.id, String(row.number), row.json] {
                // With its length before it, no text can pass for a part of the one beside it.
                bytes += "\(text.utf8.count):".utf8
                bytes += text.utf8
            }
        }
        return Base64URL.encode(try MessageDigest.hash(bytes, using: .sha256))
    }
}

extension EmulatorSnapshot: Codable {
    private enum CodingKeys: String, CodingKey {
        case version = "descopeEmulator"
        case checksum, rows
    }

    /// Decodes a snapshot.
    ///
    /// - Throws: `DecodingError` when it is damaged or was made by another version.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let version = try members.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw DecodingError.dataCorruptedError(
                forKey: .version,
                in: members,
                debugDescription: "expected a snapshot of version \(Self.version), found version \(version). "
                    + "Use the version of the SDK that made it, or make a new one."
            )
        }
        rows = try members.decode([EmulatorRow].self, forKey: .rows)
        guard try members.decode(String.self, forKey: .checksum) == Self.checksum(of: rows) else {
            throw DecodingError.dataCorruptedError(
                forKey: .checksum,
                in: members,
                debugDescription:
                    "expected the rows that the checksum was made of, found others: the snapshot is damaged."
            )
        }
    }

    /// Encodes the snapshot with its version and its checksum. The result contains secrets.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(Self.version, forKey: .version)
        try members.encode(Self.checksum(of: rows), forKey: .checksum)
        try members.encode(rows, forKey: .rows)
    }
}

extension EmulatorSnapshot: CustomStringConvertible, CustomReflectable {
    /// The number of rows.
    public var description: String { "<snapshot of \(rows.count) rows>" }
    /// No children, so that `dump` does not show the content either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension EmulatorState {
    /// Makes a new project.
    convenience init(
        projectId: String,
        settings: EmulatorSettings,
        now: Date,
        signingKey: SigningKey?
    ) throws(CryptoError) {
        self.init(projectId: projectId, settings: settings, now: now)
        let record = ProjectRecord(
            projectId: projectId,
            managementKey: SavedSecret(Secret("K2" + (try randomText()))),
            settings: settings
        )
        // The first row of its table.
        try? save(record)
        keepSettings()
        let key = if let signingKey { signingKey } else { try SigningKey.generate(for: .rs256) }
        try use(try ProjectKey(id: "SK2" + (try randomText()), key: key), keepsOld: false)
        keep()
    }

    /// Makes a project from its saved rows.
    convenience init(rows: [EmulatorRow], now: Date) throws {
        let saved = rows.filter { $0.table == ProjectRecord.table }
        guard let row = saved.first, saved.count == 1 else {
            throw EmulatorRefusal.unreadable("there has to be one row of the table \(ProjectRecord.table)")
        }
        let project = try row.record(ProjectRecord.self)
        guard project.id == ProjectRecord.onlyId else {
            throw EmulatorRefusal.unreadable("the row of the table \(ProjectRecord.table) has another id")
        }
        self.init(projectId: project.projectId, settings: project.settings, now: now)
        let tables = Dictionary(Self.tables.map { ($0.name, $0) }) { first, _ in first }
        for row in rows {
            guard let table = tables[row.table] else {
                throw EmulatorRefusal.unreadable("there is no table \(row.table)")
            }
            try table.restore(self, row)
        }
        try readProject()
        guard !signingKeys.isEmpty else { throw EmulatorRefusal.unreadable("there is no signing key") }
    }

    /// Takes the settings and the signing keys from their rows.
    func readProject() throws {
        if let record = project[ProjectRecord.onlyId] {
            settings = record.settings
            settings.managementKey = record.chosenManagementKey?.secret
            settings.authManagementKey = record.authManagementKey?.secret
        }
        signingKeys = try keys.all.filter { $0.use == .tokens }.reversed().map { try $0.key() }
    }

    func snapshot() throws -> EmulatorSnapshot {
        EmulatorSnapshot(rows: try Self.tables.flatMap { try $0.rows(self) })
    }
}
