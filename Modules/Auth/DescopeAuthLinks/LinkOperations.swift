import DescopeHTTP
import DescopeModels

extension APIOperation {
    static let magicLinkSignUp = APIOperation(
        "magicLink.signUp",
        .post,
        "/v1/auth/magiclink/signup/{deliveryMethod}"
    )
    static let magicLinkSignIn = APIOperation(
        "magicLink.signIn",
        .post,
        "/v1/auth/magiclink/signin/{deliveryMethod}",
        .optionalRefreshJwt
    )
    static let magicLinkSignUpOrIn = APIOperation(
        "magicLink.signUpOrIn",
        .post,
        "/v1/auth/magiclink/signup-in/{deliveryMethod}"
    )
    static let magicLinkVerify = APIOperation(
        "magicLink.verify",
        .post,
        "/v1/auth/magiclink/verify",
        refusal: .unauthenticated
    )
    static let magicLinkUpdateEmail = APIOperation(
        "magicLink.updateEmail",
        .post,
        "/v1/auth/magiclink/update/email",
        .refreshJwt
    )
    static let magicLinkUpdatePhone = APIOperation(
        "magicLink.updatePhone",
        .post,
        "/v1/auth/magiclink/update/phone/{deliveryMethod}",
        .refreshJwt
    )
}

extension APIOperation {
    static let enchantedLinkSignUp = APIOperation(
        "enchantedLink.signUp",
        .post,
        "/v1/auth/enchantedlink/signup/{deliveryMethod}"
    )
    static let enchantedLinkSignIn = APIOperation(
        "enchantedLink.signIn",
        .post,
        "/v1/auth/enchantedlink/signin/{deliveryMethod}",
        .optionalRefreshJwt
    )
    static let enchantedLinkSignUpOrIn = APIOperation(
        "enchantedLink.signUpOrIn",
        .post,
        "/v1/auth/enchantedlink/signup-in/{deliveryMethod}"
    )
    static let enchantedLinkVerify = APIOperation(
        "enchantedLink.verify",
        .post,
        "/v1/auth/enchantedlink/verify",
        refusal: .unauthenticated
    )
    static let enchantedLinkUpdateEmail = APIOperation(
        "enchantedLink.updateEmail",
        .post,
        "/v1/auth/enchantedlink/update/email",
        .refreshJwt
    )
    static let enchantedLinkUpdatePhone = APIOperation(
        "enchantedLink.updatePhone",
        .post,
        "/v1/auth/enchantedlink/update/phone/{deliveryMethod}",
        .refreshJwt
    )
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

    // No method is refused: the service also takes .voice, which it does not document.
    static let magicLink = LinkOperations(
        signUp: .magicLinkSignUp,
        signIn: .magicLinkSignIn,
        signUpOrIn: .magicLinkSignUpOrIn,
        verify: .magicLinkVerify,
        updateEmail: .magicLinkUpdateEmail,
        updatePhone: .magicLinkUpdatePhone,
        methods: [.email, .sms, .whatsapp],
        unsupportedMethods: []
    )

    static let enchantedLink = LinkOperations(
        signUp: .enchantedLinkSignUp,
        signIn: .enchantedLinkSignIn,
        signUpOrIn: .enchantedLinkSignUpOrIn,
        verify: .enchantedLinkVerify,
        updateEmail: .enchantedLinkUpdateEmail,
        updatePhone: .enchantedLinkUpdatePhone,
        methods: [.email, .sms],
        unsupportedMethods: [.whatsapp, .voice, .im]
    )
}
