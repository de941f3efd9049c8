import DescopeCore

func decode<Value: JSONConvertible>(_ type: Value.Type = Value.self, _ json: String) throws -> Value {
    try Value(json: Array(json.utf8))
}

func encode(_ value: some JSONConvertible) throws -> String { String(decoding: value.json, as: UTF8.self) }
