import DescopeCore

extension Call {
    /// The addresses from which a key may be used; nil when the request does not say.
    func permittedIPs() throws(EmulatorRefusal) -> [String]? {
        guard let texts = body["permittedIps"]?.stringsValue else { return nil }
        guard texts.allSatisfy({ IPRange($0) != nil }) else {
            throw .invalid("permittedIps: expected IP addresses and ranges such as 10.0.0.0/8, found another string")
        }
        return texts
    }
}

/// Whether a key may be used from this machine, where all requests come from. Without addresses any is permitted.
func isPermitted(_ ranges: [String]) -> Bool {
    guard !ranges.isEmpty else { return true }
    return IPRange(AuditRecord.address).map { own in ranges.contains { IPRange($0)?.contains(own) ?? false } } ?? false
}
