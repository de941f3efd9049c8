/// The parsed command line.
enum Arguments {
    case help
    case tour
    case method(Method, loginId: String?, imagePath: String?)
    case live(projectId: String, loginId: String)

    struct Misuse: Error {
        let message: String
    }

    static let usage = """
        usage: quickstart                                               a tour against the emulator: no account, no network
               quickstart --method \(Method.allCases.map(\.rawValue).joined(separator: "|"))
                                                                        one way of signing in against the emulator
               quickstart --method totp|notp --image FILE               the same, and writes the QR image
               quickstart --method totp --login-id ID                   the same, with another login id
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
                guard values.updateValue(value, forKey: word) == nil else {
                    throw Misuse(message: "\(word): expected it once, found it again")
                }
            default: throw Misuse(message: "\(word): not an option")
            }
        }
        if let name = values.removeValue(forKey: "--method") {
            guard let method = Method(rawValue: name) else {
                throw Misuse(
                    message:
                        "--method: expected one of \(Method.allCases.map(\.rawValue).joined(separator: ", ")), found \(name)"
                )
            }
            let imagePath = [.totp, .notp].contains(method) ? values.removeValue(forKey: "--image") : nil
            let loginId = method == .totp ? values.removeValue(forKey: "--login-id") : nil
            guard !isLive, values.isEmpty else {
                throw Misuse(message: "--method: \(name) does not go with \(values.keys.min() ?? "--live")")
            }
            self = .method(method, loginId: loginId, imagePath: imagePath)
            return
        }
        if values["--image"] != nil { throw Misuse(message: "--image: goes with --method totp or notp") }
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
