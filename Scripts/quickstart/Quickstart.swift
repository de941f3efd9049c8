import Descope

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `swift run quickstart`: a guided tour against the emulator. `swift run quickstart --method …`: one sign-in method,
/// against the emulator. `swift run quickstart --live --project-id P… --login-id you@example.com`: a sign-in against
/// the real service.
@main
enum Quickstart {
    static func main() async {
        do {
            switch try Arguments(Array(CommandLine.arguments.dropFirst())) {
            case .help: print(Arguments.usage)
            case .tour: try await Tour().run()
            case .method(let method, let loginId, let imagePath):
                try await method.run(loginId: loginId, imagePath: imagePath)
            case .live(let projectId, let loginId): try await signInLive(projectId: projectId, loginId: loginId)
            }
        } catch let error as Arguments.Misuse {
            fail("\(error.message). See --help.", status: 64)
        } catch {
            fail("quickstart failed: \(error)", status: 1)
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        let line = Array((message + "\n").utf8)
        fflush(nil)
        _ = write(STDERR_FILENO, line, line.count)
        exit(status)
    }
}
