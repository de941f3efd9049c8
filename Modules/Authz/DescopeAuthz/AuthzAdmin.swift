@_exported public import DescopeAuthzModel
@_exported public import DescopeManagement
