import DescopeHTTP

extension APIOperation {
    static let createList = Self(management: "lists.create", .post, "/v1/mgmt/list")
    static let updateList = Self(management: "lists.update", .post, "/v1/mgmt/list/update")
    static let deleteList = Self(management: "lists.delete", .post, "/v1/mgmt/list/delete")
    static let loadList = Self(management: "lists.load", .get, "/v1/mgmt/list/{id}")
    static let loadListByName = Self(management: "lists.loadByName", .get, "/v1/mgmt/list/name/{name}")
    static let loadLists = Self(management: "lists.loadAll", .get, "/v1/mgmt/list/all")
    static let importLists = Self(management: "lists.importAll", .post, "/v1/mgmt/list/import")
    static let clearList = Self(management: "lists.clear", .post, "/v1/mgmt/list/clear")

    static let addIPs = Self(management: "lists.addIPs", .post, "/v1/mgmt/list/ip/add")
    static let removeIPs = Self(management: "lists.removeIPs", .post, "/v1/mgmt/list/ip/remove")
    static let checkIP = Self(management: "lists.checkIP", .post, "/v1/mgmt/list/ip/check", .always)

    static let addTexts = Self(management: "lists.addTexts", .post, "/v1/mgmt/list/text/add")
    static let removeTexts = Self(management: "lists.removeTexts", .post, "/v1/mgmt/list/text/remove")
    static let checkText = Self(management: "lists.checkText", .post, "/v1/mgmt/list/text/check", .always)
}
