import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension APIResponse {
    /// How long the response asks to wait (`Retry-After`, RFC 9110, section 10.2.3); the longest wait when there are
    /// several. Nil when there is no readable one.
    func retryAfter(now: Date) -> Duration? { headers[values: "retry-after"].compactMap { wait($0, now: now) }.max() }

    /// Whether the edge in front of the service (Cloudflare) refused the request without forwarding it.
    ///
    /// The edge forwards a 503 from the service, and adds `Server: cloudflare` and `CF-RAY` to it as to any response.
    /// Cloudflare documents how to distinguish the two: the HTML body of Cloudflare's 503 names "cloudflare" or
    /// "cloudflare-nginx", in the last line of the page, where other servers write their name.
    var isRefusedByEdge: Bool {
        guard status == 503, isWebPage, body.count <= 4096,
            let server = headers["server"], server.utf8.elementsEqual("cloudflare".utf8)
        else { return false }
        return ["cloudflare", "cloudflare-nginx"].contains { body.contains(Array("<center>\($0)</center>".utf8)) }
    }
}

/// The maximum wait in seconds; longer ones count as this (RFC 9111, section 1.2.2).
private let longestWait = 1 << 31

/// Parses a number of seconds, or a date relative to `now`; a date in the past is zero.
private func wait(_ text: String, now: Date) -> Duration? {
    let words = text.split(separator: " ")
    if words.count == 1, !words[0].isEmpty, words[0].utf8.allSatisfy(isDigit) {
        return .seconds(min(Int(words[0]) ?? longestWait, longestWait))
    }
    // Rounded up: a wait must not end before the date.
    return date(words, now: now).map {
        .seconds(max(0, min($0.timeIntervalSince(now).rounded(.up), Double(longestWait))))
    }
}

/// Parses a date in one of the three formats of RFC 9110, section 5.6.7, split into its words:
///
///     Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate
///     Sunday, 06-Nov-94 08:49:37 GMT    RFC 850
///     Sun Nov  6 08:49:37 1994          asctime
private func date(_ words: [Substring], now: Date) -> Date? {
    switch words.count {
    case 6 where words[5] == "GMT": return date(day: words[1], month: words[2], year: words[3], time: words[4])
    case 5: return date(day: words[2], month: words[1], year: words[4], time: words[3])
    case 4 where words[3] == "GMT":
        let parts = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].utf8.count == 2, let year = BaseURL.number(parts[2]) else { return nil }
        // A two-digit year stands for the latest year with these digits that is at most 50 years ahead.
        let latest = calendar.date(byAdding: .year, value: 50, to: now) ?? now
        let century = calendar.component(.year, from: latest) / 100 * 100
        return [century + year, century - 100 + year].lazy
            .compactMap { date(day: parts[0], month: parts[1], year: "\($0)", time: words[2]) }
            .first { $0 <= latest }
    default: return nil
    }
}

private func date(day: Substring, month: Substring, year: Substring, time: Substring) -> Date? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = time.split(separator: ":", omittingEmptySubsequences: false).compactMap(BaseURL.number)
    guard year.utf8.count == 4, let year = BaseURL.number(year), let month = months.firstIndex(of: String(month)),
        let day = BaseURL.number(day), time.count == 3, time[0] < 24, time[1] < 60, time[2] <= 60
    else { return nil }
    let parts = DateComponents(year: year, month: month + 1, day: day)
    guard parts.isValidDate(in: calendar), let midnight = calendar.date(from: parts) else { return nil }
    return midnight.addingTimeInterval(Double((time[0] * 60 + time[1]) * 60 + time[2]))
}

private let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
}()
