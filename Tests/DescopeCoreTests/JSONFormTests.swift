import DescopeCore
import Testing

@Suite struct JSONFormTests {
    private struct Waits: JSONModel, Equatable {
        var seconds: Duration?
        var minutes: Duration?
        var days: Duration?

        static let members = Members(Self()) {
            $0("seconds", \.seconds, as: .seconds)
            $0("minutes", \.minutes, as: .minutes)
            $0("days", \.days, as: .days)
        }
    }

    // A Double cannot hold the attoseconds of most of these.
    @Test(
        "a duration is read and written exactly",
        arguments: [1, 15, 127, 159, 2363, 40_320, 1_000_013, 999_999_999_999]
    )
    func durations(_ count: Int64) throws {
        let json = [UInt8](#"{"days":\#(count),"minutes":\#(count),"seconds":\#(count)}"#.utf8)
        let waits = try Waits(json: json)
        #expect(waits.seconds == .seconds(count))
        #expect(waits.minutes == .seconds(count * 60))
        #expect(waits.days == .seconds(count * 86_400))
        #expect(waits.json == json)
    }

    @Test(
        "what is no duration is read as nil",
        arguments: [#"{"seconds":0}"#, #"{"minutes":-1}"#, #"{"days":1000000000000}"#, #"{"days":"1 d"}"#]
    )
    func none(_ json: String) throws { #expect(try Waits(json: [UInt8](json.utf8)) == Waits()) }
}
