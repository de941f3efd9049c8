public import DescopeCore

/// A webhook to which the service sends the audit trail.
public struct NewAuditWebhook: JSONModel {
    /// The name, which the console shows.
    public var name = ""
    /// Where the records are sent.
    public var url: String?
    /// A description, which the console shows.
    public var description: String?
    /// How the service authenticates itself to the webhook.
    public var authentication: Authentication?
    /// The key with which the service signs each body with HMAC-SHA256; the signature is in the header
    /// `x-descope-webhook-s256`.
    public var hmacSecret: Secret?
    /// Further headers of each request, by their names.
    public var headers: [String: Secret]?
    /// Whether the webhook's certificate is not checked. Only for tests.
    public var trustsAnyCertificate: Bool?
    /// Which records are sent; without filters, all.
    public var filters: [AuditFilter]?

    /// Makes a webhook.
    public init(
        _ name: String,
        url: String? = nil,
        description: String? = nil,
        authentication: Authentication? = nil,
        hmacSecret: (any SecretConvertible)? = nil,
        headers: [String: Secret]? = nil,
        trustsAnyCertificate: Bool? = nil,
        filters: [AuditFilter]? = nil
    ) {
        self.name = name
        self.url = url
        self.description = description
        self.authentication = authentication
        self.hmacSecret = hmacSecret?.asSecret
        self.headers = headers
        self.trustsAnyCertificate = trustsAnyCertificate
        self.filters = filters
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("url", \.url, needsText: true)
        $0("description", \.description)
        $0("authentication", \.authentication)
        $0("hmacSecret", \.hmacSecret, needsText: true)
        $0("headers", \.headers)
        $0("insecure", \.trustsAnyCertificate)
        $0("filters", \.filters)
    }

    /// How the service authenticates itself to a webhook: by a token, a name and a password, or a key.
    public struct Authentication: JSONModel {
        /// A token, sent as `Authorization: Bearer`.
        public var bearerToken: Secret?
        /// A name and a password, sent as `Authorization: Basic`.
        public var basic: Basic?
        /// A key in a header of its own.
        public var apiKey: APIKey?

        /// A token, sent as `Authorization: Bearer`.
        public static func bearer(_ token: some SecretConvertible) -> Self {
            var authentication = Self()
            authentication.bearerToken = token.asSecret
            return authentication
        }

        /// A name and a password, sent as `Authorization: Basic`.
        public static func basic(username: String, password: some SecretConvertible) -> Self {
            var authentication = Self()
            authentication.basic = Basic(username: username, password: password.asSecret)
            return authentication
        }

        /// A key in a header of its own.
        ///
        /// - Parameters:
        ///   - key: The header's name.
        ///   - token: The header's value.
        public static func apiKey(_ key: String, token: some SecretConvertible) -> Self {
            var authentication = Self()
            authentication.apiKey = APIKey(key: key, token: token.asSecret)
            return authentication
        }

        private init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("bearerToken", \.bearerToken, needsText: true)
            $0("basic", \.basic)
            $0("apiKey", \.apiKey)
        }

        /// A name and a password.
        public struct Basic: JSONModel {
            /// The name.
            public var username = ""
            /// The password.
            public var password = Secret("")

            fileprivate init(username: String, password: Secret) {
                self.username = username
                self.password = password
            }

            /// The members in JSON.
            public static let members = Members(Self(username: "", password: Secret(""))) {
                $0("username", \.username, required: true)
                $0("password", \.password, required: true)
            }
        }

        /// A key in a header of its own.
        public struct APIKey: JSONModel {
            /// The header's name.
            public var key = ""
            /// The header's value.
            public var token = Secret("")

            fileprivate init(key: String, token: Secret) {
                self.key = key
                self.token = token
            }

            /// The members in JSON.
            public static let members = Members(Self(key: "", token: Secret(""))) {
                $0("key", \.key, required: true)
                $0("token", \.token, required: true)
            }
        }
    }
}

/// Which records of the audit trail a webhook is sent.
public struct AuditFilter: JSONModel, Hashable {
    /// What of a record is compared.
    public var subject = Subject.all
    /// Whether it has to be among the values, or must not be.
    public var comparison: Comparison?
    /// The values.
    public var values: [String]?

    /// All records.
    public static let all = Self(.all, nil, nil)
    /// Only records with one of some values; at least one.
    public static func only(_ subject: Subject, _ values: [String]) -> Self { Self(subject, .includes, values) }
    /// All records but those with one of some values; at least one.
    public static func except(_ subject: Subject, _ values: [String]) -> Self { Self(subject, .excludes, values) }

    private init(_ subject: Subject, _ comparison: Comparison?, _ values: [String]?) {
        self.subject = subject
        self.comparison = comparison
        self.values = values
    }

    /// The members in JSON.
    public static let members = Members(Self(.all, nil, nil)) {
        $0("filterType", \.subject, required: true)
        $0("operator", \.comparison)
        $0("values", \.values)
    }

    /// What a filter compares. The set is open: the service may add values.
    public struct Subject: JSONName {
        /// The service's name for the subject.
        public let rawValue: String

        /// Makes a subject from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing: the filter lets all records through.
        public static let all = Self(rawValue: "all")
        /// The action.
        public static let actions = Self(rawValue: "actions")
        /// The tenants.
        public static let tenants = Self(rawValue: "tenants")
    }

    /// How a filter compares. The set is open: the service may add values.
    public struct Comparison: JSONName {
        /// The service's name for the comparison.
        public let rawValue: String

        /// Makes a comparison from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The subject is one of the values.
        public static let includes = Self(rawValue: "includes")
        /// The subject is none of the values.
        public static let excludes = Self(rawValue: "excludes")
    }
}
