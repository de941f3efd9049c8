/// A requirement that a transport does not meet, and the trials that have to find it.
enum TransportFault: String, CaseIterable {
    case dropsHeaders, addsHeaders, sendsLineBreaks, changesBodies, atMost20, noIPv6, noNames
    case throwsForStatus, waitsForContent, needsReason, no10, needsLength, noChunks, noTrailers
    case interimIsFinal, mixesInterimHeaders
    case changesValues, needsSpace, keepsPadding, needsValue, noFolding, asciiOnly, utf8Only, shortHeads
    case halfHeadIsWhole, halfBodyIsWhole, badChunkIsEnd, anyStatus
    case asksForGzip, dropsEncoding, onePart, noReuse, keepsClosed, usesDeadConnections, resends
    case refusesEarly, fixedLimit, noLimit, limitAtEnd, limitIsTooHigh, limitIsTooLow, endlessHeads
    case noTimeout, timeoutTooEarly, timeoutOfSilence, timeoutIsLost
    case noCancellation, otherCancellation, sendsWhenCancelled, keepsAbandoned
    case followsRedirects, dropsRedirects, storesCookies, oneCookie, caseSensitiveCookies, caches
    case lostIsUnsent, unsentIsLost, showsURL, trustsAll, anyName

    var trials: [String] {
        switch self {
        case .dropsHeaders: ["requestAsItIs"]
        case .addsHeaders: ["addedHeaders"]
        case .sendsLineBreaks: ["lineBreaksInHeaders", "unsendable"]
        case .changesValues: ["emptyHeader", "utf8Header", "latin1Header", "longHeader"]
        case .refusesEarly: ["refusedWhileSending"]
        case .fixedLimit: ["largeBody"]
        case .changesBodies: ["requestBody"]
        case .atMost20: ["manyRequests"]
        case .noIPv6: ["ipv6"]
        case .noNames: ["hostName"]
        case .throwsForStatus: ["statuses", "challenges", "htmlErrorPage", "redirectToMalformedURL"]
        case .waitsForContent: ["noContent"]
        case .needsReason: ["noReason"]
        case .no10: ["oldVersion"]
        case .needsLength: ["untilClosed"]
        case .noChunks: ["chunked"]
        case .noTrailers: ["chunkedTrailers"]
        case .interimIsFinal: ["continue100", "only100Continue"]
        case .mixesInterimHeaders: ["earlyHints103"]
        case .needsSpace: ["noSpaceAfterColon"]
        case .keepsPadding: ["paddedHeader"]
        case .needsValue: ["emptyHeader"]
        case .noFolding: ["foldedHeader"]
        case .asciiOnly: ["utf8Header", "latin1Header"]
        case .utf8Only: ["latin1Header"]
        case .shortHeads: ["longHeader"]
        case .halfHeadIsWhole: ["halfHead"]
        case .halfBodyIsWhole: ["halfBody", "halfChunk", "noLastChunk", "resetInBody"]
        case .badChunkIsEnd: ["badChunkSize"]
        case .anyStatus: ["statusOfFiveDigits"]
        case .asksForGzip: ["gzip"]
        case .dropsEncoding: ["gzipUnasked"]
        case .onePart: ["slowBytes"]
        case .noReuse: ["connectionReuse", "validCertificate"]
        case .keepsClosed: ["connectionClose", "closeAfter100"]
        case .usesDeadConnections: ["idleClose", "idleCloseOverTLS", "silentCloseAfter100", "unsolicitedResponse"]
        case .resends:
            [
                "noResendOfPOST", "noResendOfLargePOST", "noResendOfEmptyPOST", "noResendOfPOSTWithoutBody",
                "noResendOfGET", "noResendOfDELETE",
            ]
        case .noLimit: ["oneByteTooMany", "announcedSize", "endlessBody", "endlessChunks", "endlessErrorPage"]
        case .limitAtEnd: ["announcedSize", "endlessBody", "endlessRedirect"]
        case .limitIsTooHigh: ["oneByteTooMany"]
        case .limitIsTooLow: ["largestBody"]
        case .endlessHeads: ["endlessHead"]
        case .noTimeout:
            [
                "timeoutBeforeResponse", "timeoutInHead", "timeoutInBody", "timeoutWhileSending",
                "timeoutWhileConnecting", "timeoutInHandshake",
            ]
        case .timeoutTooEarly: ["timeoutBeforeResponse"]
        case .timeoutOfSilence: ["timeoutOfSlowBody"]
        case .timeoutIsLost: ["timeoutBeforeResponse", "timeoutInBody"]
        case .noCancellation:
            [
                "cancelledWhileConnecting", "cancelledInHandshake", "cancelledWhileSending",
                "cancelledBeforeResponse", "cancelledInHead", "cancelledInBody", "cancelledBesideOthers",
            ]
        case .otherCancellation: ["cancelledBeforeResponse", "cancelledInBody"]
        case .sendsWhenCancelled: ["cancelledBefore"]
        case .keepsAbandoned:
            [
                "timeoutBeforeResponse", "timeoutInBody", "timeoutWhileSending", "timeoutWhileConnecting",
                "cancelledWhileConnecting", "cancelledBeforeResponse", "cancelledInBody",
            ]
        case .followsRedirects: ["redirects"]
        case .dropsRedirects: ["redirects", "redirectElsewhere", "redirectToMalformedURL"]
        case .storesCookies: ["cookies"]
        case .oneCookie: ["cookies"]
        case .caseSensitiveCookies: ["cookiesOfMixedCase"]
        case .caches: ["caching"]
        case .lostIsUnsent:
            [
                "closedAtOnce", "resetWhileSending", "resetAfterBody", "closedWithoutResponse", "garbage", "onlyHTML",
                "halfStatusLine", "halfHead", "halfHeaderLine", "halfBody", "lostOverTLS",
            ]
        case .unsentIsLost:
            ["refusedConnection", "unknownHost", "noTLS", "closedInHandshake", "certificateOfUnknownAuthority"]
        case .showsURL: ["refusedConnection", "closedWithoutResponse", "timeoutBeforeResponse"]
        case .trustsAll: ["certificateOfOtherName", "expiredCertificate", "certificateOfUnknownAuthority"]
        case .anyName: ["certificateOfOtherName"]
        }
    }
}
