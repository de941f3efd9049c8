/// What the command line asks for.
enum Arguments {
    case help
    case tour
    case method(Method, imagePath: String?)
    case live(projectId: String, loginId: String)

    struct Misuse: Error {
        let message: String
    }

    static let usage = """
        usage: quickstart                                               a tour against the emulator: no account, no network
               quickstart --method \(Method.allCases.map(\.rawValue).joined(separator: "|"))
                                                                        one way of signing in against the emulator
               quickstart --method totp --image FILE                    the same, and writes the app's QR image
               quickstart --live --project-id P… --login-id you@…       signs in at the real service; asks for the code
        """

    init(_ words: [String]) throws {
        var isLive = false
        var values: [String: String] = [:]
        var words = words[...]
        while let word = words.popFirst() {
            switch word {
            case "--help", "-h":
                self = .help
                return
            case "--live": isLive = true
            case "--project-id", "--login-id", "--method", "--image":
                guard let value = words.popFirst() else {
                    throw Misuse(message: "\(word): expected a value after it, found none")
                }
                values[word] = value
            default: throw Misuse(message: "\(word): not an option")
            }
        }
        if let name = values.removeValue(forKey: "--method") {
            guard let method = Method(rawValue: name) else {
                throw Misuse(message: "--method: expected \(Method.allCases.map(\.rawValue)), found \(name)")
            }
            let imagePath = method == .totp ? values.removeValue(forKey: "--image") : nil
            guard !isLive, values.isEmpty else { throw Misuse(message: "--method: goes with no other option") }
            self = .method(method, imagePath: imagePath)
            return
        }
        if values["--image"] != nil { throw Misuse(message: "--image: goes with --method totp") }
        guard isLive else {
            if let name = values.keys.min() { throw Misuse(message: "\(name): goes with --live") }
            self = .tour
            return
        }
        guard let projectId = values["--project-id"], let loginId = values["--login-id"] else {
            throw Misuse(message: "--live: expected --project-id and --login-id beside it")
        }
        self = .live(projectId: projectId, loginId: loginId)
    }
}
