extension Array {
    /// One page of what a search has found. Pages count from 0.
    ///
    /// - Parameters:
    ///   - size: The member of the request that states the size of a page; 0 and absent stand for `most`.
    ///   - most: The greatest size.
    func page(of call: Call, size: String, most: Int) throws(EmulatorRefusal) -> ArraySlice<Element> {
        let (number, wanted) = (call.number("page") ?? 0, call.number(size) ?? 0)
        guard number >= 0 else { throw .invalid("page: expected 0 or more, found \(number)") }
        guard (0...most).contains(wanted) else { throw .invalid("\(size): expected 0 to \(most), found \(wanted)") }
        let pageSize = wanted == 0 ? most : wanted
        let start = number.multipliedReportingOverflow(by: pageSize)
        return dropFirst(start.overflow ? count : start.partialValue).prefix(pageSize)
    }
}
