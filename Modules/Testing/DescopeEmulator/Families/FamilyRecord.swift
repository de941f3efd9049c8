import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A family: users who share access, and dependents without credentials of their own.
struct FamilyRecord: EmulatorRecord {
    static let table = "families"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.families }

    let id: String
    var name: String
    var customAttributes: [String: JSONValue] = [:]
    var photo = ""
    var isDisabled = false
    let createdAt: Date

    /// The family in the service's JSON.
    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "customAttributes": .object(customAttributes),
            "disabled": .bool(isDisabled), "photo": .string(photo), "createdTime": .seconds(createdAt),
        ]
    }
}

/// A user's membership in a family.
struct FamilyMember: EmulatorRecord {
    static let table = "familyMembers"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.familyMembers }

    enum Index: Int, TableIndex {
        case family, user, role
    }

    static let references: [Reference<Self>] = [
        Reference(to: FamilyRecord.self, by: .family, onDelete: .delete),
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(
            to: RoleRecord.self,
            by: .role,
            onDelete: .update { member, role in member.roles.removeAll { $0 == role } }
        ),
    ]

    let familyId: String
    let userId: String
    /// The ids of the roles in the family.
    var roles: [String] = []
    /// The values of the family-scoped attributes.
    var attributes: [String: JSONValue] = [:]
    var isDependent = false

    var id: String { Self.id(familyId, userId) }

    static func id(_ familyId: String, _ userId: String) -> String { "\(familyId)\0\(userId)" }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .family: [TextKey(familyId)]
        case .user: [TextKey(userId)]
        case .role: roles.map { TextKey($0) }
        }
    }
}

/// The settings of family accounts.
struct FamilySettings {
    /// The document that contains them.
    static let document = "familySettings"

    let isEnabled: Bool
    let maxMembers: Int
    let allowsSeveral: Bool

    init(_ members: [String: JSONValue]) {
        isEnabled = members["enabled"]?.boolValue ?? true
        maxMembers = members["maxFamilyMembers"]?.intValue.flatMap { Int(exactly: $0) } ?? 10
        allowsSeveral = members["allowMultipleFamiliesUsers"]?.boolValue ?? false
    }

    var json: [String: JSONValue] {
        [
            "enabled": .bool(isEnabled), "maxFamilyMembers": .int(Int64(maxMembers)),
            "allowMultipleFamiliesUsers": .bool(allowsSeveral),
        ]
    }
}

extension EmulatorState {
    var familySettings: FamilySettings { FamilySettings(document(FamilySettings.document)) }

    func family(_ id: String) throws(EmulatorRefusal) -> FamilyRecord {
        guard let family = families[id] else { throw .invalid("the family \(id) does not exist") }
        return family
    }

    /// The membership that a dependent has in their only family; nil for other users.
    func dependency(of userId: String) -> FamilyMember? {
        familyMembers.first(.user, userId).flatMap { $0.isDependent ? $0 : nil }
    }

    func isDependent(_ userId: String) -> Bool { dependency(of: userId) != nil }

    /// The membership in the service's JSON.
    func json(_ member: FamilyMember) -> JSONValue {
        [
            "familyId": .string(member.familyId), "roleNames": .texts(names(ofRoles: member.roles)),
            "permissions": .texts(permissions(ofRoles: member.roles)),
            "familyScopedAttributes": .object(member.attributes),
        ]
    }

    // MARK: Memberships

    /// The memberships of a user in exactly these families (`FamilyAssociation`), with exactly these roles and
    /// attributes. They are not stored yet.
    func families(_ associations: [Call], of user: UserRecord) throws(EmulatorRefusal) -> [FamilyMember] {
        let wanted = associations.compactMap { $0.text("familyId") }
        if let dependency = dependency(of: user.id), !wanted.hasSame(dependency.familyId) {
            throw .invalid("familyAssociations: a dependent belongs to their family")
        }
        let kept = familyMembers.all(.user, user.id).filter { wanted.hasSame($0.familyId) }.map {
            FamilyMember(familyId: $0.familyId, userId: user.id, isDependent: $0.isDependent)
        }
        return try families(kept, adding: associations, of: user)
    }

    /// Memberships of a user, with further ones, and with further roles and attributes in those that there are.
    func families(
        _ known: [FamilyMember],
        adding associations: [Call],
        of user: UserRecord
    ) throws(EmulatorRefusal) -> [FamilyMember] {
        let settings = familySettings
        guard associations.isEmpty || settings.isEnabled else { throw .invalid("family accounts are disabled") }
        var members = known
        for association in associations {
            let family = try family(association.text("familyId") ?? "")
            let index = members.firstIndex { $0.familyId.hasSameBytes(as: family.id) }
            var member = index.map { members.remove(at: $0) } ?? FamilyMember(familyId: family.id, userId: user.id)
            if index == nil { try requireRoom(in: family, besides: members, settings) }
            let roles = try roleIds(association.texts("roleNames"), tenantId: nil)
            member.roles += roles.filter { !member.roles.contains($0) }
            member.attributes.merge(association.object("familyScopedAttributes")) { $1 }
            members.insert(member, at: index ?? members.endIndex)
        }
        return members
    }

    /// Stores the memberships of a user, and deletes all others; nil changes nothing.
    func setFamilies(_ members: [FamilyMember]?, of user: UserRecord) throws(EmulatorRefusal) {
        guard let members else { return }
        let ids = members.map(\.id)
        for old in familyMembers.all(.user, user.id) where !ids.hasSame(old.id) { delete(old) }
        for member in members { try save(member) }
    }

    /// Throws unless a family takes one more member, who has these other memberships.
    func requireRoom(
        in family: FamilyRecord,
        besides others: [FamilyMember] = [],
        _ settings: FamilySettings
    ) throws(EmulatorRefusal) {
        guard familyMembers.all(.family, family.id).count < settings.maxMembers else {
            throw .invalid("the family \(family.id) has the greatest number of members")
        }
        guard others.isEmpty || (settings.allowsSeveral && !others.contains(where: \.isDependent)) else {
            throw .invalid("the user belongs to another family")
        }
    }
}
