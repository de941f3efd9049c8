import Descope

// The README's code for `import Descope`, compiled. `ReadmeTests` holds the two together.

func readmeDescope(email: String, password: String) async throws -> SignInResponse {
    let client = DescopeClient(try DescopeConfiguration())
    let signedIn = try await client.password.signIn(loginId: email, password: password)
    return signedIn
}
