import DescopeCore
import DescopeHTTP
import DescopeModels

/// The calls that send a link: they are the same for magic and enchanted ones, but for the name and the answer.
struct LinkSender<Answer: Decodable & Sendable>: Sendable {
    let client: DescopeClient
    /// The feature's name, as calls show it; in small letters it stands in the path.
    let feature: String
    /// Methods that are refused here. The rest are for the service to judge: others' SDKs send magic links by calls
    /// too.
    let unfitMethods: Set<DeliveryMethod>

    func signUp(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ user: SignUpUser,
        _ options: SignUpOptions,
        _ providerId: String?
    ) async throws -> Answer {
        let name = "\(feature).signUp"
        try check(name, method, loginId, redirectURL)
        let address = user.address(for: method, loginId: loginId)
        var body: RequestBody = [
            "loginId": loginId, "URI": redirectURL, "user": user.reached(at: address, by: method),
            "loginOptions": options.unless(SignUpOptions()), "providerId": providerId,
        ]
        body[method.addressMember] = address
        return try await client.send(Endpoint(name, .post, path("signup", method), body: body))
    }

    func signIn(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ options: LoginOptions,
        _ refreshJwt: Secret?,
        _ providerId: String?
    ) async throws -> Answer {
        let name = "\(feature).signIn"
        try check(name, method, loginId, redirectURL)
        let refreshJwt = try options.checked(refreshJwt, name)
        return try await client.send(
            Endpoint(
                name,
                .post,
                path("signin", method),
                body: ["loginId": loginId, "URI": redirectURL, "loginOptions": options, "providerId": providerId],
                authorization: .project(refreshJwt)
            )
        )
    }

    func signUpOrIn(
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ options: SignUpOptions,
        _ providerId: String?
    ) async throws -> Answer {
        let name = "\(feature).signUpOrIn"
        try check(name, method, loginId, redirectURL)
        return try await client.send(
            Endpoint(
                name,
                .post,
                path("signup-in", method),
                body: ["loginId": loginId, "URI": redirectURL, "loginOptions": options, "providerId": providerId]
            )
        )
    }

    func updateEmail(
        _ email: String,
        _ loginId: String,
        _ redirectURL: String?,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> Answer {
        let name = "\(feature).updateEmail"
        try requireText(email, "email", "Pass the new address.", during: name)
        try check(name, .email, loginId, redirectURL)
        return try await update(name, path("update", .email), "email", email, loginId, redirectURL, refreshJwt, options)
    }

    func updatePhone(
        _ phone: String,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> Answer {
        let name = "\(feature).updatePhone"
        try requireText(phone, "phone", "Pass the new number.", during: name)
        try check(name, method, loginId, redirectURL)
        guard method != .email else {
            throw DescopeError.argument(
                "method",
                "expected a way to reach a phone, found email. Pass \(fitMethods(butNot: .email))."
            ).during(name)
        }
        let path: EndpointPath = "/v1/auth/\(feature.lowercased())/update/phone/\(method.rawValue)"
        return try await update(name, path, "phone", phone, loginId, redirectURL, refreshJwt, options)
    }

    private func update(
        _ name: String,
        _ path: EndpointPath,
        _ member: String,
        _ address: String,
        _ loginId: String,
        _ redirectURL: String?,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> Answer {
        guard options.mfa != true else {
            throw DescopeError.argument("options", "expected no mfa, which codes alone can add to a change, found it.")
                .during(name)
        }
        var body = RequestBody(options.members)
        body["mfa"] = nil
        body["loginId"] = loginId
        body["URI"] = redirectURL
        body[member] = address
        return try await client.send(Endpoint(name, .post, path, body: body, authorization: .refreshJwt(refreshJwt)))
    }

    private func path(_ act: String, _ method: DeliveryMethod) -> EndpointPath {
        "/v1/auth/\(feature.lowercased())/\(act)/\(method.rawValue)"
    }

    private func check(
        _ name: String,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ redirectURL: String?
    ) throws(DescopeError) {
        try requireText(method.rawValue, "method", "Pass \(fitMethods()).", during: name)
        guard !unfitMethods.contains(method) else {
            throw DescopeError.argument(
                "method",
                "expected one that such a link travels by, found \(method.rawValue). Pass \(fitMethods())."
            ).during(name)
        }
        try requireLoginId(loginId, during: name)
        try checkRedirectURL(redirectURL, isOfLink: true, during: name)
    }

    private func fitMethods(butNot other: DeliveryMethod? = nil) -> String {
        let fit = [DeliveryMethod.email, .sms, .whatsapp].filter { !unfitMethods.contains($0) && $0 != other }
        return fit.map { ".\($0.rawValue)" }.joined(separator: ", ")
    }
}

/// The token of a link, as it is sent.
func checkedToken(_ token: Secret, during name: String) throws(DescopeError) -> Secret {
    let advice = "Pass what the link has as t: …?t=<token>."
    try requireText(token.reveal(), "token", advice, during: name)
    let text = token.reveal()
    // As bytes: whoever opens a link writes what it likes, and characters may be as long as the text.
    let bytes = text.utf8
    let isLink =
        bytes.contains { "?&".utf8.contains($0) } || bytes.firstRange(of: "://".utf8) != nil
        || bytes.starts(with: "t=".utf8)
    guard !isLink, isHeaderText(text) else {
        let found = isLink ? "a link or a part of one" : "white space or other characters that no token has"
        throw DescopeError.argument("token", "expected the token alone, found \(found). \(advice)").during(name)
    }
    return token
}
