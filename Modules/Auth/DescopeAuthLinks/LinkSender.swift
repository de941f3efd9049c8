import DescopeCore
import DescopeHTTP
import DescopeModels

/// Sends and verifies links. Magic and enchanted links differ in their operations and in the response only.
struct LinkSender<Response: JSONModel>: Sendable {
    let client: DescopeClient
    let operations: LinkOperations

    func signUp(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ user: SignUpUser,
        _ options: SignUpOptions,
        _ providerId: String?
    ) async throws -> Response {
        try check(operations.signUp, method, loginId, redirectURL)
        let address = user.address(for: method, loginId: loginId)
        let body: RequestBody = [
            "loginId": loginId, "URI": redirectURL, "user": user.reached(at: address, by: method),
            "loginOptions": options, "providerId": providerId, method.addressMember: address,
        ]
        return try await client.send(operations.signUp, path: [method.rawValue], body: body)
    }

    func signIn(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ options: LoginOptions,
        _ refreshJwt: Secret?,
        _ providerId: String?
    ) async throws -> Response {
        try check(operations.signIn, method, loginId, redirectURL)
        return try await client.send(
            operations.signIn,
            path: [method.rawValue],
            body: ["loginId": loginId, "URI": redirectURL, "loginOptions": options, "providerId": providerId],
            token: try options.checked(refreshJwt, for: operations.signIn)
        )
    }

    func signUpOrIn(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ options: SignUpOptions,
        _ providerId: String?
    ) async throws -> Response {
        try check(operations.signUpOrIn, method, loginId, redirectURL)
        return try await client.send(
            operations.signUpOrIn,
            path: [method.rawValue],
            body: ["loginId": loginId, "URI": redirectURL, "loginOptions": options, "providerId": providerId]
        )
    }

    func verify<Value>(_ token: Secret, returning form: ResponseForm<Value>) async throws -> Value {
        try operations.verify.checkToken(token)
        return try await client.send(operations.verify, body: ["token": token], returning: form)
    }

    func updateEmail(
        _ email: String,
        _ loginId: String,
        _ redirectURL: String?,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> Response {
        try operations.updateEmail.require(email, "email", "Pass the new address.")
        try check(operations.updateEmail, .email, loginId, redirectURL)
        return try await client.send(
            operations.updateEmail,
            body: RequestBody(
                try checked(options, for: operations.updateEmail),
                with: ["loginId": loginId, "URI": redirectURL, "email": email]
            ),
            token: refreshJwt
        )
    }

    func updatePhone(
        _ phone: String,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> Response {
        try operations.updatePhone.require(phone, "phone", "Pass the new number.")
        try check(operations.updatePhone, method, loginId, redirectURL)
        guard method != .email else {
            let advice = passOneOf(operations.methods.filter { $0 != .email })
            throw operations.updatePhone.argument("method", "expected a phone delivery method, found email. \(advice)")
        }
        return try await client.send(
            operations.updatePhone,
            path: [method.rawValue],
            body: RequestBody(
                try checked(options, for: operations.updatePhone),
                with: ["loginId": loginId, "URI": redirectURL, "phone": phone]
            ),
            token: refreshJwt
        )
    }

    private func check(
        _ operation: APIOperation,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?
    ) throws(DescopeError) {
        let advice = passOneOf(operations.methods)
        try operation.require(method.rawValue, "method", advice)
        guard !operations.unsupportedMethods.contains(method) else {
            throw operation.argument(
                "method",
                "expected a delivery method that this kind of link supports, found \(method.rawValue). \(advice)"
            )
        }
        try operation.requireLoginId(loginId)
        try checkRedirectURL(redirectURL, isOfLink: true, during: operation.name)
    }

    /// The options as links take them: without `mfa`, which only one-time codes support.
    private func checked(_ options: UpdateOptions, for operation: APIOperation) throws(DescopeError) -> UpdateOptions {
        guard options.mfa != true else {
            throw operation.argument(
                "options",
                "expected no mfa, which only one-time codes support, found true. Leave it out, or use a one-time code."
            )
        }
        var options = options
        options.mfa = nil
        return options
    }

    private func passOneOf(_ methods: [DeliveryMethod]) -> String {
        "Pass \(methods.map { ".\($0.rawValue)" }.joined(separator: " or "))."
    }
}

extension APIOperation {
    /// Refuses a token that is a link, a part of one, or has characters that no token has.
    fileprivate func checkToken(_ token: Secret) throws(DescopeError) {
        let text = token.reveal()
        let advice = "Pass the value of the link's query parameter t: …?t=<token>."
        try require(text, "token", advice)
        // Bytes, because the text is untrusted and one Character may be as long as the whole text.
        let bytes = text.utf8
        let isLink =
            bytes.contains { "?&".utf8.contains($0) } || bytes.firstRange(of: "://".utf8) != nil
            || bytes.starts(with: "t=".utf8)
        guard !isLink, isHeaderText(text) else {
            let found = isLink ? "a link or a part of one" : "white space or other characters that no token has"
            throw argument("token", "expected the token alone, found \(found). \(advice)")
        }
    }
}
