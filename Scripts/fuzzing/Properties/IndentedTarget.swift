import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The reader of the indented form. What it accepts is written, and read again as the same; so is its JSON.
    static let indentedSchema = FuzzTarget("indented") { input in
        let text = String(decoding: input, as: UTF8.self)
        let schema: AuthzSchema
        do throws(DescopeError) { schema = try AuthzSchema(indented: text) } catch {
            try require(error.kind == .argument && error.code == .invalidSchema, "refused as a schema: \(error)")
            try require(error.message.hasPrefix("line "), "a refusal says where: \(error)")
            return false
        }
        let written: (indented: String, json: String)
        do throws(DescopeError) { written = (try schema.indented(), try schema.json()) } catch {
            try require(error.message.contains("non-empty string"), "only a blank name is not written: \(error)")
            return true
        }
        try require(try AuthzSchema(indented: written.indented) == schema, "it is read again: \(written.indented)")
        try require(try AuthzSchema(json: written.json) == schema, "its JSON is read again: \(written.json)")
        // Without indentation it means the same, or is refused.
        let flat = written.indented.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
        if let flat = try? AuthzSchema(indented: flat) { try require(flat == schema, "it means the same: \(flat)") }
        return true
    }
}
