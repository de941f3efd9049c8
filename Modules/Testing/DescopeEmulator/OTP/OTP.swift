import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A pending one-time code.
struct CodeRecord: EmulatorRecord {
    static let table = "codes"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.codes }
    static let isWaiting = true

    enum Index: Int, TableIndex {
        case kind, user, tenant
    }

    static let references: [Reference<Self>] = [
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
    ]

    let id: String
    let purpose: MessagePurpose
    let codeDigest: String
    let expiresAt: Date
    var wrongAttempts = 0

    var forgottenAt: Date? { expiresAt }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .kind: [TextKey(purpose.kind.key)]
        case .user: [TextKey(purpose.kind.userId)]
        case .tenant: purpose.pending.tenantIds.map { TextKey($0) }
        }
    }
}

extension MessageFeature {
    static let otp = Self(
        name: "otp",
        methods: ["email", "sms", "voice", "whatsapp", "im"],
        addsFactors: true
    ) { state, _, recipient, pending throws(EmulatorRefusal) in
        try state.sendCode(to: recipient, pending)
    }
}

extension Route {
    /// One-time codes.
    static let otp =
        sending(.otp) + [
            Route("otp.verify") { state, call in
                let method = try MessageFeature.otp.method(of: call)
                let user = try state.user(signingIn: try call.required("loginId"))
                return try state.verify(try call.required("code"), user, method)
            }
        ]
}

extension EmulatorState {
    /// Makes a code, puts it into the outbox, and returns the masked address.
    func sendCode(
        to recipient: MessageFeature.Recipient,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Response {
        let code = try newCode(recipient.user, recipient.method, pending, isGenerated: false)
        return try send(to: recipient, pending, code: code)
    }

    /// Makes a code of six digits, sent or generated. A sent code replaces an older one of its kind.
    func newCode(
        _ user: UserRecord,
        _ method: String,
        _ pending: PendingSignIn,
        isGenerated: Bool
    ) throws(EmulatorRefusal) -> Secret {
        let number = try randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        let code = String(repeating: "0", count: 6 - digits.count) + digits
        let end = end(of: settings.codeLifetime)
        let id = try newId("")
        let new = CodeRecord(
            id: id,
            purpose: try newPurpose("otp", user, method, pending, isGenerated: isGenerated, until: end),
            codeDigest: try digest(id + code),
            expiresAt: end
        )
        if !isGenerated {
            for old in codes.all(.kind, new.purpose.kind.key) where !old.purpose.isGenerated { delete(old) }
        }
        try save(new)
        return Secret(code)
    }

    func verify(_ code: String, _ user: UserRecord, _ method: String) throws(EmulatorRefusal) -> Response {
        try finish(try redeem(code, user.id, method).purpose)
    }

    /// Redeems a code: it works once, until it expires, and not after too many wrong ones.
    private func redeem(
        _ typed: String,
        _ userId: String,
        _ method: String
    ) throws(EmulatorRefusal) -> CodeRecord {
        let mine = codes.all(.kind, MessagePurpose.Kind(userId: userId, feature: "otp", method: method).key)
        let open = mine.filter { $0.wrongAttempts < settings.codeAttempts }
        guard mine.isEmpty || !open.isEmpty else {
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong codes")
        }
        for code in open where isSame(try digest(code.id + typed), Secret(code.codeDigest)) {
            delete(code)
            return code
        }
        for var code in open {
            code.wrongAttempts += 1
            try save(code)
        }
        keep()
        throw EmulatorRefusal(401, .wrongOTPCode, "the code is wrong, used or expired")
    }
}
