import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Sign-ins with a message that the user sends (nOTP).
    static let notp = [
        Route(
            "notp.signUp",
            .post,
            "/v1/auth/notp/{provider}/signup",
            .project,
            [.optional("loginId"), .optional("user", .object(signUpUser)), .optional("phone")]
                + [.optional("loginOptions", .object(signUpOptions))] + notpOptions
        ) { state, call throws(EmulatorRefusal) in
            let pending = PendingSignIn(claims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            guard let loginId = call.text("loginId") else {
                _ = try call.phone.map(checkedPhone)
                return try state.begin(.signUp(call), call, pending)
            }
            let index = try state.signUpUser(loginId, "whatsapp", call)
            return try state.begin(.user(state.users[index].id), call, pending)
        },
        Route(
            "notp.signIn",
            .post,
            "/v1/auth/notp/{provider}/signin",
            .projectOrRefresh,
            [.optional("loginId"), .optional("loginOptions", .object(loginOptions))] + notpOptions
        ) { state, call throws(EmulatorRefusal) in
            let index: Int
            if let loginId = call.text("loginId") {
                index = try state.userIndex(signingIn: loginId)
            } else if call.token != nil || call.asksFurtherFactor {
                // The session determines who has to send the message.
                index = try state.userIndex(ofToken: call.token)
            } else {
                let pending = PendingSignIn(
                    untrustedClaims: call.customClaims,
                    endsOtherSessions: call.endsOtherSessions
                )
                return try state.begin(.signIn, call, pending)
            }
            return try state.begin(.user(state.users[index].id), call, try state.pendingSignIn(call, index))
        },
        Route(
            "notp.signUpOrIn",
            .post,
            "/v1/auth/notp/{provider}/signup-in",
            .project,
            [.optional("loginId"), .optional("loginOptions", .object(signUpOptions))] + notpOptions
        ) { state, call throws(EmulatorRefusal) in
            let pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            guard let loginId = call.text("loginId") else { return try state.begin(.signUpOrIn(call), call, pending) }
            let index = try state.userIndex(signingUpOrIn: loginId, "whatsapp", call)
            return try state.begin(.user(state.users[index].id), call, pending)
        },
        Route(
            "notp.updatePhone",
            .post,
            "/v1/auth/notp/{provider}/update",
            .refresh,
            [.required("loginId"), .optional("phone"), .optional("addToLoginIDs", .flag)]
                + [.optional("onMergeUseExisting", .flag), .optional("templateOptions", .map(.text))]
                + .optional("locale") + notpOptions
        ) { state, call throws(EmulatorRefusal) in
            let phone = try call.phone.map(checkedPhone).map(normalizedPhone)
            let (index, _, pending) = try state.pendingUpdate(call, to: phone ?? "")
            let userId = state.users[index].id
            return try state.begin(phone == nil ? .newPhone(userId) : .user(userId), call, pending)
        },
        Route(
            "notp.session",
            .post,
            "/v1/auth/notp/pending-session",
            .project,
            [.required("pendingRef")]
        ) { state, call throws(EmulatorRefusal) in
            try state.messageSession(try call.required("pendingRef"))
        },
    ]

    private static let notpOptions: [Member] =
        [
            .optional(
                "templates",
                .object(.optional("verifyTemplateId", "successTemplateId", "errorTemplateId"))
            )
        ] + .optional("providerId", "ssoAppId")
}

extension EmulatorState {
    fileprivate mutating func begin(
        _ sender: MessageSignIn.Sender,
        _ call: Call,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        guard try call.required("provider") == "whatsapp" else { throw .invalid("the provider is unknown") }
        if case .user(let id) = sender { _ = try address(of: try userIndex(id: id), "whatsapp", pending) }
        let new = MessageSignIn(
            pendingRef: try newSecret(),
            text: try newSecret(),
            sender: sender,
            expiresAt: linkExpiry,
            pending: pending
        )
        let forgotten = forgottenSince
        messageSignIns.removeAll { $0.expiresAt <= forgotten }
        messageSignIns.append(new)
        let link = "https://wa.me/15550100?text=\(new.text.reveal())"
        return Reply(body: [
            "pendingRef": .string(new.pendingRef.reveal()), "redirectUrl": .string(link),
            "image": .text(QRCode(link).map { Data(PNG.image(of: $0)).base64EncodedString() }),
        ])
    }

    /// Receives a message from a phone: once, until it expires, and only from the expected number.
    mutating func receiveMessage(_ text: String, from phone: String) throws(EmulatorRefusal) {
        guard let waiting = messageSignIns.firstIndex(where: { isSame(text, $0.text) }),
            messageSignIns[waiting].sent == nil, now < messageSignIns[waiting].expiresAt
        else { throw .deadLink }
        _ = try checkedPhone(phone)
        // A user created for the message is rolled back when the message comes from another number.
        try whollyOrNot { state throws(EmulatorRefusal) in
            let index: Int
            switch state.messageSignIns[waiting].sender {
            case .user(let id): index = try state.userIndex(id: id)
            case .newPhone(let id):
                index = try state.userIndex(id: id)
                state.messageSignIns[waiting].pending.newAddress?.address = phone
            case .signUp(let call): index = try state.signUpUser(phone, "whatsapp", call)
            case .signIn: index = try state.userIndex(signingIn: phone)
            case .signUpOrIn(let call): index = try state.userIndex(signingUpOrIn: phone, "whatsapp", call)
            }
            guard try state.address(of: index, "whatsapp", state.messageSignIns[waiting].pending) == phone else {
                throw .invalid("the message comes from another number")
            }
            state.messageSignIns[waiting].sent = (state.users[index].id, phone)
        }
    }

    /// The session of a pending nOTP sign-in. It is returned once.
    fileprivate mutating func messageSession(_ pendingRef: String) throws(EmulatorRefusal) -> Reply {
        guard let waiting = messageSignIns.firstIndex(where: { isSame(pendingRef, $0.pendingRef) }) else {
            throw .unauthorized("the pendingRef is unknown or used")
        }
        guard now < messageSignIns[waiting].expiresAt else { throw .deadLink }
        guard let (userId, phone) = messageSignIns[waiting].sent else {
            throw EmulatorRefusal(401, .notpPending, "the message was not sent yet")
        }
        let pending = messageSignIns.remove(at: waiting).pending
        return try finish(pending, try userIndex(id: userId), reachedBy: "whatsapp", at: phone)
    }
}
