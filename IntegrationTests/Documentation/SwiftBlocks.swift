#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

let packageRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

/// The lines of a file, by its path from the package's root: without the white space around them, and no empty ones.
func lines(of path: String) throws -> [String] {
    let text = try String(contentsOfFile: "\(packageRoot)/\(path)", encoding: .utf8)
    return text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
}

/// The modules that lines of Swift import.
func imports(in lines: [String]) -> Set<String> {
    Set(
        lines.filter { $0.hasPrefix("import ") }.compactMap {
            $0.split(separator: " ").dropFirst().first.map(String.init)
        }
    )
}

/// The Swift blocks of a page, without their imports, which stand at the head of a file that is compiled. A manifest's
/// lines are for another file, and left out.
func swiftBlocks(of page: String) throws -> [(imports: Set<String>, code: String)] {
    var blocks: [[String]] = []
    var isInBlock = false
    for line in try lines(of: page) {
        switch line {
        case "```swift":
            isInBlock = true
            blocks.append([])
        case "```": isInBlock = false
        default: if isInBlock { blocks[blocks.count - 1].append(line) }
        }
    }
    return blocks.filter { $0.first != "// Package.swift" }.map { block in
        (imports(in: block), block.filter { !$0.hasPrefix("import ") }.joined(separator: "\n"))
    }
}
