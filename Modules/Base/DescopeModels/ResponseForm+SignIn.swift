package import DescopeCore
package import DescopeHTTP

extension ResponseForm<SignInResponse> {
    /// A session, its tokens in the body or in cookies.
    package static var signIn: Self {
        Self { response, names, oddities in
            // The tokens may come as cookies alone, beside an empty body.
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
    /// The tokens that came as cookies with a response.
    package init(of response: APIResponse, _ names: CookieNames) {
        self.init(lines: response.headers[values: "set-cookie"], names: names)
    }
}

extension JSONForm<SignInResponse> {
    /// A session that may be among other members. Its tokens may be in cookies: complete it by
    /// ``SignInResponse/with(_:)``. What is no session is read as nil, but tokens that cannot be read are an error.
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
