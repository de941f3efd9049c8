public import DescopeCore
public import DescopeModels

/// The response of an operation that sends enchanted links.
public struct EnchantedLinkResponse: JSONModel {
    /// The number of the link to follow. Show it to the user: the message contains three links, and only the one with
    /// this number is right.
    public package(set) var linkId = ""

    /// The reference that fetches the session once the link has been followed. Keep it on the server: anyone who has it
    /// gets the session.
    public package(set) var pendingRef = Secret("")

    /// The address that the links were sent to, masked.
    public package(set) var sentTo = MaskedAddress()

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("linkId", \.linkId, required: true)
        $0("pendingRef", \.pendingRef, required: true)
        $0("maskedEmail", \.sentTo.maskedEmail)
        $0("maskedPhone", \.sentTo.maskedPhone)
    }
}
