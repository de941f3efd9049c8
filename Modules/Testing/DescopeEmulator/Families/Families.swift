import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Families and their dependents.
    static let families: [Route] =
        [
            Route("family.create", audit: "FamilyCreated") { state, call in
                guard state.familySettings.isEnabled else {
                    throw EmulatorRefusal.invalid("family accounts are disabled")
                }
                let id = if let id = call.text("familyId") { id } else { try newId("F2") }
                guard state.families[id] == nil else { throw EmulatorRefusal.invalid("the family's id is taken") }
                var family = FamilyRecord(id: id, name: try call.required("name"), createdAt: state.now)
                return try state.save(&family, call)
            },
            Route("family.update", audit: "FamilyModified") { state, call in
                var family = try state.family(try call.required("id"))
                if call.body["name"] != nil { family.name = try call.required("name") }
                return try state.save(&family, call)
            },
            Route.command("family.delete", audit: "FamilyDeleted") { state, call in
                let family = try state.family(try call.required("id"))
                // A dependent cannot be without a family.
                for member in state.familyMembers.all(.family, family.id) where member.isDependent {
                    state.delete(member.userId, from: UserRecord.self)
                }
                state.delete(family)
            },
            Route("family.searchAll") { state, call in
                let text = call.text("freeText")?.lowercased()
                let attributes = call.object("customAttributes")
                let found = state.families.all.filter { family in
                    let texts = [family.id, family.name] + family.customAttributes.values.compactMap(\.stringValue)
                    return call.allows("familyIds", [family.id]) && call.allows("familyNames", [family.name])
                        && (text.map { text in texts.contains { $0.lowercased().contains(text) } } ?? true)
                        && attributes.allSatisfy { family.customAttributes[$0.key] == $0.value }
                }
                return Response(body: [
                    "families": .array(try call.page(of: found, size: "size", usual: 1000, most: 1000).rows.map(\.json))
                ])
            },
            Route("family.getSettings") { state, _ in Response(body: .object(state.familySettings.json)) },
            Route("family.configureSettings", audit: "FamilySettingsModified") { state, call in
                let settings = FamilySettings(state.familySettings.json.merging(call.body) { $1 })
                guard settings.maxMembers > 0 else {
                    throw EmulatorRefusal.invalid("maxFamilyMembers: expected 1 or more")
                }
                try state.keepDocument(FamilySettings.document, members: settings.json)
                return Response(body: .object(settings.json))
            },
            Route("family.createDependent", audit: "UserCreated") { state, call in
                let family = try state.family(try call.required("familyId"))
                let settings = state.familySettings
                guard settings.isEnabled else { throw EmulatorRefusal.invalid("family accounts are disabled") }
                var user = try state.newUser(try call.text("loginId") ?? state.dependentLoginId(call.text("name")))
                user.email = try call.text("email").map(checkedEmail)
                user.phone = try call.text("phone").map(checkedPhone).map(normalizedPhone)
                user.name = call.text("name")
                user.givenName = call.text("givenName")
                user.middleName = call.text("middleName")
                user.familyName = call.text("familyName")
                user.picture = call.text("picture")
                user.customAttributes = call.object("customAttributes")
                user.status = "enabled"
                let attributes = call.object("familyScopedAttributes")
                guard attributes.keys.allSatisfy({ $0 == family.id }) else {
                    throw EmulatorRefusal.invalid(
                        "familyScopedAttributes: expected those of familyId, found another family's"
                    )
                }
                try state.requireRoom(in: family, settings)
                try state.save(user)
                let own = attributes[family.id]?.objectValue ?? [:]
                try state.save(FamilyMember(familyId: family.id, userId: user.id, attributes: own, isDependent: true))
                return Response(body: ["user": state.json(user)])
            },
            Route.command("family.deleteDependent", audit: "UserDeleted") { state, call in
                let id = try call.required("userId")
                guard state.isDependent(id) else { throw EmulatorRefusal.invalid("the user is not a dependent") }
                state.delete(id, from: UserRecord.self)
            },
            Route("family.impersonateDependent", audit: "UserImpersonated") { state, call in
                let actor = try state.managedUser(try call.required("impersonatorUserIdOrLoginId"))
                let user = try state.managedUser(try call.required("dependentLoginId"))
                guard let family = state.dependency(of: user.id).flatMap({ state.families[$0.familyId] }) else {
                    throw EmulatorRefusal.invalid("the user is not a dependent")
                }
                guard (call.text("selectedFamily") ?? family.id).hasSameBytes(as: family.id) else {
                    throw EmulatorRefusal.invalid("selectedFamily: expected the dependent's family, found another")
                }
                let member = state.familyMembers[FamilyMember.id(family.id, actor.id)]
                let permission = "Family Impersonate Dependents"
                guard !family.isDisabled, state.permissions(ofRoles: member?.roles ?? []).contains(permission) else {
                    throw EmulatorRefusal(403, .invalidArguments, "the impersonator lacks \(permission) in the family")
                }
                var session = try state.impersonation(of: user, by: actor)
                return Response(body: ["jwt": .string(try state.issueRefreshToken(of: &session))])
            },
            Route("family.stopImpersonation", audit: "ImpersonationStopped", stopImpersonation),
            Route("user.addFamilies", audit: "UserModified") { state, call in
                let associations = try call.requiredEntries("familyAssociations")
                let user = try state.updateUser(try call.required("loginId")) { _, _ in }
                let known = state.familyMembers.all(.user, user.id)
                try state.setFamilies(try state.families(known, adding: associations, of: user), of: user)
                return Response(body: ["user": state.json(user)])
            },
            Route("user.removeFamilies", audit: "UserModified") { state, call in
                let ids = try call.requiredTexts("familyIds")
                let user = try state.updateUser(try call.required("loginId")) { _, _ in }
                for id in ids {
                    let member = state.familyMembers[FamilyMember.id(try state.family(id).id, user.id)]
                    guard member?.isDependent != true else {
                        throw EmulatorRefusal.invalid("a dependent is deleted, not removed from the family")
                    }
                    if let member { state.delete(member) }
                }
                return Response(body: ["user": state.json(user)])
            },
        ] + definitions(.families, "family.get", "family")
}

extension EmulatorState {
    /// Applies the members that a request has, and stores the family.
    fileprivate func save(_ family: inout FamilyRecord, _ call: Call) throws(EmulatorRefusal) -> Response {
        if let attributes = call.body["customAttributes"]?.objectValue {
            for name in attributes.keys.sorted()
            where customAttributes[CustomAttributeRecord.id(.families, name)] == nil {
                throw .invalid("customAttributes: the attribute \(name) is not defined")
            }
            family.customAttributes = attributes
        }
        family.photo = call.body["photo"]?.stringValue ?? family.photo
        family.isDisabled = call.body["disabled"]?.boolValue ?? family.isDisabled
        try save(family)
        return Response(body: ["family": family.json])
    }

    /// A login id that is made of a dependent's name, and that no other user has.
    fileprivate func dependentLoginId(_ name: String?) throws(EmulatorRefusal) -> String {
        let words = (name ?? "dependent").lowercased().split { !$0.isLetter && !$0.isNumber }
        let base = words.joined(separator: "-")
        return user(base) == nil && !base.isEmpty ? base : try newId("\(base)-")
    }
}
