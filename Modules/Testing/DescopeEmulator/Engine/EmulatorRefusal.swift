import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An error of the emulated project, with the service's status and code.
public struct EmulatorRefusal: Error, CustomStringConvertible {
    /// The HTTP status.
    public let status: Int
    /// The service's error code.
    public let code: String
    /// What is wrong.
    public let message: String

    /// The code and the message.
    public var description: String { "\(code): \(message)" }

    init(_ status: Int, _ code: DescopeError.Code, _ message: String) {
        self.status = status
        self.code = code.rawValue
        self.message = message
    }

    func response(_ headers: APIHeaders = APIHeaders()) -> APIResponse {
        .json(
            [
                "errorCode": .string(code), "errorDescription": .string(Self.summaries[code] ?? "Refused"),
                "errorMessage": .string(message),
            ],
            status: status,
            headers: headers
        )
    }

    private static let summaries = [
        DescopeError.Code.badRequest.rawValue: "Request is malformed",
        DescopeError.Code.missingArguments.rawValue: "Missing argument",
        DescopeError.Code.invalidRequest.rawValue: "Request is invalid",
        DescopeError.Code.invalidArguments.rawValue: "Invalid argument",
        DescopeError.Code.wrongOTPCode.rawValue: "Wrong code",
        DescopeError.Code.tooManyOTPAttempts.rawValue: "Too many attempts",
        DescopeError.Code.linkTokenExpired.rawValue: "Link has expired",
        DescopeError.Code.enchantedLinkPending.rawValue: "Link was not followed yet",
        DescopeError.Code.notpPending.rawValue: "Message was not sent yet",
        DescopeError.Code.passwordExpired.rawValue: "Password has expired",
        DescopeError.Code.userAlreadyExists.rawValue: "User already exists",
        DescopeError.Code.userNotFound.rawValue: "User not found",
        DescopeError.Code.managedUserNotFound.rawValue: "User not found",
        DescopeError.Code.missingAccessKey.rawValue: "Missing access key",
        DescopeError.Code.invalidAccessKey.rawValue: "Invalid access key",
        DescopeError.Code.tokenInvalidatedByLogout.rawValue: "Token is no longer valid",
    ]
}

extension EmulatorRefusal: LocalizedError {
    /// The code and the message.
    public var errorDescription: String? { description }
}

extension EmulatorRefusal {
    static func missing(_ name: String) -> Self { Self(400, .missingArguments, "\(name) is required") }
    static func invalid(_ message: String) -> Self { Self(400, .invalidArguments, message) }
    // The service's codes for credentials are not documented; this is its code for invalid arguments.
    static func unauthorized(_ message: String) -> Self { Self(401, .invalidArguments, message) }
}

extension APIResponse {
    static func json(_ value: JSONValue, status: Int = 200, headers: APIHeaders = APIHeaders()) -> APIResponse {
        var headers = headers
        if headers["content-type"] == nil { headers["content-type"] = "application/json" }
        return APIResponse(status: status, headers: headers, body: value.json)
    }
}
