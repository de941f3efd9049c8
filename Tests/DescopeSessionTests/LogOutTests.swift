import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LogOutTests {
    @Test("a log-out needs no body, and no particular one")
    func emptyBody() async throws {
        for answer in [
            ScriptedTransport.Answer.empty, .status(204), .json("{}"), .json(#"{"unknown":1}"#), .json("OK"),
        ] {
            let it = try Fixture(answer, answer)
            try await it.session.logOut(it.mint.refresh())
            try await it.session.logOutEverywhere(it.mint.refresh())
            try it.transport.verify()
        }
    }

    @Test("a log-out says where the cookies were")
    func settings() async throws {
        let json =
            #"{"cookieDomain":"example.com","cookiePath":"/app","cookieName":"R","sessionCookieName":"S","cookieMaxAge":null}"#
        let it = try Fixture(.json(json), .json(json))
        let refreshJwt = try it.mint.refresh()
        for settings in [
            try await it.session.logOut(refreshJwt), try await it.session.logOutEverywhere(refreshJwt),
        ] {
            #expect(settings.cookieDomain == "example.com")
            #expect(settings.cookiePath == "/app")
            #expect(settings.cookieName == "R")
            #expect(settings.sessionCookieName == "S")
            #expect(settings.cookieMaxAge == nil)
        }
    }

    @Test("the user, as the service knows them")
    func me() async throws {
        let it = try Fixture(.json(#"{"userId":"U2ada","loginIds":["ada@example.com"],"verifiedEmail":true}"#))
        let user = try await it.session.me(it.mint.refresh())
        #expect(user.userId == "U2ada")
        #expect(user.loginIds == ["ada@example.com"])
        #expect(user.verifiedEmail)
    }
}
