import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Keeps an emulated project in one file, in the form of a snapshot (``EmulatorSnapshot``).
///
/// Each changing request writes the whole file, to a new file that then replaces the old one: after a crash the file is
/// the old or the new one, never half of it. That suits projects of some thousands of rows. Two backends must not use
/// the same file.
public final class EmulatorFile: EmulatorStorage {
    private let url: URL
    private let rows = Mutex<[RowKey: EmulatorRow]>([:])

    /// Makes a storage in a file, which need not exist yet. The folder has to exist.
    public init(_ url: URL) { self.url = url }

    /// Reads the file; a file that does not exist is a new project.
    ///
    /// - Throws: `DecodingError` when the file is damaged or was written by a newer version; `CocoaError` when it
    ///   cannot be read.
    public func load() throws -> [EmulatorRow] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        let loaded = try JSONDecoder().decode(EmulatorSnapshot.self, from: try Data(contentsOf: url)).rows
        rows.withLock { rows in
            rows = [:]
            rows.apply(loaded.map { .save($0) })
        }
        return loaded
    }

    /// Changes the rows, and writes the file.
    public func apply(_ changes: [EmulatorRowChange]) throws {
        try rows.withLock { rows in
            var new = rows
            new.apply(changes)
            let sorted = new.values.sorted { ($0.table, $0.number) < ($1.table, $1.number) }
            let encoder = JSONEncoder()
            // The same project is always the same text, so that files can be compared.
            encoder.outputFormatting = .sortedKeys
            try replaceFile(by: try encoder.encode(EmulatorSnapshot(rows: sorted)))
            rows = new
        }
    }

    /// Only the user that runs the process may read the file, because it contains keys. The new content is on the disk
    /// before it replaces the old one.
    private func replaceFile(by content: Data) throws {
        let new = url.path + ".new"
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable(errno) }
        let isWritten = content.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return fchmod(file, 0o600) == 0 && fsync(file) == 0
        }
        guard close(file) == 0, isWritten, rename(new, url.path) == 0 else { throw unwritable(errno) }
    }

    private func unwritable(_ reason: Int32) -> EmulatorRefusal {
        let text = String(cString: strerror(reason))
        return EmulatorRefusal(500, .badRequest, "expected to write the file \(url.path), found: \(text)")
    }
}
