import Descope

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Testing

/// A call that another SDK made, and the request that it sent. `RecordedRequests/README.md` says where they come from.
struct RecordedRequest: Decodable, Sendable, CustomTestStringConvertible {
    struct Request: Decodable, Sendable {
        let method: String
        let path: String
        let query: JSONValue?
        let authorization: String?
        private let body: JSONValue?

        /// The body, with the service's first spelling of members that have two (`Docs/api/README.md`).
        var sentBody: JSONValue? { body.map(Self.respelt) }

        private static func respelt(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let elements): .array(elements.map(respelt))
            case .object(let members):
                .object(
                    Dictionary(
                        uniqueKeysWithValues: members.map { ($0 == "ssoAppIDs" ? "ssoAppIds" : $0, respelt($1)) }
                    )
                )
            default: value
            }
        }
    }

    /// The project that the requests were recorded with.
    static let projectId = "P2wireVectorProject00000001"

    let operation: String
    let arguments: JSONValue
    let request: Request

    var testDescription: String { "\(operation): \(request.method) \(request.path)" }

    /// All records of one area.
    ///
    /// The session calls were recorded with a text that is no token, as Python sends any. Ours checks it first, so one
    /// of the recorded refresh tokens takes its place, in argument and request alike.
    static func load(_ area: String) throws -> [Self] {
        let records = try JSONDecoder().decode([Self].self, from: file("\(area).json"))
        guard
            let jwt = records.first(where: { $0.operation == "session.refresh" })?.arguments["refreshJwt"]?.stringValue
        else { return records }
        let text = String(decoding: try file("\(area).json"), as: UTF8.self)
            .replacing("refresh-token-of-desmond", with: jwt)
        return try JSONDecoder().decode([Self].self, from: Data(text.utf8))
    }

    /// The public half of the key that signed the recorded tokens.
    static func publicKey() throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: file("publicKey.json"))
    }

    private static func file(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Requests")
        return try Data(contentsOf: folder.appending(path: name))
    }
}

/// A place where what we send is not what was recorded.
struct Difference: Hashable, Sendable, CustomStringConvertible {
    let operation: String
    /// Where: `body.loginOptions.mfa`, `path`, `arguments.audience`.
    let place: String
    let recorded: JSONValue
    let ours: JSONValue

    var description: String { "\(operation), \(place): recorded \(recorded), ours \(ours)" }

    /// Stands for a member that is not there, where that is not the same as null.
    static let absent: JSONValue = "<absent>"

    /// Where two values differ.
    ///
    /// - Parameter isLoose: Whether null, an empty object and absent are the same at a place: options that say nothing.
    static func between(
        _ recorded: JSONValue?,
        _ ours: JSONValue?,
        at place: String,
        of operation: String,
        isLoose: (_ place: String) -> Bool = { _ in true }
    ) -> [Self] {
        func isNothing(_ value: JSONValue) -> Bool {
            value == .null || value.objectValue?.values.allSatisfy(isNothing) == true
        }
        if (recorded == nil) != (ours == nil), !isLoose(place) {
            return [Self(operation: operation, place: place, recorded: recorded ?? absent, ours: ours ?? absent)]
        }
        let (recorded, ours) = (recorded ?? .null, ours ?? .null)
        if place != "body", isLoose(place), isNothing(recorded), isNothing(ours) { return [] }
        switch (recorded, ours) {
        case (.object(let a), .object(let b)):
            return Set(a.keys).union(b.keys).sorted().flatMap {
                between(a[$0], b[$0], at: "\(place).\($0)", of: operation, isLoose: isLoose)
            }
        case (.array(let a), .array(let b)) where a.count == b.count:
            return a.indices.flatMap {
                between(a[$0], b[$0], at: "\(place).\($0)", of: operation, isLoose: isLoose)
            }
        default:
            return recorded == ours ? [] : [Self(operation: operation, place: place, recorded: recorded, ours: ours)]
        }
    }
}
