import DescopeHTTP
import DescopeModels

/// The operations that magic links and enchanted links both have.
struct LinkOperations: Sendable {
    let signUp: APIOperation
    let signIn: APIOperation
    let signUpOrIn: APIOperation
    let verify: APIOperation
    let updateEmail: APIOperation
    let updatePhone: APIOperation
    /// The delivery methods that the service documents, as error messages list them.
    let methods: [DeliveryMethod]
    /// The delivery methods that are refused before anything is sent. The service decides about all others.
    let unsupportedMethods: Set<DeliveryMethod>

    // No method is refused: other SDKs send magic links by .voice too.
    static let magicLink = LinkOperations(
        signUp: APIOperation("magicLink.signUp", .post, "/v1/auth/magiclink/signup/{deliveryMethod}"),
        signIn: APIOperation(
            "magicLink.signIn",
            .post,
            "/v1/auth/magiclink/signin/{deliveryMethod}",
            .optionalRefreshJwt
        ),
        signUpOrIn: APIOperation("magicLink.signUpOrIn", .post, "/v1/auth/magiclink/signup-in/{deliveryMethod}"),
        verify: APIOperation("magicLink.verify", .post, "/v1/auth/magiclink/verify", refusal: .unauthenticated),
        updateEmail: APIOperation("magicLink.updateEmail", .post, "/v1/auth/magiclink/update/email", .refreshJwt),
        updatePhone: APIOperation(
            "magicLink.updatePhone",
            .post,
            "/v1/auth/magiclink/update/phone/{deliveryMethod}",
            .refreshJwt
        ),
        methods: [.email, .sms, .whatsapp],
        unsupportedMethods: []
    )

    static let enchantedLink = LinkOperations(
        signUp: APIOperation("enchantedLink.signUp", .post, "/v1/auth/enchantedlink/signup/{deliveryMethod}"),
        signIn: APIOperation(
            "enchantedLink.signIn",
            .post,
            "/v1/auth/enchantedlink/signin/{deliveryMethod}",
            .optionalRefreshJwt
        ),
        signUpOrIn: APIOperation(
            "enchantedLink.signUpOrIn",
            .post,
            "/v1/auth/enchantedlink/signup-in/{deliveryMethod}"
        ),
        verify: APIOperation("enchantedLink.verify", .post, "/v1/auth/enchantedlink/verify", refusal: .unauthenticated),
        updateEmail: APIOperation(
            "enchantedLink.updateEmail",
            .post,
            "/v1/auth/enchantedlink/update/email",
            .refreshJwt
        ),
        updatePhone: APIOperation(
            "enchantedLink.updatePhone",
            .post,
            "/v1/auth/enchantedlink/update/phone/{deliveryMethod}",
            .refreshJwt
        ),
        methods: [.email, .sms],
        unsupportedMethods: [.whatsapp, .voice, .im]
    )
}

extension APIOperation {
    // Polled until there is a session: one more request does no harm.
    static let enchantedLinkSession = APIOperation(
        "enchantedLink.session",
        .post,
        "/v1/auth/enchantedlink/pending-session",
        .project,
        .always,
        refusal: .unauthenticated
    )
}
