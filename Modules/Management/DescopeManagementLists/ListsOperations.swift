import DescopeHTTP

extension APIOperation {
}
