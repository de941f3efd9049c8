import DescopeCore
import DescopeHTTP
import DescopeModels
import Testing

@Suite struct OptionsTests {
    private static let operation = APIOperation(
        "otp.signIn",
        .post,
        "/v1/auth/otp/signin/{method}",
        .optionalRefreshJwt
    )

    @Test("what is not said is not written")
    func empty() throws {
        #expect(try encode(LoginOptions()) == "{}")
        #expect(try encode(SignUpOptions()) == "{}")
        #expect(try encode(SignUpUser()) == "{}")
    }

    @Test("step-up and MFA need a refresh token; without them it may come along")
    func refreshToken() throws {
        for options in [LoginOptions(stepup: true), LoginOptions(mfa: true)] {
            #expect(throws: DescopeError.self) { try options.checked(nil, for: Self.operation) }
            #expect(try options.checked(Secret("r"), for: Self.operation)?.reveal() == "r")
        }
        for options in [LoginOptions(), LoginOptions(stepup: false, mfa: false)] {
            #expect(try options.checked(nil, for: Self.operation) == nil)
            #expect(try options.checked(Secret("r"), for: Self.operation)?.reveal() == "r")
        }
    }

    @Test("an address is whichever of the two there is")
    func maskedAddress() throws {
        #expect(try decode(MaskedAddress.self, #"{"maskedEmail":"a***@b"}"#).address == "a***@b")
        #expect(try decode(MaskedAddress.self, #"{"maskedPhone":"+1***"}"#).address == "+1***")
        #expect(try decode(MaskedAddress.self, #"{"maskedEmail":null}"#).address == nil)
    }
}
