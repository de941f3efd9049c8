package import DescopeCore
package import DescopeHTTP

extension ResponseForm<SignInResponse> {
    /// A session whose tokens are in the body or in cookies.
    package static var signIn: Self {
        Self { response, names, oddities in
            // Both tokens may be in cookies, with an empty body.
            let body = response.body.isEmpty ? Array("{}".utf8) : response.body
            let read = try SignInResponse(json: body, noting: &oddities)
            guard let signedIn = read.with(TokenCookies(of: response, names)) else {
                throw JSONFailure("expected a session token in the body or in a cookie", at: 0).inside("sessionJwt")
            }
            return signedIn
        }
    }
}

extension TokenCookies {
    /// Reads the tokens in a response's cookies.
    package init(of response: APIResponse, _ names: CookieNames) {
        self.init(lines: response.headers[values: "set-cookie"], names: names)
    }
}

extension JSONForm<SignInResponse> {
    /// An optional session next to other members. Its tokens may be in cookies: complete it with
    /// ``SignInResponse/with(_:)``. A value without a session is read as nil, but unreadable tokens are an error.
    package static var ifAny: Self {
        Self(isStrict: true) { json throws(JSONFailure) in
            guard json.isAtObject else {
                try json.skipValue()
                return nil
            }
            return try SignInResponse.read(from: &json)
        } write: {
            $0.write(to: &$1)
        }
    }
}
