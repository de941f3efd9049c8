public import DescopeCore

extension AuthzSchema {
    /// Reads the service's JSON form.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema`. The message begins with the line and column, or names the member
    ///   that is not known, with its path.
    public init(json: String) throws(DescopeError) {
        let bytes = Array(json.utf8)
        let value = try? JSONReader.parse(bytes, from: .service)
        if let unknown = value.flatMap({ JSONPart.schema.unknownMember(of: $0, at: []) }) {
            throw DescopeError(
                .argument,
                code: .invalidSchema,
                message: "expected members of a schema's JSON form, found \(unknown). Look for a misspelt name."
            )
        }
        do throws(JSONFailure) { try self.init(json: bytes) } catch {
            let position = AuthzPosition.end(of: bytes.prefix(error.offset))
            let path = error.path.isEmpty ? "" : " (\(error.path.joined(separator: ".")))"
            throw DescopeError(
                .argument,
                code: .invalidSchema,
                message: "\(position): \(error.reason)\(path.forMessage)."
            )
        }
        // Another JSON object, such as a file of test cases, would be a schema without types.
        guard namespaces.isEmpty, value?["namespaces"] == nil else { return }
        throw DescopeError(
            .argument,
            code: .invalidSchema,
            message: "expected the JSON of a schema with namespaces, found none. Look whether it is another file."
        )
    }

    /// Writes the service's JSON form in lines, indented by two spaces each, with members in the order of their names.
    ///
    /// The types that a relation allows have no place in it and are left out. An arrow that tests several types becomes
    /// the union of one for each.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` for what the form cannot express: conditions, which
    ///   are never left out because rules would hold for more targets, names that are blank, and rules that are too
    ///   deep to be read.
    public func json() throws(DescopeError) -> String {
        let bytes = try checkedJSON()
        guard let text = (try? JSONReader.parse(bytes, from: .service))?.indentedText else {
            throw .schema("what no reader takes")
        }
        return text + "\n"
    }

    /// The service's form, as a request would have it.
    func checkedJSON() throws(DescopeError) -> [UInt8] {
        var json = JSONWriter()
        json.requiresValues = true
        write(to: &json)
        guard let failure = json.failure else { return json.bytes }
        let path = failure.path.isEmpty ? "" : " in \(failure.path.joined(separator: "."))"
        throw DescopeError(
            .argument,
            code: .invalidSchema,
            message: "expected \(failure.expected)\(path.forMessage), found \(failure.found)."
        )
    }
}

/// A kind of object in the JSON form of a schema.
private enum JSONPart {
    case schema, namespace, definition, node, expression, condition, parameter

    /// The members, with what the objects in them are.
    private var members: [String: JSONPart?] {
        switch self {
        case .schema: ["name": nil, "namespaces": .namespace, "conditions": .condition]
        case .namespace: ["name": nil, "relationDefinitions": .definition]
        // The service reserves the last one; ``Rules`` refuses a definition in which it has a value.
        case .definition: ["name": nil, "complexDefinition": .node, "conditionExpr": nil]
        case .node: ["nType": nil, "children": .node, "expression": .expression]
        case .expression:
            [
                "neType": nil, "relationDefinition": nil, "relationDefinitionNamespace": nil,
                "targetRelationDefinition": nil, "targetRelationDefinitionNamespace": nil,
            ]
        case .condition: ["id": nil, "name": nil, "params": .parameter, "expression": nil, "builtin": nil]
        case .parameter: ["name": nil, "type": nil]
        }
    }

    /// The first member that the form does not have, with the path of its object. JSON is as deep as its reader allows.
    func unknownMember(of value: JSONValue, at path: [String]) -> String? {
        if let list = value.arrayValue {
            for (index, element) in list.enumerated() {
                if let found = unknownMember(of: element, at: path + ["\(index)"]) { return found }
            }
        }
        for (name, inner) in (value.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let part = members[name] else {
                return "\(quoted(name))" + (path.isEmpty ? "" : " (\(path.joined(separator: ".").forMessage))")
            }
            if let found = part?.unknownMember(of: inner, at: path + [name]) { return found }
        }
        return nil
    }
}

extension AuthzSchema: Codable {
    /// Decodes the service's JSON form.
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }

    /// Encodes the service's JSON form, which has no place for the types that a relation allows.
    ///
    /// - Throws: `EncodingError.invalidValue` for what the form cannot express, as ``json()`` does.
    public func encode(to encoder: any Encoder) throws {
        do throws(DescopeError) { _ = try checkedJSON() } catch {
            throw EncodingError.invalidValue(
                self,
                EncodingError.Context(codingPath: encoder.codingPath, debugDescription: error.message)
            )
        }
        try encodeWithoutSecrets(to: encoder)
    }
}

extension AuthzRelation: Codable {
    /// Decodes the service's JSON form.
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }

    /// Encodes the service's JSON form. It has a place for all of a relation.
    public func encode(to encoder: any Encoder) throws { try encodeWithoutSecrets(to: encoder) }
}
