public import DescopeCore

/// The definition of a custom attribute of users, tenants, access keys or families.
public struct CustomAttribute: JSONModel, Hashable {
    /// The attribute's name, under which values are stored.
    public var name = ""
    /// The type of its values.
    public var type = Kind.text
    /// The values that a selection may have.
    public var options: [Option]?
    /// A name, for display.
    public var displayName: String?
    /// The value of those who have none.
    public var defaultValue: JSONValue?
    /// The permissions that allow to see the attribute.
    public var viewPermissions: [String]?
    /// The permissions that allow to change the attribute.
    public var editPermissions: [String]?
    /// Whether the definition may be changed; the service sets it.
    public var isEditable: Bool?

    /// Makes a definition.
    public init(_ name: String, _ type: Kind, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        self.type = type
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("", .text)) {
        $0("name", \.name, required: true)
        $0("type", \.type)
        $0("options", \.options)
        $0("displayName", \.displayName)
        $0("defaultValue", \.defaultValue)
        $0("viewPermissions", \.viewPermissions)
        $0("editPermissions", \.editPermissions)
        $0("editable", \.isEditable)
    }

    /// A type of values. The set is open: the service may add types.
    public struct Kind: RawRepresentable, Hashable, JSONConvertible, Codable {
        /// The service's number of the type.
        public let rawValue: Int

        /// Makes a type from the service's number.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// A string.
        public static let text = Self(rawValue: 1)
        /// A number.
        public static let number = Self(rawValue: 2)
        /// A Boolean.
        public static let boolean = Self(rawValue: 3)
        /// One of the options.
        public static let singleSelect = Self(rawValue: 4)
        /// Some of the options.
        public static let multiSelect = Self(rawValue: 5)
        /// A date.
        public static let date = Self(rawValue: 6)
        /// A month and a day.
        public static let monthAndDay = Self(rawValue: 7)

        /// Reads a number.
        public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
            Self(rawValue: try Int.read(from: &json))
        }
        /// Writes the number.
        public func write(to json: inout JSONWriter) { rawValue.write(to: &json) }
    }

    /// A value that a selection may have.
    public struct Option: JSONModel, Hashable {
        /// The value.
        public var value: String?
        /// A name, for display.
        public var label: String?

        /// Makes an option.
        public init(_ value: String, label: String? = nil) {
            self.value = value
            self.label = label
        }

        private init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("value", \.value)
            $0("label", \.label)
        }
    }
}
