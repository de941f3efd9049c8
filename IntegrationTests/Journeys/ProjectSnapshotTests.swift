import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Snapshots of a project in folders.
@Suite struct ProjectSnapshotTests {
    /// A folder that is deleted when the test has ended.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "descope-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
            let file = url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: file)
        }

        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
        }

        /// The names of all files and folders.
        var names: [String] { get throws { try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted() } }
    }

    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let snapshot = ProjectSnapshot([
        "project.json": ["name": "Acme", "limits": [1, 2.5, -3], "empty": [[], [:], nil], "on": true],
        "flows/sign-up/contents.json": ["b": "x/\"y\"", "a": ["ü": []]],
        "emails/welcome.html": "<p>Hi</p>", "emails/welcome.txt": "Hi\r\nü", "images/logo.png": "iVBORw==",
        "strings.json": "a string",
    ])

    /// The error that something throws.
    private func refusal(_ work: () throws -> Void) throws -> DescopeError {
        try #require(#expect(throws: DescopeError.self) { try work() })
    }

    @Test("what is written is read: JSON indented and sorted, texts and images as they are")
    func roundTrip() throws {
        let target = folder.url.appending(path: "new/folder")
        try Self.snapshot.write(to: target)
        #expect(try ProjectSnapshot(readingFrom: target) == Self.snapshot)
        #expect(
            try folder.text("new/folder/project.json") == """
                {
                  "empty": [
                    [],
                    {},
                    null
                  ],
                  "limits": [
                    1,
                    2.5,
                    -3
                  ],
                  "name": "Acme",
                  "on": true
                }

                """
        )
        #expect(
            try folder.text("new/folder/flows/sign-up/contents.json") == """
                {
                  "a": {
                    "ü": []
                  },
                  "b": "x/\\"y\\""
                }

                """
        )
        #expect(try folder.text("new/folder/emails/welcome.html") == "<p>Hi</p>")
        #expect(
            try Data(contentsOf: target.appending(path: "images/logo.png")) == Data([0x89, 0x50, 0x4E, 0x47])
        )
    }

    @Test("a file with the same name is replaced, others are kept, and no temporary file is left")
    func replaces() throws {
        try folder.write("a.json", Array(#"{"old": 1, "long": "xxxxxxxxxxxxxxxx"}"#.utf8))
        try folder.write("other.json", Array("{}".utf8))
        try ProjectSnapshot(["a.json": ["new": 2]]).write(to: folder.url)
        #expect(try folder.names == [".descope-snapshot.json", "a.json", "other.json"])
        #expect(try ProjectSnapshot(readingFrom: folder.url).files == ["a.json": ["new": 2], "other.json": [:]])
    }

    @Test("of what a snapshot has written, others are removed; files of another origin are kept")
    func removesOthers() throws {
        try Self.snapshot.write(to: folder.url, removesOthers: true)
        try folder.write("README.md", Array("# Acme".utf8))
        try folder.write("flows/own/notes.json", Array("{}".utf8))
        let fewer = ProjectSnapshot(["project.json": [:], "flows/new.json": [:]])
        try fewer.write(to: folder.url, removesOthers: true)
        let files = try folder.names.filter { !FileManager.default.directoryExists(folder.url.appending(path: $0)) }
        #expect(
            files == [
                ".descope-snapshot.json", "README.md", "flows/new.json", "flows/own/notes.json", "project.json",
            ]
        )
        // What was removed by hand need not be removed again.
        try FileManager.default.removeItem(at: folder.url.appending(path: "flows/new.json"))
        try ProjectSnapshot(["project.json": [:]]).write(to: folder.url, removesOthers: true)
        #expect(
            try ProjectSnapshot(readingFrom: folder.url).files == ["project.json": [:], "flows/own/notes.json": [:]]
        )
    }

    @Test("others are not removed from a folder that no snapshot was written to")
    func removesNothingElse() throws {
        try folder.write("thesis.docx", [1])
        let error = try refusal { try Self.snapshot.write(to: folder.url, removesOthers: true) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("folder: expected "), "\(error)")
        #expect(try folder.names == ["thesis.docx"])
        let hidden = try Folder()
        try hidden.write(".git/HEAD", Array("ref".utf8))
        try Self.snapshot.write(to: hidden.url, removesOthers: true)
        #expect(try ProjectSnapshot(readingFrom: hidden.url) == Self.snapshot)
    }

    @Test(
        "a list that names what no snapshot can have written is refused before anything is written",
        arguments: ["../secret.txt", "a/../../secret.txt", "/etc/hosts", ".git/config", "link/secret.txt", "sub"]
    )
    func brokenList(_ name: String) throws {
        try folder.write("secret.txt", Array("hush".utf8))
        try folder.write("in/a.json", Array("{}".utf8))
        try folder.write("in/sub/file.txt", Array("{}".utf8))
        try folder.write("in/.git/config", Array("{}".utf8))
        let target = folder.url.appending(path: "in")
        try FileManager.default.createSymbolicLink(at: target.appending(path: "link"), withDestinationURL: folder.url)
        try folder.write("in/.descope-snapshot.json", (["a.json", .string(name)] as JSONValue).json)
        let before = try folder.names
        let error = try refusal {
            try ProjectSnapshot(["new.json": [:]]).write(to: target, removesOthers: true)
        }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("\(name): expected "), "\(error)")
        #expect(try folder.names == before)
        #expect(try folder.text("secret.txt") == "hush")
    }

    @Test("only JSON and text are written as they are; all other files are the bytes of base64, as in Descope's tool")
    func forms() throws {
        let snapshot = ProjectSnapshot([
            "A.JSON": ["a": 1], "b.Html": "<p>", "c.TXT": "c", "d.PNG": "iVBORw==", "e.gif": "R0lG", "f": "AAEC",
            "fonts/g.woff2": "d09GMg==",
        ])
        try snapshot.write(to: folder.url)
        #expect(try Data(contentsOf: folder.url.appending(path: "f")) == Data([0, 1, 2]))
        #expect(try folder.text("e.gif") == "GIF")
        #expect(try folder.text("b.Html") == "<p>")
        #expect(try ProjectSnapshot(readingFrom: folder.url) == snapshot)
    }

    @Test("files that are not listed and have no ending of a snapshot's file are skipped, and folders of archives")
    func skips() throws {
        try folder.write("a.json", Array("{}".utf8))
        try folder.write("README.md", Array("# Acme".utf8))
        try folder.write("LICENSE", [0xFF])
        try folder.write("__MACOSX/a.json", [0, 5])
        try folder.write("logo.PNG", [0x89])
        try folder.write("photo.jpeg", [0xFF])
        #expect(
            try ProjectSnapshot(readingFrom: folder.url).files == [
                "a.json": [:], "logo.PNG": "iQ==",
            ]
        )
    }

    @Test("a file that is missing is noticed, and names that differ in letter case only are refused")
    func missing() throws {
        try Self.snapshot.write(to: folder.url)
        try FileManager.default.removeItem(at: folder.url.appending(path: "emails/welcome.txt"))
        let error = try refusal { _ = try ProjectSnapshot(readingFrom: folder.url) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("emails/welcome.txt: expected the file"), "\(error)")

        let clash = try refusal { try ProjectSnapshot(["a.json": [:], "A.json": [:]]).write(to: folder.url) }
        #expect(clash.message.hasPrefix("A.json, a.json: expected names"), "\(clash)")
    }

    @Test(
        "a name that leads out of the folder, or is hidden, is refused before anything is written",
        arguments: [
            "../a.json", "b/../../a.json", "/etc/a.json", "b//a.json", "b/", "", ".", "..", "./a.json", "b/./a.json",
            ".git/hooks/post-commit", "a\0.json",
        ]
    )
    func escapes(_ name: String) throws {
        let target = folder.url.appending(path: "target")
        let error = try refusal { try ProjectSnapshot(["0.json": [:], name: [:], "z.json": [:]]).write(to: target) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("\(name): expected ".replacing("\0", with: " ")), "\(error)")
        #expect(try folder.names == [])
    }

    @Test("a symbolic link is neither written through nor read, wherever it leads", arguments: [true, false])
    func links(_ leadsOut: Bool) throws {
        let outside = try Folder()
        try outside.write("secret.json", Array("{}".utf8))
        try folder.write("inside/secret.json", Array("{}".utf8))
        let destination = leadsOut ? outside.url : folder.url.appending(path: "inside")
        try FileManager.default.createSymbolicLink(
            at: folder.url.appending(path: "folder"),
            withDestinationURL: destination
        )
        for name in ["folder/secret.json", "folder"] {
            let error = try refusal { try ProjectSnapshot(["a.json": [:], name: ["new": 1]]).write(to: folder.url) }
            #expect(error.message.hasPrefix("\(name): expected "), "\(error)")
        }
        #expect(try !folder.names.contains("a.json"))
        #expect(try outside.text("secret.json") == "{}")
        let unread = try refusal { _ = try ProjectSnapshot(readingFrom: folder.url) }
        #expect(unread.message.hasPrefix("folder: expected "), "\(unread)")

        try FileManager.default.removeItem(at: folder.url.appending(path: "folder"))
        try FileManager.default.createSymbolicLink(
            at: folder.url.appending(path: "file.json"),
            withDestinationURL: destination.appending(path: "secret.json")
        )
        let file = try refusal { _ = try ProjectSnapshot(readingFrom: folder.url) }
        #expect(file.message.hasPrefix("file.json: expected "), "\(file)")
        let replaced = try refusal { try ProjectSnapshot(["file.json": ["new": 1]]).write(to: folder.url) }
        #expect(replaced.message.hasPrefix("file.json: expected "), "\(replaced)")
        #expect(try outside.text("secret.json") == "{}")
    }

    @Test("the folder itself may be a symbolic link")
    func linkToFolder() throws {
        let link = folder.url.appending(path: "link")
        let target = folder.url.appending(path: "target")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
        try Self.snapshot.write(to: link)
        #expect(try ProjectSnapshot(readingFrom: link) == Self.snapshot)
    }

    @Test(
        "a file that is not what its name says is refused by name",
        arguments: [
            ("project.json", [UInt8]("{".utf8)), ("flows/a.json", Array("not JSON".utf8)), ("empty.json", []),
            ("twice.json", Array(#"{"a":1,"a":2}"#.utf8)), ("A.JSON", Array("# Acme".utf8)),
            ("emails/a.txt", [0xFF, 0xFE]),
        ] as [(String, [UInt8])]
    )
    func unreadable(_ name: String, _ content: [UInt8]) throws {
        try folder.write("a.json", Array("{}".utf8))
        try folder.write(name, content)
        let error = try refusal { _ = try ProjectSnapshot(readingFrom: folder.url) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("\(name): expected "), "\(error)")
    }

    @Test("hidden files are skipped; a folder that has no others, is missing or is a file is refused")
    func folders() throws {
        try folder.write("files/.DS_Store", [0, 1])
        try folder.write("files/.git/HEAD", Array("ref".utf8))
        try folder.write("file.json", Array("{}".utf8))
        for name in ["files", "missing", "file.json"] {
            let error = try refusal { _ = try ProjectSnapshot(readingFrom: folder.url.appending(path: name)) }
            #expect((error.kind, error.code) == (.argument, .unusableArgument))
            #expect(error.message.hasPrefix("folder: expected "), "\(error)")
            #expect(error.message.contains(folder.url.appending(path: name).path), "\(error)")
        }
        try folder.write("files/a.json", Array("{}".utf8))
        #expect(try ProjectSnapshot(readingFrom: folder.url.appending(path: "files")).files == ["a.json": [:]])
    }

    @Test(
        "a value that its file cannot hold is refused by name, before anything is written",
        arguments: [
            ("a.txt", ["a": 1]), ("a.png", 1), ("a.png", "no base64"), ("a.json", .double(.infinity)),
            ("a.yaml", ["a": 1]), ("a.css", "no base64"),
            ("a.json", deep),
        ] as [(String, JSONValue)]
    )
    func unwritable(_ name: String, _ value: JSONValue) throws {
        let error = try refusal { try ProjectSnapshot(["0.json": [:], name: value]).write(to: folder.url) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("\(name): expected "), "\(error)")
        #expect(try folder.names == [])
    }

    private static let deep = (0..<100).reduce(JSONValue.null) { value, _ in [value] }

    @Test("a file that cannot be written is named")
    func failedWrite() throws {
        try folder.write("a", [1])
        let error = try refusal { try ProjectSnapshot(["a/b.json": [:]]).write(to: folder.url) }
        #expect(error.kind == .storage)
        #expect(error.message.hasPrefix("a/b.json: expected "), "\(error)")
        #expect(error.underlying != nil)
    }

    @Test("what is exported is imported as it is")
    func exportAndImport() async throws {
        let files: JSONValue = ["a.json": ["n": nil, "list": [nil, 1]], "b.txt": "text"]
        let transport = ScriptedTransport(
            .reply { _ in APIResponse(status: 200, body: [UInt8](try JSONEncoder().encode(["files": files]))) },
            .reply { _ in APIResponse(status: 200, body: []) }
        )
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let snapshot = try await client.management.project.exportSnapshot()
        try await client.management.project.importSnapshot(snapshot)
        #expect(transport.sent.last?.bodyJSON == ["files": files])
    }
}

extension FileManager {
    fileprivate func directoryExists(_ url: URL) -> Bool {
        (try? attributesOfItem(atPath: url.path)[.type] as? FileAttributeType) == .typeDirectory
    }
}
