import DescopeAuthzFormats
import DescopeYAML

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// The test cases of a file, which may be YAML.
    func cases(in file: String) throws -> [AuthzTestCase] {
        let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
        return try folder.cases(in: name)
    }
}
