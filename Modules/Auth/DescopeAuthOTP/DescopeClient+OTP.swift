@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with one-time codes.
    public var otp: OTPClient { OTPClient(client: self) }
}
