import DescopeCore

extension Route {
    /// Copies of the schema and the relations.
    static let fgaBackups = [
        Route("fga.createBackup", audit: "FGABackupCreated") { state, call in
            // The members of such a body are not known.
            if let name = call.body[OperationShape.root]?.objectValue?.keys.min() {
                throw EmulatorRefusal.invalid("\(name) is not emulated")
            }
            return Response(body: ["backupId": .string(try state.makeBackup().id)])
        },
        Route("fga.loadAllBackups") { state, _ in
            Response(body: ["backups": .array(state.fgaBackups.all.map { $0.json(state.projectId) })])
        },
        Route("fga.loadBackup") { state, call in
            Response(body: ["backup": try state.backup(call).json(state.projectId)])
        },
        Route("fga.restoreBackup", audit: "FGABackupRestored") { state, call in
            let backup = try state.backup(call)
            let automatic = try state.makeBackup(isAutomatic: true)
            try state.restore(backup)
            return Response(body: ["autoBackupId": .string(automatic.id)])
        },
        Route("fga.deleteBackup", audit: "FGABackupDeleted") { state, call in
            state.delete(try state.backup(call))
            return Response()
        },
    ]
}

extension EmulatorState {
    fileprivate func makeBackup(isAutomatic: Bool = false) throws(EmulatorRefusal) -> FGABackupRecord {
        if isAutomatic {
            let others = fgaBackups.all.filter { $0.isAutomatic == true }
            for old in others.dropLast(FGABackupRecord.automaticLimit - 1) { delete(old) }
        }
        let backup = FGABackupRecord(
            id: try newId("FB2"),
            createdAt: now,
            schema: schemaRecord,
            relations: authzRelations.all,
            isAutomatic: isAutomatic
        )
        try save(backup)
        return backup
    }

    fileprivate func backup(_ call: Call) throws(EmulatorRefusal) -> FGABackupRecord {
        guard let backup = fgaBackups[call.path["backupId"] ?? ""] else { throw .invalid("the backup does not exist") }
        return backup
    }
}

extension FGABackupRecord {
    fileprivate func json(_ projectId: String) -> JSONValue {
        [
            "id": .string(id), "projectId": .string(projectId), "status": "completed",
            "schemaVersion": .int(Int64(schema.version)), "tupleCount": .int(Int64(relations.count)),
            "createdAt": .seconds(createdAt), "completedAt": .seconds(createdAt), "errorMessage": "",
        ]
    }
}
