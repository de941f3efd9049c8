public import DescopeHTTP

extension DescopeClient {
    /// Signing in with one-time codes.
    public var otp: OTPClient { OTPClient(client: self) }
}
