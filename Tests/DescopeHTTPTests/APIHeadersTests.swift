import DescopeHTTP
import Testing

@Suite struct APIHeadersTests {
    @Test("names are found in any case, values stay in order")
    func lookUp() {
        var headers: APIHeaders = ["Set-Cookie": "a", "X": "1"]
        headers.append("set-cookie", "b")
        #expect(headers["SET-COOKIE"] == "a")
        #expect(headers[values: "Set-cookie"] == ["a", "b"])
        #expect(headers["y"] == nil)
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["Set-Cookie=a", "X=1", "set-cookie=b"])
    }

    @Test("setting replaces all of a name, nil removes them")
    func set() {
        var headers: APIHeaders = ["A": "1", "a": "2", "b": "3"]
        headers["a"] = "4"
        #expect(headers[values: "A"] == ["4"])
        headers["A"] = nil
        #expect(headers[values: "a"] == [])
        #expect(headers["b"] == "3")
    }
}
