// Generated from Docs/api by Scripts/generate-emulator-shapes. Do not edit.

/// The requests and responses of all operations, and their types. `OperationShape` explains and reads them.
enum OperationTable {
    static let text = #"""
        accessKey.exchange POST /v1/auth/accesskey/exchange accessKey loginOptions:AccessKeyLoginOptions >$root:ExchangeAccessKeyResponse
        accessKey.import POST /v1/mgmt/accesskey/import managementKey keys:ImportAccessKeyRequest[] >keys:AccessKey[]
        apps.authorize GET /oauth2/v1/apps/authorize none ?client_id:string ?code_challenge:string ?code_challenge_method:string ?dpop_jkt:string ?flow:string ?flow_token:string ?loginHint:string ?mcp_server_id:string ?nonce:string ?project_id:string ?prompt:string ?redirect_uri:string ?request:string ?resource:string[] ?response_type:string ?scope:string ?state:string ?style:string ?tenant:string - >$root:map<string,any>
        apps.authorizeByMcpServer GET /oauth2/v1/apps/agentic/{project_id}/{mcp_server_id}/authorize none ?client_id:string ?code_challenge:string ?code_challenge_method:string ?dpop_jkt:string ?flow:string ?flow_token:string ?loginHint:string ?nonce:string ?prompt:string ?redirect_uri:string ?request:string ?resource:string[] ?response_type:string ?scope:string ?state:string ?style:string ?tenant:string - >$root:map<string,any>
        apps.authorizeByProject GET /oauth2/v1/apps/{project_id}/authorize none ?client_id:string ?code_challenge:string ?code_challenge_method:string ?dpop_jkt:string ?flow:string ?flow_token:string ?loginHint:string ?mcp_server_id:string ?nonce:string ?prompt:string ?redirect_uri:string ?request:string ?resource:string[] ?response_type:string ?scope:string ?state:string ?style:string ?tenant:string - >$root:map<string,any>
        apps.authorizeDevice POST /oauth2/v1/apps/device clientCredentials audience:string client_id:string dpop_jkt:string project_id:string scope:string ssoAppId:string >$root:DeviceAuthorization
        apps.authorizeDeviceByProject POST /oauth2/v1/apps/{project_id}/device clientCredentials audience:string client_id:string dpop_jkt:string project_id:string scope:string ssoAppId:string >$root:DeviceAuthorization
        apps.authorizePost POST /oauth2/v1/apps/authorize none client_id:string code_challenge:string code_challenge_method:string dpop_jkt:string flow:string flow_token:string loginHint:string mcp_server_id:string nonce:string project_id:string prompt:string redirect_uri:string request:string resource:string[] response_type:string scope:string state:string style:string tenant:string >$root:map<string,any>
        apps.authorizePostByMcpServer POST /oauth2/v1/apps/agentic/{project_id}/{mcp_server_id}/authorize none client_id:string code_challenge:string code_challenge_method:string dpop_jkt:string flow:string flow_token:string loginHint:string mcp_server_id:string nonce:string project_id:string prompt:string redirect_uri:string request:string resource:string[] response_type:string scope:string state:string style:string tenant:string >$root:map<string,any>
        apps.authorizePostByProject POST /oauth2/v1/apps/{project_id}/authorize none client_id:string code_challenge:string code_challenge_method:string dpop_jkt:string flow:string flow_token:string loginHint:string mcp_server_id:string nonce:string project_id:string prompt:string redirect_uri:string request:string resource:string[] response_type:string scope:string state:string style:string tenant:string >$root:map<string,any>
        apps.backchannelAuthorize POST /oauth2/v1/apps/bc-authorize clientCredentials audience:string binding_message:string client_id:string client_secret:string dpop_jkt:string login_hint:string project_id:string requested_expiry:int scope:string >auth_req_id:string >expires_in:int >interval:int
        apps.backchannelAuthorizeByProject POST /oauth2/v1/apps/{project_id}/bc-authorize clientCredentials audience:string binding_message:string client_id:string client_secret:string dpop_jkt:string login_hint:string project_id:string requested_expiry:int scope:string >auth_req_id:string >expires_in:int >interval:int
        apps.finishAuthorize POST /oauth2/v1/apps/finish-authorize none app_id:string consent_id:string error_redirect_uri:string state_id:string >$root:map<string,any>
        apps.register POST /v1/mgmt/inboundapp/app/{projectId}/register none $root:any >$root:any
        apps.revoke POST /oauth2/v1/apps/revoke clientCredentials client_id:string client_secret:string project_id:string token:string token_type_hint:string >$root:map<string,any>
        apps.revokeByProject POST /oauth2/v1/apps/{project_id}/revoke clientCredentials client_id:string client_secret:string project_id:string token:string token_type_hint:string >$root:map<string,any>
        apps.token POST /oauth2/v1/apps/token clientCredentials assertion:string audience:string auth_req_id:string client_assertion:string client_assertion_type:string client_id:string client_secret:string code:string code_verifier:string device_code:string grant_type:string mcp_server_id:string project_id:string refresh_token:string resource:string scope:string subject_token:string subject_token_type:string tenantId:string >$root:OAuthTokenResponse
        apps.tokenByMcpServer POST /oauth2/v1/apps/agentic/{project_id}/{mcp_server_id}/token clientCredentials assertion:string audience:string auth_req_id:string client_assertion:string client_assertion_type:string client_id:string client_secret:string code:string code_verifier:string device_code:string grant_type:string mcp_server_id:string project_id:string refresh_token:string resource:string scope:string subject_token:string subject_token_type:string tenantId:string >$root:OAuthTokenResponse
        apps.tokenByProject POST /oauth2/v1/apps/{project_id}/token clientCredentials assertion:string audience:string auth_req_id:string client_assertion:string client_assertion_type:string client_id:string client_secret:string code:string code_verifier:string device_code:string grant_type:string mcp_server_id:string project_id:string refresh_token:string resource:string scope:string subject_token:string subject_token_type:string tenantId:string >$root:OAuthTokenResponse
        apps.userInfo GET /oauth2/v1/apps/userinfo appToken ?project_id:string - >userInfoClaims:map<string,any>
        apps.userInfoByProject GET /oauth2/v1/apps/{project_id}/userinfo appToken - >userInfoClaims:map<string,any>
        apps.userInfoPost POST /oauth2/v1/apps/userinfo appToken project_id:string >userInfoClaims:map<string,any>
        apps.userInfoPostByProject POST /oauth2/v1/apps/{project_id}/userinfo appToken project_id:string >userInfoClaims:map<string,any>
        enchantedLink.getSession POST /v1/auth/enchantedlink/pending-session project pendingRef:string! >$root:JWTResponse
        enchantedLink.signIn POST /v1/auth/enchantedlink/signin/{deliveryMethod} project,refreshToken URI:string crossDevice:bool loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:EnchantedLinkResponse
        enchantedLink.signUp POST /v1/auth/enchantedlink/signup/{deliveryMethod} project URI:string crossDevice:bool email:string loginId:string! loginOptions:SignUpOptions phone:string providerId:string templateId:string user:SignUpUser >$root:EnchantedLinkResponse
        enchantedLink.signUpOrIn POST /v1/auth/enchantedlink/signup-in/{deliveryMethod} project URI:string crossDevice:bool loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:EnchantedLinkResponse
        enchantedLink.update.email POST /v1/auth/enchantedlink/update/email refreshToken URI:string addToLoginIDs:bool crossDevice:bool email:string! locale:string loginId:string! onMergeUseExisting:bool providerId:string templateId:string templateOptions:map<string,string> >$root:EnchantedLinkResponse
        enchantedLink.update.phone POST /v1/auth/enchantedlink/update/phone/{deliveryMethod} refreshToken URI:string addToLoginIDs:bool locale:string loginId:string! onMergeUseExisting:bool phone:string! providerId:string templateId:string templateOptions:map<string,string> >$root:EnchantedLinkResponse
        enchantedLink.verify POST /v1/auth/enchantedlink/verify project pkceVerifier:string token:string!
        fedcm.accounts GET /v1/auth/fedcm/accounts none ?projectId:string - >$root:FedCMAccountsResponse
        fedcm.assertion POST /v1/auth/fedcm/assertion none accountId:string clientId:string disclosureTextShown:string isAutoSelected:string nonce:string projectId:string >token:string
        fedcm.clientMetadata GET /fedcm/clientmetadata none ?client_id:string - >privacy_policy_url:string >terms_of_service_url:string
        fedcm.config GET /{projectId}/fedcm/config none - >accounts_endpoint:string >branding:FedCMBranding >client_metadata_endpoint:string >disconnect_endpoint:string >id_assertion_endpoint:string >login_url:string
        fga.createBackup POST /v1/mgmt/fga/backup managementKey $root:map<string,any> >backupId:string
        fga.deleteBackup DELETE /v1/mgmt/fga/backup/{backupId} managementKey -
        fga.loadAllBackups GET /v1/mgmt/fga/backups managementKey - >backups:FGABackup[]
        fga.loadBackup GET /v1/mgmt/fga/backup/{backupId} managementKey - >backup:FGABackup
        fga.loadMappableResources GET /v1/mgmt/fga/mappable/resources managementKey -
        fga.restoreBackup POST /v1/mgmt/fga/backup/{backupId}/restore managementKey backupId:string >autoBackupId:string
        flow.completeExternalAuth POST /v1/mgmt/flow/externalauth/complete managementKey customClaims:map<string,string> emailVerified:bool externalAuthReqId:string loginId:string phoneVerified:bool selectedTenantId:string user:SignUpUser userTenants:AssociatedTenant[] >redirectUrl:string
        flow.listTemplates POST /v1/mgmt/flow/template/list managementKey $root:map<string,any> >templates:FlowTemplate[] >total:int
        flow.listWidgets GET /v1/mgmt/widget/list managementKey - >widgets:Widget[]
        flow.next POST /v1/flow/next project componentsVersion:string executionId:string! input:map<string,any> interactionId:string! isCustomScreen:bool stepId:string! version:int >$root:FlowResponse
        flow.start POST /v1/flow/start project componentsVersion:string conditionInteractionId:string flowId:string! flowVersions:map<string,int> input:map<string,any> interactionId:string isCustomScreen:bool options:FlowStartOptions >$root:FlowResponse
        inbound.rotateApplicationSecretGet GET /v1/mgmt/thirdparty/app/rotate managementKey -
        localization.exportFlow POST /v1/mgmt/localization/flow/export managementKey flowId:string >overrides:FlowLocalizationOverrides
        localization.exportMessaging POST /v1/mgmt/localization/messaging/export managementKey $root:map<string,any> >overrides:TemplateLocalizationOverrides
        localization.importFlow POST /v1/mgmt/localization/flow/import managementKey flowId:string overrides:FlowLocalizationOverrides >overrides:FlowLocalizationOverrides
        localization.importMessaging POST /v1/mgmt/localization/messaging/import managementKey overrides:TemplateLocalizationOverrides >overrides:TemplateLocalizationOverrides
        magicLink.signIn POST /v1/auth/magiclink/signin/{deliveryMethod} project,refreshToken URI:string loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:MaskedAddress
        magicLink.signUp POST /v1/auth/magiclink/signup/{deliveryMethod} project URI:string email:string loginId:string! loginOptions:SignUpOptions phone:string providerId:string templateId:string user:SignUpUser whatsapp:string >$root:MaskedAddress
        magicLink.signUpOrIn POST /v1/auth/magiclink/signup-in/{deliveryMethod} project URI:string loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:MaskedAddress
        magicLink.update.email POST /v1/auth/magiclink/update/email refreshToken URI:string addToLoginIDs:bool crossDevice:bool email:string! locale:string loginId:string! onMergeUseExisting:bool providerId:string templateId:string templateOptions:map<string,string> >$root:MaskedAddress
        magicLink.update.phone POST /v1/auth/magiclink/update/phone/{deliveryMethod} refreshToken URI:string addToLoginIDs:bool locale:string loginId:string! onMergeUseExisting:bool phone:string! providerId:string templateId:string templateOptions:map<string,string> >$root:MaskedAddress
        magicLink.update.phoneBySMS POST /v1/auth/magiclink/update/phone refreshToken URI:string addToLoginIDs:bool locale:string loginId:string! onMergeUseExisting:bool phone:string! providerId:string templateId:string templateOptions:map<string,string> >$root:MaskedAddress
        magicLink.verify POST /v1/auth/magiclink/verify project token:string! >$root:JWTResponse
        management.accessKey.activate POST /v1/mgmt/accesskey/activate managementKey id:string!
        management.accessKey.activateBatch POST /v1/mgmt/accesskey/activate/batch managementKey ids:string[]!
        management.accessKey.create POST /v1/mgmt/accesskey/create managementKey customAttributes:map<string,any> customClaims:map<string,any> description:string expireTime:int64! keyTenants:AssociatedTenant[] name:string! permittedIps:string[] roleNames:string[] userId:string >cleartext:string >key:AccessKey
        management.accessKey.deactivate POST /v1/mgmt/accesskey/deactivate managementKey id:string!
        management.accessKey.deactivateBatch POST /v1/mgmt/accesskey/deactivate/batch managementKey ids:string[]!
        management.accessKey.delete POST /v1/mgmt/accesskey/delete managementKey id:string!
        management.accessKey.deleteBatch POST /v1/mgmt/accesskey/delete/batch managementKey ids:string[]!
        management.accessKey.load GET /v1/mgmt/accesskey managementKey ?id:string! - >key:AccessKey
        management.accessKey.rotate POST /v1/mgmt/accesskey/rotate managementKey id:string! >cleartext:string >key:AccessKey
        management.accessKey.searchAll POST /v1/mgmt/accesskey/search managementKey boundUserId:string creatingUser:string customAttributes:map<string,any> sort:SortField[] tenantIds:string[] text:string >keys:AccessKey[]
        management.accessKey.update POST /v1/mgmt/accesskey/update managementKey customAttributes:map<string,any> customClaims:map<string,any> description:string id:string! keyTenants:AssociatedTenant[] name:string! permittedIps:string[] roleNames:string[] >key:AccessKey
        management.analytics.search POST /v1/mgmt/analytics/search managementKey actions:string[] devices:string[] excludedActions:string[] from:int64 geos:string[] groupByAction:bool groupByCreated:string groupByDevice:bool groupByGeo:bool groupByMethod:bool groupByReferrer:bool groupByTenant:bool methods:string[] tenants:string[] to:int64 >analytics:AnalyticRecord[]
        management.audit.createAuditWebhook POST /v2/mgmt/connector/audit/web/set managementKey authentication:ConnectorHTTPAuthentication description:string filters:AuditFilter[] headers:map<string,string> hmacSecret:string insecure:bool name:string! url:string
        management.audit.createAuditWebhookV1 POST /v1/mgmt/connector/audit/web/set managementKey authentication:ConnectorHTTPAuthentication description:string filters:AuditFilter headers:map<string,string> hmacSecret:string insecure:bool name:string! url:string
        management.audit.createEvent POST /v1/mgmt/audit/event managementKey action:string! actorId:string! data:map<string,any> tenantId:string! type:AuditType! userId:string
        management.audit.search POST /v1/mgmt/audit/search managementKey actions:string[] actorIds:string[] auditTypes:string[] devices:string[] excludedActions:string[] excludedExternalIds:string[] externalIds:string[] from:int64 geos:string[] levels:string[] loginIdsContain:string[] loginIdsNotContain:string[] methods:string[] noTenants:bool oldestFirst:bool page:int remoteAddresses:string[] searchFields:map<string,any>[] size:int tenants:string[] text:string to:int64 userIds:string[] >audits:AuditRecord[] >total:int
        management.authz.createRelations POST /v1/mgmt/authz/re/create managementKey relations:AuthzRelation[]!
        management.authz.deleteNamespace POST /v1/mgmt/authz/ns/delete managementKey name:string! schemaName:string
        management.authz.deleteRelationDefinition POST /v1/mgmt/authz/rd/delete managementKey name:string! namespace:string! schemaName:string
        management.authz.deleteRelations POST /v1/mgmt/authz/re/delete managementKey relations:AuthzRelation[]!
        management.authz.deleteRelationsForIds POST /v1/mgmt/authz/re/deleteresources managementKey resources:string[]!
        management.authz.deleteResourceRelationsForResources POST /v1/mgmt/authz/re/deleteresourcesrelations managementKey resources:string[]!
        management.authz.deleteSchema POST /v1/mgmt/authz/schema/delete managementKey {}
        management.authz.getModified POST /v1/mgmt/authz/getmodified managementKey since:int64 >$root:AuthzModified
        management.authz.hasRelations POST /v1/mgmt/authz/re/has managementKey relationQueries:AuthzRelationQuery[]! >directRelations:bool[] >relationQueries:AuthzRelationQuery[]
        management.authz.loadSchema POST /v1/mgmt/authz/schema/load managementKey {} >schema:AuthzSchema
        management.authz.resourceRelations POST /v1/mgmt/authz/re/resource managementKey ignoreTargetSetRelations:bool resource:string! >relations:AuthzRelation[]
        management.authz.saveNamespace POST /v1/mgmt/authz/ns/save managementKey namespace:AuthzNamespace! oldName:string schemaName:string
        management.authz.saveRelationDefinition POST /v1/mgmt/authz/rd/save managementKey namespace:string! oldName:string relationDefinition:AuthzRelationDefinition! schemaName:string
        management.authz.saveSchema POST /v1/mgmt/authz/schema/save managementKey schema:AuthzSchema! upgrade:bool!
        management.authz.targetsRelations POST /v1/mgmt/authz/re/targets managementKey includeTargetSetRelations:bool targets:string[]! >relations:AuthzRelation[]
        management.authz.whatCanTargetAccess POST /v1/mgmt/authz/re/targetall managementKey context:map<string,any> target:string! >relations:AuthzRelation[]
        management.authz.whatCanTargetAccessWithRelation POST /v1/mgmt/authz/re/targetwithrelation managementKey namespace:string! relationDefinition:string! target:string! >resources:string[]
        management.authz.whoCanAccess POST /v1/mgmt/authz/re/who managementKey context:map<string,any> namespace:string! relationDefinition:string! resource:string! >targets:string[]
        management.descoper.create PUT /v1/mgmt/descoper managementKey descopers:DescoperCreate[]! >descopers:Descoper[] >total:int
        management.descoper.delete DELETE /v1/mgmt/descoper managementKey ?id:string! -
        management.descoper.list POST /v1/mgmt/descoper/list managementKey {} >descopers:Descoper[] >total:int
        management.descoper.load GET /v1/mgmt/descoper managementKey ?id:string! - >descoper:Descoper
        management.descoper.update PATCH /v1/mgmt/descoper managementKey attributes:DescoperAttributes id:string! rbac:DescoperRBAC >descoper:Descoper
        management.engine.create POST /v1/mgmt/engine/create managementKey name:string! >engine:Engine
        management.engine.delete POST /v1/mgmt/engine/delete managementKey id:string!
        management.engine.load GET /v1/mgmt/engine/load managementKey ?id:string! - >engine:Engine
        management.engine.loadAll GET /v1/mgmt/engines/load managementKey - >engines:Engine[]
        management.engine.rotateSecret POST /v1/mgmt/engine/rotate managementKey id:string! >secret:string
        management.engine.update POST /v1/mgmt/engine/update managementKey id:string! name:string! >engine:Engine
        management.family.configureSettings POST /v1/mgmt/family/settings managementKey allowMultipleFamiliesUsers:bool enabled:bool maxFamilyMembers:int >$root:FamilySettings
        management.family.create POST /v1/mgmt/family/create managementKey customAttributes:map<string,any> disabled:bool familyId:string name:string! photo:string >family:Family
        management.family.createCustomAttributes POST /v1/mgmt/family/customattribute/create managementKey attributes:CustomAttribute[]! >data:CustomAttribute[]
        management.family.createDependent POST /v1/mgmt/family/dependent/create managementKey customAttributes:map<string,any> email:string familyId:string! familyName:string familyScopedAttributes:map<string,map<string,any>> givenName:string loginId:string middleName:string name:string phone:string picture:string >user:User
        management.family.delete POST /v1/mgmt/family/delete managementKey id:string!
        management.family.deleteCustomAttributes POST /v1/mgmt/family/customattribute/delete managementKey names:string[]! >data:CustomAttribute[]
        management.family.deleteDependent POST /v1/mgmt/family/dependent/delete managementKey userId:string!
        management.family.getCustomAttributes GET /v1/mgmt/family/customattributes managementKey - >data:CustomAttribute[]
        management.family.getSettings GET /v1/mgmt/family/settings managementKey - >$root:FamilySettings
        management.family.impersonateDependent POST /v1/mgmt/family/impersonate managementKey dependentLoginId:string! impersonatorUserIdOrLoginId:string! selectedFamily:string >jwt:string
        management.family.searchAll POST /v1/mgmt/family/search managementKey customAttributes:map<string,any> familyIds:string[] familyNames:string[] freeText:string page:int size:int >families:Family[]
        management.family.stopImpersonation POST /v1/mgmt/family/impersonate/stop managementKey customClaims:map<string,any> jwt:string! refreshDuration:int >jwt:string
        management.family.update POST /v1/mgmt/family/update managementKey customAttributes:map<string,any> disabled:bool id:string! name:string photo:string >family:Family
        management.fga.check POST /v1/mgmt/fga/check managementKey computePaths:bool context:map<string,any> listConditions:bool tuples:FGATuple[]! >schemaVersion:string >tuples:FGACheckTuple[]
        management.fga.createRelations POST /v1/mgmt/fga/relations managementKey tuples:FGATuple[]!
        management.fga.deleteAllRelations DELETE /v1/mgmt/fga/relations managementKey -
        management.fga.deleteRelations POST /v1/mgmt/fga/relations/delete managementKey tuples:FGATuple[]!
        management.fga.dryRunSchema POST /v1/mgmt/fga/schema/dryrun managementKey dsl:string! >$root:FGASchemaDryRunResponse
        management.fga.loadMappableSchema GET /v1/mgmt/fga/mappable/schema managementKey ?resourcesLimit:string ?tenantId:string! - >$root:FGAMappableSchema
        management.fga.loadResourcesDetails POST /v1/mgmt/fga/resources/load managementKey resourceIdentifiers:FGAResourceIdentifier[]! >resourcesDetails:FGAResourceDetails[]
        management.fga.loadSchema GET /v1/mgmt/fga/schema managementKey - >dsl:string >schema:FGASchemaDetails >version:string
        management.fga.saveResourcesDetails POST /v1/mgmt/fga/resources/save managementKey resourcesDetails:FGAResourceDetails[]!
        management.fga.saveSchema POST /v1/mgmt/fga/schema managementKey dsl:string!
        management.fga.searchMappableResources POST /v1/mgmt/fga/mappable/resources managementKey resourcesLimit:string resourcesQueries:FGAMappableResourcesQuery[]! tenantId:string! >mappableResources:FGAMappableResources[]
        management.flow.delete POST /v1/mgmt/flow/delete managementKey ids:string[]!
        management.flow.export POST /v1/mgmt/flow/export managementKey flowId:string! >$root:FlowWithScreens
        management.flow.exportV2 POST /v2/mgmt/flow/export managementKey flowId:string! >flow:ExportedFlow
        management.flow.getAsyncResult POST /v1/mgmt/flow/async/result managementKey executionId:string! >output:map<string,any>
        management.flow.import POST /v1/mgmt/flow/import managementKey flow:Flow! flowId:string! screens:Screen[] >$root:FlowWithScreens
        management.flow.importV2 POST /v2/mgmt/flow/import managementKey changelog:string flow:ExportedFlow! skipRender:bool
        management.flow.list POST /v1/mgmt/flow/list managementKey ids:string[] >flows:FlowMetadata[] >total:int
        management.flow.run POST /v1/mgmt/flow/run managementKey flowId:string! input:map<string,any> options:ManagementFlowOptions preview:bool tenant:string >output:map<string,any>
        management.flow.runAsync POST /v1/mgmt/flow/async/run managementKey flowId:string! input:map<string,any> options:ManagementFlowOptions preview:bool tenant:string >executionId:string
        management.group.loadAllGroupMembers POST /v1/mgmt/group/members managementKey groupId:string! ssoId:string tenantId:string! >$root:Group[]
        management.group.loadAllGroups POST /v1/mgmt/group/all managementKey ssoId:string tenantId:string! >$root:Group[]
        management.group.loadAllGroupsForMember POST /v1/mgmt/group/member/all managementKey loginIds:string[] ssoId:string tenantId:string! userIds:string[] >$root:Group[]
        management.inboundApplication.addApplicationSecret POST /v1/mgmt/thirdparty/app/secret/add managementKey expireTime:int! id:string! name:string! >cleartext:string >meta:ClientSecretMeta
        management.inboundApplication.createApplication POST /v1/mgmt/thirdparty/app/create managementKey allowedTenants:string[] approvedCallbackUrls:string[] attributesScopes:ApplicationScope[] audienceWhitelist:string[] cibaSettings:map<string,any> clientId:string clientSecret:string connectionsScopes:ApplicationScope[] consentFlowId:string customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forceAddAllAuthorizationInfo:bool forcePkce:bool id:string jarSettings:map<string,any> jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string logoUrl:string name:string! nonConfidentialClient:bool permissionsScopes:ApplicationScope[] sessionSettings:ThirdPartyApplicationSessionSettings >cleartext:string >clientId:string >id:string
        management.inboundApplication.createApplicationV2 POST /v2/mgmt/thirdparty/app/create managementKey approvedCallbackUrls:string[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forcePkce:bool id:string jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string! permissionsScopes:ApplicationScope[] scopeClaimMapping:ApplicationScopeClaimMapping[] >cleartext:string >id:string
        management.inboundApplication.deleteApplication POST /v1/mgmt/thirdparty/app/delete managementKey id:string!
        management.inboundApplication.deleteApplicationBatch POST /v1/mgmt/thirdparty/app/delete/batch managementKey ids:string[]!
        management.inboundApplication.deleteConsents POST /v1/mgmt/thirdparty/consents/delete managementKey appId:string consentIds:string[] tenantId:string userIds:string[]
        management.inboundApplication.deleteTenantConsents POST /v1/mgmt/thirdparty/consents/delete/tenant managementKey appId:string consentIds:string[] tenantId:string
        management.inboundApplication.getApplicationSecret GET /v1/mgmt/thirdparty/app/secret managementKey ?id:string! ?secretName:string - >cleartext:string
        management.inboundApplication.loadAllApplications GET /v1/mgmt/thirdparty/apps/load managementKey ?limit:int ?page:int - >apps:InboundApplication[] >total:int
        management.inboundApplication.loadAllApplicationsV2 POST /v2/mgmt/thirdparty/apps/load managementKey limit:int page:int >apps:ThirdPartyApplicationV2[] >total:int
        management.inboundApplication.loadApplication GET /v1/mgmt/thirdparty/app/load managementKey ?clientId:string ?id:string - >$root:InboundApplication
        management.inboundApplication.loadApplicationV2 GET /v2/mgmt/thirdparty/app/load managementKey ?id:string! - >$root:ThirdPartyApplicationV2
        management.inboundApplication.patchApplication POST /v1/mgmt/thirdparty/app/patch managementKey allowedTenants:string[] approvedCallbackUrls:string[] attributesScopes:ApplicationScope[] audienceWhitelist:string[] cibaSettings:map<string,any> connectionsScopes:ApplicationScope[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forceAddAllAuthorizationInfo:bool forcePkce:bool id:string! jarSettings:map<string,any> jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string logoUrl:string name:string permissionsScopes:ApplicationScope[] sessionSettings:ThirdPartyApplicationSessionSettings
        management.inboundApplication.patchApplicationV2 POST /v2/mgmt/thirdparty/app/patch managementKey approvedCallbackUrls:string[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forcePkce:bool id:string! jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string permissionsScopes:ApplicationScope[] scopeClaimMapping:ApplicationScopeClaimMapping[]
        management.inboundApplication.revokeApplicationSecret POST /v1/mgmt/thirdparty/app/secret/revoke managementKey id:string! name:string! >secrets:ClientSecretMeta[]
        management.inboundApplication.rotateApplicationSecret POST /v1/mgmt/thirdparty/app/rotate managementKey id:string! >cleartext:string
        management.inboundApplication.searchConsents POST /v1/mgmt/thirdparty/consents/search managementKey appId:string consentId:string limit:int page:int tenantId:string userId:string >consents:InboundApplicationConsent[] >total:int
        management.inboundApplication.updateApplication POST /v1/mgmt/thirdparty/app/update managementKey allowedTenants:string[] approvedCallbackUrls:string[] attributesScopes:ApplicationScope[] audienceWhitelist:string[] cibaSettings:map<string,any> connectionsScopes:ApplicationScope[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forceAddAllAuthorizationInfo:bool forcePkce:bool id:string! jarSettings:map<string,any> jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string logoUrl:string name:string! permissionsScopes:ApplicationScope[] sessionSettings:ThirdPartyApplicationSessionSettings
        management.inboundApplication.updateApplicationV2 POST /v2/mgmt/thirdparty/app/update managementKey approvedCallbackUrls:string[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forcePkce:bool id:string! jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string! permissionsScopes:ApplicationScope[] scopeClaimMapping:ApplicationScopeClaimMapping[]
        management.jwt.anonymous POST /v1/mgmt/auth/anonymous managementKey customClaims:map<string,any> refreshDuration:int roles:string[] selectedTenant:string >$root:AnonymousJWTResponse
        management.jwt.generateClientAssertionJwt POST /v1/mgmt/token/clientassertion managementKey algorithm:string audience:string[]! expiresIn:int! flattenAudience:bool issuer:string! subject:string! >jwt:string
        management.jwt.impersonate POST /v1/mgmt/impersonate managementKey customClaims:map<string,any> impersonatorId:string! loginId:string! refreshDuration:int selectedTenant:string stepup:bool validateConsent:bool! >jwt:string
        management.jwt.impersonateStepup POST /v1/mgmt/impersonate/stepup managementKey customClaims:map<string,any> impersonatorId:string! loginId:string! refreshDuration:int selectedTenant:string validateConsent:bool! >jwt:string
        management.jwt.signIn POST /v1/mgmt/auth/signin managementKey customClaims:map<string,any> jwt:string loginId:string! mfa:bool refreshDuration:int revokeOtherSessions:bool revokeOtherSessionsTypes:string[] selectedTenantId:string ssoAppId:string stepup:bool tenantId:string >$root:JWTResponse
        management.jwt.signUp POST /v1/mgmt/auth/signup managementKey customClaims:map<string,any> emailVerified:bool loginId:string! phoneVerified:bool refreshDuration:int selectedTenantId:string ssoAppId:string user:ManagementSignUpUser userTenants:AssociatedTenant[] >$root:JWTResponse
        management.jwt.signUpOrIn POST /v1/mgmt/auth/signup-in managementKey customClaims:map<string,any> emailVerified:bool loginId:string! phoneVerified:bool refreshDuration:int selectedTenantId:string ssoAppId:string user:ManagementSignUpUser userTenants:AssociatedTenant[] >$root:JWTResponse
        management.jwt.stopImpersonation POST /v1/mgmt/stop/impersonation managementKey customClaims:map<string,any> jwt:string! refreshDuration:int selectedTenant:string >jwt:string
        management.jwt.update POST /v1/mgmt/jwt/update managementKey customClaims:map<string,any> jwt:string! refreshDuration:int >jwt:string
        management.jwtTemplate.applyFromLibrary POST /v1/mgmt/jwt/templates/library/apply managementKey descriptionOverride:string libraryEntryId:string! nameOverride:string tagsOverride:string[] templateOverride:map<string,any> >template:JWTTemplate
        management.jwtTemplate.create POST /v1/mgmt/jwt/templates/create managementKey template:JWTTemplate! >template:JWTTemplate
        management.jwtTemplate.delete POST /v1/mgmt/jwt/templates/delete managementKey id:string!
        management.jwtTemplate.list POST /v1/mgmt/jwt/templates/list managementKey {} >templates:JWTTemplate[]
        management.jwtTemplate.listLibrary POST /v1/mgmt/jwt/templates/library/list managementKey {} >entries:JWTTemplateLibraryEntry[]
        management.jwtTemplate.load POST /v1/mgmt/jwt/templates/load managementKey id:string! >template:JWTTemplate
        management.jwtTemplate.loadLibraryEntry POST /v1/mgmt/jwt/templates/library/load managementKey id:string! >entry:JWTTemplateLibraryEntry
        management.jwtTemplate.update POST /v1/mgmt/jwt/templates/update managementKey template:JWTTemplate! >template:JWTTemplate
        management.jwtTemplate.validate POST /v1/mgmt/jwt/templates/validate managementKey id:string template:JWTTemplate >$root:JWTTemplateValidationResult
        management.license.get GET /v1/mgmt/license managementKey - >rateLimitTier:string
        management.list.addIPs POST /v1/mgmt/list/ip/add managementKey id:string! ips:string[]!
        management.list.addTexts POST /v1/mgmt/list/text/add managementKey id:string! texts:string[]!
        management.list.checkIP POST /v1/mgmt/list/ip/check managementKey id:string! ip:string! >exists:bool
        management.list.checkText POST /v1/mgmt/list/text/check managementKey id:string! matchAll:bool text:string texts:string[] >exists:bool
        management.list.clear POST /v1/mgmt/list/clear managementKey id:string!
        management.list.create POST /v1/mgmt/list managementKey data:any description:string name:string! type:ListType! >list:List
        management.list.delete POST /v1/mgmt/list/delete managementKey id:string!
        management.list.import POST /v1/mgmt/list/import managementKey lists:List[]!
        management.list.load GET /v1/mgmt/list/{id} managementKey - >list:List
        management.list.loadAll GET /v1/mgmt/list/all managementKey - >lists:List[]
        management.list.loadByName GET /v1/mgmt/list/name/{name} managementKey - >list:List
        management.list.loadByNameQuery GET /v1/mgmt/list/name managementKey ?name:string! - >list:List
        management.list.loadByQuery GET /v1/mgmt/list managementKey ?id:string! - >list:List
        management.list.removeIPs POST /v1/mgmt/list/ip/remove managementKey id:string! ips:string[]!
        management.list.removeTexts POST /v1/mgmt/list/text/remove managementKey id:string! texts:string[]!
        management.list.update POST /v1/mgmt/list/update managementKey data:any description:string id:string! name:string! type:ListType! >list:List
        management.managementKey.create PUT /v1/mgmt/managementkey managementKey description:string expireTime:int64 expiresIn:int64 name:string! permittedIps:string[] reBac:MgmtKeyReBac! >cleartext:string >key:MgmtKey
        management.managementKey.delete POST /v1/mgmt/managementkey/delete managementKey ids:string[]! >total:int
        management.managementKey.load GET /v1/mgmt/managementkey managementKey ?id:string! - >key:MgmtKey
        management.managementKey.search GET /v1/mgmt/managementkey/search managementKey - >keys:MgmtKey[]
        management.managementKey.update PATCH /v1/mgmt/managementkey managementKey description:string id:string! name:string! permittedIps:string[] status:string! >key:MgmtKey
        management.outboundApplication.batchUploadTenantTokens POST /v1/mgmt/outbound/app/tenant/oauthtoken/batch/upload managementKey tokens:OutboundAppTenantTokenToUpload[]! >failures:OutboundAppTokenUploadFailure[]
        management.outboundApplication.batchUploadUserTokens POST /v1/mgmt/outbound/app/user/oauthtoken/batch/upload managementKey tokens:OutboundAppUserTokenToUpload[]! >failures:OutboundAppTokenUploadFailure[]
        management.outboundApplication.createApplication POST /v1/mgmt/outbound/app/create managementKey accessType:string appType:string authorizationUrl:string authorizationUrlParams:URLParam[] callbackDomain:string clientId:string clientSecret:string dcrUrl:string defaultRedirectUrl:string defaultScopes:string[] description:string discoveryUrl:string id:string logo:string name:string! pkce:bool prompt:OAuthPrompt[] revocationUrl:string templateId:string tenantId:string tokenUrl:string tokenUrlParams:URLParam[] useDcr:bool >app:OutboundApplication
        management.outboundApplication.createApplicationByTemplate POST /v1/mgmt/outbound/app/create/bytemplate managementKey clientId:string clientSecret:string id:string overrides:OutboundAppTemplateOverrides templateId:string! tenantId:string >app:OutboundApplication
        management.outboundApplication.deleteApplication POST /v1/mgmt/outbound/app/delete managementKey id:string!
        management.outboundApplication.deleteTokenById DELETE /v1/mgmt/outbound/token managementKey ?id:string! -
        management.outboundApplication.deleteUserTokens DELETE /v1/mgmt/outbound/user/tokens managementKey ?appId:string ?userId:string -
        management.outboundApplication.fetchTenantToken POST /v1/mgmt/outbound/app/tenant/token/latest managementKey,appToken appId:string! externalIdentifier:string options:FetchOutboundAppTokenOptions tenantId:string! >token:OutboundAppToken
        management.outboundApplication.fetchTenantTokenByScopes POST /v1/mgmt/outbound/app/tenant/token managementKey,appToken appId:string! externalIdentifier:string options:FetchOutboundAppTokenOptions scopes:string[]! tenantId:string! >token:OutboundAppToken
        management.outboundApplication.fetchToken POST /v1/mgmt/outbound/app/user/token/latest managementKey,appToken appId:string! externalIdentifier:string options:FetchOutboundAppTokenOptions tenantId:string userId:string! >token:OutboundAppToken
        management.outboundApplication.fetchTokenByScopes POST /v1/mgmt/outbound/app/user/token managementKey,appToken appId:string! externalIdentifier:string options:FetchOutboundAppTokenOptions scopes:string[]! tenantId:string userId:string! >token:OutboundAppToken
        management.outboundApplication.listAppsWithUserToken GET /v1/mgmt/outbound/apps-with-user-token managementKey ?tenantId:string ?userId:string! - >appIds:string[]
        management.outboundApplication.loadAllApplications GET /v1/mgmt/outbound/apps managementKey - >apps:OutboundApplication[]
        management.outboundApplication.loadApplication GET /v1/mgmt/outbound/app/{id} managementKey - >app:OutboundApplication
        management.outboundApplication.updateApplication POST /v1/mgmt/outbound/app/update managementKey app:OutboundApplication! >app:OutboundApplication
        management.outboundApplication.uploadTenantApiKey POST /v1/mgmt/outbound/app/tenant/apikey/upload managementKey apiKey:string! appId:string! tenantId:string!
        management.outboundApplication.uploadTenantToken POST /v1/mgmt/outbound/app/tenant/oauthtoken/upload managementKey accessToken:string accessTokenExpiry:int accessTokenType:string appId:string! externalIdentifier:string grantedBy:string idToken:string refreshToken:string scopes:string[] tenantId:string! verifyRefresh:bool
        management.outboundApplication.uploadUserApiKey POST /v1/mgmt/outbound/app/user/apikey/upload managementKey apiKey:string! appId:string! tenantId:string userId:string!
        management.outboundApplication.uploadUserToken POST /v1/mgmt/outbound/app/user/oauthtoken/upload managementKey accessToken:string accessTokenExpiry:int accessTokenType:string appId:string! externalIdentifier:string grantedBy:string idToken:string refreshToken:string scopes:string[] tenantId:string userId:string! verifyRefresh:bool
        management.outboundScim.createConfiguration POST /v1/mgmt/outbound/scim/create managementKey appId:string! configuration:map<string,any> >configuration:OutboundScimConfiguration
        management.outboundScim.deleteConfiguration POST /v1/mgmt/outbound/scim/delete managementKey appId:string!
        management.outboundScim.loadConfiguration GET /v1/mgmt/outbound/scim/{appId} managementKey - >configuration:OutboundScimConfiguration
        management.outboundScim.setEnabled POST /v1/mgmt/outbound/scim/enabled/set managementKey appId:string! enabled:bool! >configuration:OutboundScimConfiguration
        management.outboundScim.updateConfiguration POST /v1/mgmt/outbound/scim/update managementKey appId:string! configuration:map<string,any> version:int! >configuration:OutboundScimConfiguration
        management.password.configureSettings POST /v1/mgmt/password/settings managementKey anyLetter:bool disallowEmailMatch:bool disallowedCharacters:string enablePasswordStrength:bool enabled:bool expiration:bool expirationWeeks:int lock:bool lockAttempts:int lowercase:bool minLength:int nonAlphanumeric:bool number:bool passwordStrengthScore:int reuse:bool reuseAmount:int tempLock:bool tempLockAttempts:int tempLockDuration:int tenantId:string uppercase:bool
        management.password.getSettings GET /v1/mgmt/password/settings managementKey ?tenantId:string - >$root:PasswordSettings
        management.permission.create POST /v1/mgmt/permission/create managementKey description:string name:string!
        management.permission.createBatch POST /v1/mgmt/permission/create/batch managementKey permissions:Permission[]!
        management.permission.delete POST /v1/mgmt/permission/delete managementKey id:string name:string
        management.permission.deleteBatch POST /v1/mgmt/permission/delete/batch managementKey ids:string[] names:string[]
        management.permission.loadAll GET /v1/mgmt/permission/all managementKey - >permissions:Permission[]
        management.permission.update POST /v1/mgmt/permission/update managementKey description:string id:string name:string newName:string!
        management.permission.updateBatch POST /v1/mgmt/permission/update/batch managementKey permissions:PermissionUpdate[]!
        management.project.clone POST /v1/mgmt/project/clone managementKey environment:string name:string! tags:string[] >$root:CloneProjectResponse
        management.project.delete POST /v1/mgmt/project/delete managementKey {}
        management.project.exportLegacy POST /v1/mgmt/project/export managementKey format:string >files:map<string,any>
        management.project.exportSnapshot POST /v1/mgmt/project/snapshot/export managementKey format:string >files:map<string,any>
        management.project.importLegacy POST /v1/mgmt/project/import managementKey excludes:string[] files:map<string,any>! inputSecrets:SnapshotSecrets
        management.project.importSnapshot POST /v1/mgmt/project/snapshot/import managementKey excludes:string[] files:map<string,any>! inputSecrets:SnapshotSecrets
        management.project.listProjects POST /v1/mgmt/projects/list managementKey {} >projects:Project[]
        management.project.updateName POST /v1/mgmt/project/update/name managementKey name:string!
        management.project.updateTags POST /v1/mgmt/project/update/tags managementKey tags:string[]!
        management.project.validateSnapshot POST /v1/mgmt/project/snapshot/validate managementKey excludes:string[] files:map<string,any>! inputSecrets:SnapshotSecrets >$root:ValidateSnapshotResponse
        management.role.create POST /v1/mgmt/role/create managementKey default:bool description:string name:string! permissionNames:string[] private:bool tenantId:string >$root:Role
        management.role.createBatch POST /v1/mgmt/role/create/batch managementKey roles:Role[]! >roles:Role[]
        management.role.delete POST /v1/mgmt/role/delete managementKey id:string name:string tenantId:string
        management.role.deleteBatch POST /v1/mgmt/role/delete/batch managementKey roleIds:string[] roleNames:string[] tenantId:string
        management.role.loadAll GET /v1/mgmt/role/all managementKey - >roles:Role[]
        management.role.search POST /v1/mgmt/role/search managementKey includeProjectRoles:bool permissionNames:string[] roleIds:string[] roleNameLike:string roleNames:string[] sort:SortField[] tenantIds:string[] text:string >roles:Role[]
        management.role.update POST /v1/mgmt/role/update managementKey default:bool description:string id:string name:string newName:string! permissionNames:string[] private:bool tenantId:string >$root:Role
        management.role.updateBatch POST /v1/mgmt/role/update/batch managementKey roles:RoleUpdate[]! >roles:Role[]
        management.scopeClaimMapping.delete POST /v1/mgmt/scopeClaimMapping/delete managementKey {}
        management.scopeClaimMapping.get POST /v1/mgmt/scopeClaimMapping/get managementKey {} >mappings:ScopeClaimMappingEntry[]
        management.scopeClaimMapping.set POST /v1/mgmt/scopeClaimMapping/set managementKey mappings:ScopeClaimMappingEntry[]!
        management.sso.configureAuthType POST /v1/mgmt/sso/settings/authtype managementKey authType:TenantAuthType! ssoId:string tenantId:string!
        management.sso.configureMapping POST /v1/mgmt/sso/mapping managementKey attributeMapping:AttributeMapping defaultSSORoles:string[] roleMappings:RoleMapping[] tenantId:string!
        management.sso.configureMetadata POST /v1/mgmt/sso/metadata managementKey domains:string[] idpMetadataURL:string! redirectURL:string tenantId:string!
        management.sso.configureOIDCSettings POST /v1/mgmt/sso/oidc managementKey domains:string[] settings:SSOOIDCSettings! ssoId:string tenantId:string!
        management.sso.configureSAMLByMetadata POST /v1/mgmt/sso/saml/metadata managementKey domains:string[] redirectUrl:string settings:SSOSAMLByMetadataSettings! ssoId:string tenantId:string!
        management.sso.configureSAMLSettings POST /v1/mgmt/sso/saml managementKey domains:string[] redirectUrl:string settings:SSOSAMLSettings! ssoId:string tenantId:string!
        management.sso.configureSSORedirectURL POST /v1/mgmt/sso/redirect managementKey oauthRedirectUrl:string samlRedirectUrl:string ssoId:string tenantId:string!
        management.sso.configureSettings POST /v1/mgmt/sso/settings managementKey domains:string[] entityId:string! idpCert:string! idpURL:string! redirectURL:string tenantId:string!
        management.sso.configureXAASettings POST /v1/mgmt/sso/xaa/settings managementKey allowOverrideRoles:bool defaultSSORoles:string[] enabled:bool fgaMappings:map<string,FGAGroupMapping> groupPriorityEnabled:bool groupsPriority:string[] providerID:string roleMappings:RoleMapping[] settings:XAAJWTBearerSettings ssoId:string tenantId:string!
        management.sso.deleteSettings DELETE /v1/mgmt/sso/settings managementKey ?ssoId:string ?tenantId:string! -
        management.sso.deleteXAASettings DELETE /v1/mgmt/sso/xaa/settings managementKey ?ssoId:string ?tenantId:string! -
        management.sso.getSettings GET /v1/mgmt/sso/settings managementKey ?tenantId:string! - >$root:SSOSettingsV1
        management.sso.loadAllSettings GET /v2/mgmt/sso/settings/all managementKey ?tenantId:string! - >SSOSettings:SSOTenantSettings[]
        management.sso.loadAllXAASettings GET /v1/mgmt/sso/xaa/settings/all managementKey ?tenantId:string! - >XAASettings:SSOXAASettingsResponse[]
        management.sso.loadSettings GET /v2/mgmt/sso/settings managementKey ?ssoId:string ?tenantId:string! - >$root:SSOTenantSettings
        management.sso.loadXAASettings GET /v1/mgmt/sso/xaa/settings managementKey ?ssoId:string ?tenantId:string! - >$root:SSOXAASettingsResponse
        management.sso.newSettings POST /v1/mgmt/sso/settings/new managementKey displayName:string! ssoId:string tenantId:string! >$root:SSOTenantSettings
        management.sso.recalculateSSOMappings POST /v1/mgmt/sso/recalculate-mappings managementKey ssoId:string tenantId:string!
        management.ssoApplication.addApplicationSecret POST /v1/mgmt/sso/idp/app/secret/add managementKey appId:string! expireTime:int! name:string! >cleartext:string >meta:ClientSecretMeta
        management.ssoApplication.createCustomAttributes POST /v1/mgmt/sso/idp/app/customattribute/create managementKey attributes:SSOApplicationCustomAttribute[]! >data:SSOApplicationCustomAttribute[]
        management.ssoApplication.createOidcApplication POST /v1/mgmt/sso/idp/app/oidc/create managementKey approvedRedirectUrls:string[] authorizationCodeDisabled:bool backChannelLogoutUrl:string claims:string[] clientCredentialsDisabled:bool clientId:string clientSecret:string clientType:OIDCClientType customAttributes:map<string,any> customIdpInitiatedLoginPageUrl:string defaultAudience:ApplicationAudience description:string deviceCodeDisabled:bool enabled:bool forceAuthentication:bool forcePkce:bool id:string jwtBearerDisabled:bool jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string! refreshTokenDisabled:bool >id:string
        management.ssoApplication.createSamlApplication POST /v1/mgmt/sso/idp/app/saml/create managementKey acsAllowedCallbacks:string[] acsUrl:string attributeMapping:SAMLIDPAttributeMappingInfo[] certificate:string customAttributes:map<string,any> defaultRelayState:string defaultSignatureAlgorithm:string description:string enabled:bool entityId:string errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] id:string loginPageUrl:string logo:string logoutRedirectUrl:string metadataUrl:string name:string! subjectNameIdFormat:string subjectNameIdType:string useMetadataInfo:bool >id:string
        management.ssoApplication.createWsFedApplication POST /v1/mgmt/sso/idp/app/wsfed/create managementKey attributeMapping:SAMLIDPAttributeMappingInfo[] customAttributes:map<string,any> description:string enabled:bool errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] id:string loginPageUrl:string! logo:string logoutRedirectUrl:string name:string! realm:string! replyAllowedCallbacks:string[] replyUrl:string! >id:string
        management.ssoApplication.delete POST /v1/mgmt/sso/idp/app/delete managementKey id:string!
        management.ssoApplication.deleteCustomAttributes POST /v1/mgmt/sso/idp/app/customattribute/delete managementKey names:string[]! >data:SSOApplicationCustomAttribute[]
        management.ssoApplication.getApplicationSecret GET /v1/mgmt/sso/idp/app/secret managementKey ?id:string! ?secretName:string - >cleartext:string
        management.ssoApplication.load GET /v1/mgmt/sso/idp/app/load managementKey ?id:string! - >$root:SSOApplication
        management.ssoApplication.loadAll GET /v1/mgmt/sso/idp/apps/load managementKey - >apps:SSOApplication[]
        management.ssoApplication.loadCustomAttributes GET /v1/mgmt/sso/idp/app/customattributes managementKey - >data:SSOApplicationCustomAttribute[]
        management.ssoApplication.revokeApplicationSecret POST /v1/mgmt/sso/idp/app/secret/revoke managementKey appId:string! name:string! >secrets:ClientSecretMeta[]
        management.ssoApplication.rotateApplicationSecret POST /v1/mgmt/sso/idp/app/rotate managementKey id:string! >cleartext:string
        management.ssoApplication.updateOidcApplication POST /v1/mgmt/sso/idp/app/oidc/update managementKey approvedRedirectUrls:string[] authorizationCodeDisabled:bool backChannelLogoutUrl:string claims:string[] clientCredentialsDisabled:bool clientType:OIDCClientType customAttributes:map<string,any> customIdpInitiatedLoginPageUrl:string defaultAudience:ApplicationAudience description:string deviceCodeDisabled:bool enabled:bool forceAuthentication:bool forcePkce:bool id:string! jwtBearerDisabled:bool jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string! refreshTokenDisabled:bool
        management.ssoApplication.updateSamlApplication POST /v1/mgmt/sso/idp/app/saml/update managementKey acsAllowedCallbacks:string[] acsUrl:string attributeMapping:SAMLIDPAttributeMappingInfo[] certificate:string customAttributes:map<string,any> defaultRelayState:string defaultSignatureAlgorithm:string description:string enabled:bool entityId:string errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] id:string! loginPageUrl:string logo:string logoutRedirectUrl:string metadataUrl:string name:string! subjectNameIdFormat:string subjectNameIdType:string useMetadataInfo:bool
        management.ssoApplication.updateWsFedApplication POST /v1/mgmt/sso/idp/app/wsfed/update managementKey attributeMapping:SAMLIDPAttributeMappingInfo[] customAttributes:map<string,any> description:string enabled:bool errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] id:string! loginPageUrl:string! logo:string logoutRedirectUrl:string name:string! realm:string! replyAllowedCallbacks:string[] replyUrl:string!
        management.tenant.configureSettings POST /v1/mgmt/tenant/settings managementKey JITDisabled:bool authType:TenantAuthType domains:string[] enableInactivity:bool enabled:bool enforceSSO:bool enforceSSOExclusions:string[] federatedAppIds:string[] inactivityTime:int inactivityTimeUnit:TimeUnit refreshTokenExpiration:int refreshTokenExpirationUnit:TimeUnit selfProvisioningDomains:string[] sessionTokenExpiration:int sessionTokenExpirationUnit:TimeUnit ssoSetupSuiteSettings:SSOSetupSuiteSettings stepupTokenExpiration:int stepupTokenExpirationUnit:TimeUnit tenantId:string!
        management.tenant.create POST /v1/mgmt/tenant/create managementKey authType:TenantAuthType customAttributes:map<string,any> disabled:bool enforceSSO:bool enforceSSOExclusions:string[] federatedAppIds:string[] id:string name:string! parent:string roleInheritance:RoleInheritance selfProvisioningDomains:string[] >id:string
        management.tenant.delete POST /v1/mgmt/tenant/delete managementKey cascade:bool id:string!
        management.tenant.generateSSOConfigurationLink POST /v2/mgmt/tenant/adminlinks/sso/generate managementKey actorId:string email:string expireTime:int64 ssoId:string templateId:string tenantId:string! >adminSSOConfigurationLink:string
        management.tenant.getSettings GET /v1/mgmt/tenant/settings managementKey ?id:string! - >$root:TenantSettings
        management.tenant.load GET /v1/mgmt/tenant managementKey ?id:string! - >$root:Tenant
        management.tenant.loadAll GET /v1/mgmt/tenant/all managementKey - >tenants:Tenant[]
        management.tenant.patch PATCH /v1/mgmt/tenant/patch managementKey customAttributes:map<string,any> disabled:bool enforceSSO:bool enforceSSOExclusions:string[] federatedAppIds:string[] id:string! name:string roleInheritance:RoleInheritance selfProvisioningDomains:string[]
        management.tenant.revokeSSOConfigurationLink POST /v1/mgmt/tenant/adminlinks/sso/revoke managementKey ssoId:string tenantId:string!
        management.tenant.searchAll POST /v1/mgmt/tenant/search managementKey authType:TenantAuthType customAttributes:map<string,any> parentTenantId:string tenantIds:string[] tenantNames:string[] tenantSSODomains:string[] tenantSelfProvisioningDomains:string[] topLevelOnly:bool >tenants:Tenant[]
        management.tenant.update POST /v1/mgmt/tenant/update managementKey authType:TenantAuthType customAttributes:map<string,any> disabled:bool enforceSSO:bool enforceSSOExclusions:string[] federatedAppIds:string[] id:string! name:string! roleInheritance:RoleInheritance selfProvisioningDomains:string[]
        management.tenant.updateDefaultRoles POST /v1/mgmt/tenant/updateDefaultRoles managementKey defaultRoles:string[]! id:string!
        management.theme.export POST /v1/mgmt/theme/export managementKey {} >theme:Theme
        management.theme.exportV2 POST /v2/mgmt/theme/export managementKey - >theme:ExportedTheme
        management.theme.import POST /v1/mgmt/theme/import managementKey theme:Theme! >theme:Theme
        management.theme.importV2 POST /v2/mgmt/theme/import managementKey theme:ExportedTheme!
        management.user.addFamilies POST /v1/mgmt/user/update/family/add managementKey familyAssociations:FamilyAssociation[]! loginId:string! >user:User
        management.user.addRoles POST /v2/mgmt/user/update/role/add managementKey loginId:string! roleNames:string[]! tenantId:string >user:User
        management.user.addSSOApps POST /v1/mgmt/user/update/ssoapp/add managementKey loginId:string! ssoAppIds:string[]! >user:User
        management.user.addTenant POST /v1/mgmt/user/update/tenant/add managementKey loginId:string! tenantId:string! >user:User
        management.user.create POST /v1/mgmt/user/create managementKey additionalLoginIds:string[] customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string invite:bool inviteUrl:string locale:string loginId:string! middleName:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] sendMail:bool sendSMS:bool ssoAppIDs:string[] ssoAppIds:string[] status:UserStatus templateId:string templateOptions:map<string,string> test:bool userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool >created:bool >user:User
        management.user.createBatch POST /v1/mgmt/user/create/batch managementKey invite:bool inviteUrl:string locale:string sendMail:bool sendSMS:bool templateId:string templateOptions:map<string,string> users:BatchUser[]! >$root:UsersBatchResponse
        management.user.createCustomAttributes POST /v1/mgmt/user/customattribute/create managementKey attributes:CustomAttribute[]! >data:CustomAttribute[] >total:int64
        management.user.createFamilyScopedCustomAttributes POST /v1/mgmt/user/families/customattribute/create managementKey attributes:CustomAttribute[]! >data:CustomAttribute[]
        management.user.createTestUser POST /v1/mgmt/user/create/test managementKey additionalLoginIds:string[] customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string invite:bool inviteUrl:string loginId:string! middleName:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] ssoAppIDs:string[] ssoAppIds:string[] status:UserStatus test:bool! userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool >user:User
        management.user.delete POST /v1/mgmt/user/delete managementKey loginId:string userId:string
        management.user.deleteAllTestUsers DELETE /v1/mgmt/user/test/delete/all managementKey -
        management.user.deleteBatch POST /v1/mgmt/user/delete/batch managementKey userIds:string[]!
        management.user.deleteCustomAttributes POST /v1/mgmt/user/customattribute/delete managementKey names:string[]! >data:CustomAttribute[] >total:int64
        management.user.deleteFamilyScopedCustomAttributes POST /v1/mgmt/user/families/customattribute/delete managementKey names:string[]! >data:CustomAttribute[]
        management.user.expirePassword POST /v1/mgmt/user/password/expire managementKey loginId:string!
        management.user.generateEmbeddedLink POST /v1/mgmt/user/signin/embeddedlink managementKey customClaims:map<string,any> loginId:string! timeout:int >maskedEmail:string >maskedPhone:string >token:string
        management.user.generateEnchantedLinkForTestUser POST /v1/mgmt/tests/generate/enchantedlink managementKey URI:string loginId:string! loginOptions:LoginOptions >link:string >loginId:string >pendingRef:string
        management.user.generateMagicLinkForTestUser POST /v1/mgmt/tests/generate/magiclink managementKey URI:string deliveryMethod:string! loginId:string! loginOptions:LoginOptions >link:string >loginId:string
        management.user.generateOTPForTestUser POST /v1/mgmt/tests/generate/otp managementKey deliveryMethod:string! loginId:string! loginOptions:LoginOptions >code:string >loginId:string
        management.user.generateSignUpEmbeddedLink POST /v1/mgmt/user/signup/embeddedlink managementKey emailVerified:bool loginId:string! loginOptions:LoginOptions phoneVerified:bool timeout:int user:SignUpUser >maskedEmail:string >maskedPhone:string >token:string
        management.user.getCustomAttributes GET /v1/mgmt/user/customattributes managementKey - >data:CustomAttribute[] >total:int64
        management.user.getFamilyScopedCustomAttributes GET /v1/mgmt/user/families/customattributes managementKey - >data:CustomAttribute[]
        management.user.getProviderToken GET /v1/mgmt/user/provider/token managementKey ?forceRefresh:bool ?loginId:string! ?provider:string! ?withRefreshToken:bool - >$root:ProviderTokenResponse
        management.user.history POST /v1/mgmt/user/history managementKey $root:string[]! >$root:UserHistoryEntry[]
        management.user.import POST /v1/mgmt/user/import managementKey dryrun:bool! hashes:bytesBase64 source:string! users:bytesBase64 >$root:UserImportResponse
        management.user.listPasskeys POST /v1/mgmt/user/passkeys/list managementKey loginId:string! >passkeys:UserPasskey[]
        management.user.listTrustedDevices POST /v1/mgmt/user/trusteddevices/list managementKey identifiers:string[]! >devices:UserTrustedDevice[]
        management.user.load GET /v1/mgmt/user managementKey ?loginId:string ?userId:string - >user:User
        management.user.loadUsers POST /v1/mgmt/users/load managementKey includeInvalidUsers:bool userIds:string[]! >total:int >users:User[]
        management.user.logoutUser POST /v1/mgmt/user/logout managementKey loginId:string sessionTypes:string[] userId:string
        management.user.patch PATCH /v1/mgmt/user/patch managementKey additionalIdentifiers:string[] customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string loginId:string! middleName:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] scim:bool ssoAppIds:string[] status:UserStatus test:bool userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool >user:User
        management.user.patchBatch PATCH /v1/mgmt/user/patch/batch managementKey users:PatchUser[]! >$root:PatchUserBatchResponse
        management.user.removeAllPasskeys POST /v1/mgmt/user/passkeys/delete managementKey loginId:string!
        management.user.removeFamilies POST /v1/mgmt/user/update/family/remove managementKey familyIds:string[]! loginId:string! >user:User
        management.user.removePasskey POST /v1/mgmt/user/passkey/delete managementKey credentialId:string! loginId:string!
        management.user.removeRecoveryCodes POST /v1/mgmt/user/recovery-codes/delete managementKey loginId:string!
        management.user.removeRoles POST /v1/mgmt/user/update/role/remove managementKey loginId:string! roleNames:string[]! tenantId:string >user:User
        management.user.removeSSOApps POST /v1/mgmt/user/update/ssoapp/remove managementKey loginId:string! ssoAppIds:string[]! >user:User
        management.user.removeTOTPSeed POST /v1/mgmt/user/totp/delete managementKey loginId:string!
        management.user.removeTenant POST /v1/mgmt/user/update/tenant/remove managementKey loginId:string! tenantId:string! >user:User
        management.user.removeTrustedDevices POST /v1/mgmt/user/trusteddevices/remove managementKey deviceIds:string[]! identifier:string!
        management.user.search POST /v2/mgmt/user/search managementKey customAttributes:map<string,any> dependent:bool emails:string[] familyIds:string[] fromCreatedTime:int64 fromModifiedTime:int64 includeSubTenants:bool limit:int lockReasons:UserLockReason[] loginIds:string[] page:int password:bool phones:string[] recoveryEmails:string[] recoveryPhones:string[] roleNames:string[] scim:bool scimOnly:bool sort:SortField[] ssoAppIds:string[] ssoOnly:bool statuses:UserStatus[] tempLockReasons:UserLockReason[] tenantIds:string[] tenantRoleIds:map<string,RolesList> tenantRoleNames:map<string,RolesList> testUsersOnly:bool text:string toCreatedTime:int64 toModifiedTime:int64 totp:bool userIds:string[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool webauthn:bool withTestUser:bool >total:int >users:User[]
        management.user.searchTestUsers POST /v2/mgmt/user/search/test managementKey customAttributes:map<string,any> dependent:bool emails:string[] familyIds:string[] fromCreatedTime:int64 fromModifiedTime:int64 includeSubTenants:bool limit:int lockReasons:UserLockReason[] loginIds:string[] page:int password:bool phones:string[] recoveryEmails:string[] recoveryPhones:string[] roleNames:string[] scim:bool scimOnly:bool sort:SortField[] ssoAppIds:string[] ssoOnly:bool statuses:UserStatus[] tempLockReasons:UserLockReason[] tenantIds:string[] tenantRoleIds:map<string,RolesList> tenantRoleNames:map<string,RolesList> testUsersOnly:bool! text:string toCreatedTime:int64 toModifiedTime:int64 totp:bool userIds:string[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool webauthn:bool withTestUser:bool! >total:int >users:User[]
        management.user.setActivePassword POST /v1/mgmt/user/password/set/active managementKey loginId:string! password:string! setActive:bool
        management.user.setPassword POST /v1/mgmt/user/password/set managementKey loginId:string! password:string! setActive:bool
        management.user.setRoles POST /v1/mgmt/user/update/role/set managementKey loginId:string! roleNames:string[]! tenantId:string >user:User
        management.user.setSSOApps POST /v1/mgmt/user/update/ssoapp/set managementKey loginId:string! ssoAppIds:string[]! >user:User
        management.user.setTemporaryPassword POST /v1/mgmt/user/password/set/temporary managementKey loginId:string! password:string! setActive:bool
        management.user.update POST /v1/mgmt/user/update managementKey additionalLoginIds:string[] customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string loginId:string! middleName:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] ssoAppIDs:string[] ssoAppIds:string[] status:UserStatus test:bool userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool >user:User
        management.user.updateCustomAttribute POST /v1/mgmt/user/update/customAttribute managementKey attributeKey:string! attributeValue:any! loginId:string! >user:User
        management.user.updateEmail POST /v1/mgmt/user/update/email managementKey email:string failOnConflict:bool loginId:string! verified:bool >user:User
        management.user.updateLoginId POST /v1/mgmt/user/update/loginid managementKey loginId:string! newLoginId:string >user:User
        management.user.updateNames POST /v1/mgmt/user/update/name managementKey displayName:string familyName:string givenName:string loginId:string! middleName:string >user:User
        management.user.updatePhone POST /v1/mgmt/user/update/phone managementKey failOnConflict:bool loginId:string! phone:string verified:bool >user:User
        management.user.updatePicture POST /v1/mgmt/user/update/picture managementKey loginId:string! picture:string >user:User
        management.user.updateRecoveryEmail POST /v1/mgmt/user/update/recovery/email managementKey loginId:string! recoveryEmail:string verified:bool >user:User
        management.user.updateRecoveryPhone POST /v1/mgmt/user/update/recovery/phone managementKey loginId:string! recoveryPhone:string verified:bool >user:User
        management.user.updateStatus POST /v1/mgmt/user/update/status managementKey loginId:string! status:string! >user:User
        mcp.createClient POST /v1/mgmt/mcp/server/client/create managementKey allowedTenants:string[] approvedCallbackUrls:string[] forceAddAllAuthorizationInfo:bool logo:string mcpServerId:string name:string scopes:string[] tags:string[] >cleartext:string >clientId:string >id:string
        mcp.createServer POST /v1/mgmt/mcp/server/create managementKey approvedCallbackUrls:string[] approvedScopes:DynamicClientRegistrationApprovedScopes audienceWhitelist:string[] cimdSettings:CIMDSettings consentFlowHostingURL:string consentFlowId:string description:string dynamicRegistration:McpServerDynamicClientRegistration forceAddAllAuthorizationInfo:bool loginPageURL:string logo:string name:string sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool tags:string[] >server:McpServer
        mcp.deleteClient POST /v1/mgmt/mcp/server/client/delete managementKey id:string mcpServerId:string
        mcp.deleteClients POST /v1/mgmt/mcp/server/clients/delete managementKey ids:string[] mcpServerId:string
        mcp.deleteServer POST /v1/mgmt/mcp/server/delete managementKey id:string
        mcp.deleteServers POST /v1/mgmt/mcp/servers/delete managementKey ids:string[]
        mcp.getClientSecret POST /v1/mgmt/mcp/server/client/secret managementKey id:string mcpServerId:string >cleartext:string
        mcp.loadAllServers POST /v1/mgmt/mcp/servers/all managementKey $root:map<string,any> >servers:McpServer[] >total:int
        mcp.loadClient POST /v1/mgmt/mcp/server/client/load managementKey clientId:string id:string mcpServerId:string >client:McpServerClient
        mcp.loadServer POST /v1/mgmt/mcp/server/load managementKey id:string >server:McpServer
        mcp.registerClient POST /v1/mgmt/mcp/client/{projectId}/{mcpServerId}/register none $root:any >$root:any
        mcp.rotateClientSecret POST /v1/mgmt/mcp/server/client/secret/rotate managementKey id:string mcpServerId:string >cleartext:string
        mcp.searchClients POST /v1/mgmt/mcp/server/clients/search managementKey clientId:string limit:int mcpServerId:string name:string page:int registrationMethod:string sort:SortField[] status:string tag:string text:string >clients:McpServerClient[] >total:int
        mcp.updateClient POST /v1/mgmt/mcp/server/client/update managementKey allowedTenants:string[] approvedCallbackUrls:string[] forceAddAllAuthorizationInfo:bool id:string logo:string mcpServerId:string name:string scopes:string[] tags:string[] >client:McpServerClient
        mcp.updateServer POST /v1/mgmt/mcp/server/update managementKey server:McpServer >server:McpServer
        notp.getSession POST /v1/auth/notp/pending-session project pendingRef:string! >$root:JWTResponse
        notp.signIn POST /v1/auth/notp/{provider}/signin project,refreshToken loginId:string loginOptions:LoginOptions providerId:string ssoAppId:string templates:NOTPTemplates >$root:NOTPResponse
        notp.signUp POST /v1/auth/notp/{provider}/signup project loginId:string loginOptions:SignUpOptions phone:string providerId:string ssoAppId:string templates:NOTPTemplates user:SignUpUser >$root:NOTPResponse
        notp.signUpOrIn POST /v1/auth/notp/{provider}/signup-in project loginId:string loginOptions:LoginOptions providerId:string ssoAppId:string templates:NOTPTemplates >$root:NOTPResponse
        notp.update POST /v1/auth/notp/{provider}/update refreshToken addToLoginIDs:bool locale:string loginId:string! onMergeUseExisting:bool phone:string providerId:string ssoAppId:string templateOptions:map<string,string> templates:NOTPTemplates >$root:NOTPResponse
        oauth.exchange POST /v1/auth/oauth/exchange project code:string! >$root:JWTResponse
        oauth.exchangeOneTapIDToken POST /v1/auth/onetap/idtoken/exchange project idToken:string! loginOptions:LoginOptions nonce:string! provider:string! >$root:JWTResponse
        oauth.finishNative POST /v1/auth/oauth/native/finish project code:string idToken:string provider:string! stateId:string! user:string >$root:JWTResponse
        oauth.getOneTapClientId GET /v1/auth/onetap/clientid/{provider} project - >$root:OneTapClientIDResponse
        oauth.start POST /v1/auth/oauth/authorize project,refreshToken ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?provider:string! ?rawResponse:bool ?redirectURL:string ?test:bool customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        oauth.startNative POST /v1/auth/oauth/native/start project implicit:bool loginOptions:LoginOptions provider:string! rawResponse:bool >$root:OAuthNativeStartResponse
        oauth.startSignIn POST /v1/auth/oauth/authorize/signin project,refreshToken ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?provider:string! ?rawResponse:bool ?redirectURL:string ?test:bool customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        oauth.startSignUp POST /v1/auth/oauth/authorize/signup project,refreshToken ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?provider:string! ?rawResponse:bool ?redirectURL:string ?test:bool customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        oauth.startUpdate POST /v1/auth/oauth/authorize/update refreshToken ?allowAllMerge:bool ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?provider:string! ?redirectURL:string customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        oauth.verifyOneTapIDToken POST /v1/auth/onetap/idtoken/verify project idToken:string! loginOptions:LoginOptions nonce:string! provider:string! >$root:OneTapVerifyResponse
        oidc.authorize GET /oauth2/v1/authorize none ?client_id:string ?code_challenge:string ?code_challenge_method:string ?dpop_jkt:string ?dynamic_val:string ?flow:string ?flow_token:string ?loginHint:string ?nonce:string ?prompt:string ?redirect_uri:string ?response_type:string ?scope:string ?ssoAppId:string ?state:string ?style:string ?tenant:string - >$root:map<string,any>
        oidc.authorizeByApp GET /{ssoAppId}/oauth2/v1/authorize none ?client_id:string ?code_challenge:string ?code_challenge_method:string ?dpop_jkt:string ?dynamic_val:string ?flow:string ?flow_token:string ?loginHint:string ?nonce:string ?prompt:string ?redirect_uri:string ?response_type:string ?scope:string ?state:string ?style:string ?tenant:string - >$root:map<string,any>
        oidc.authorizeDevice POST /oauth2/v1/device clientCredentials audience:string client_id:string dpop_jkt:string project_id:string scope:string ssoAppId:string >$root:DeviceAuthorization
        oidc.authorizeDeviceByApp POST /{ssoAppId}/oauth2/v1/device clientCredentials audience:string client_id:string dpop_jkt:string project_id:string scope:string ssoAppId:string >$root:DeviceAuthorization
        oidc.authorizeEntraMFA POST /oauth2/v1/authorize/entramfa none claims:string client_id:string id_token_hint:string nonce:string redirect_uri:string response_type:string scope:string ssoAppId:string state:string style:string >$root:map<string,any>
        oidc.authorizeEntraMFAByApp POST /{ssoAppId}/oauth2/v1/authorize/entramfa none claims:string client_id:string id_token_hint:string nonce:string redirect_uri:string response_type:string scope:string ssoAppId:string state:string style:string >$root:map<string,any>
        oidc.authorizePost POST /oauth2/v1/authorize none client_id:string code_challenge:string code_challenge_method:string dpop_jkt:string dynamic_val:string flow:string flow_token:string loginHint:string nonce:string prompt:string redirect_uri:string response_type:string scope:string ssoAppId:string state:string style:string tenant:string >$root:map<string,any>
        oidc.authorizePostByApp POST /{ssoAppId}/oauth2/v1/authorize none client_id:string code_challenge:string code_challenge_method:string dpop_jkt:string dynamic_val:string flow:string flow_token:string loginHint:string nonce:string prompt:string redirect_uri:string response_type:string scope:string ssoAppId:string state:string style:string tenant:string >$root:map<string,any>
        oidc.endSession GET /oauth2/v1/logout none ?client_id:string ?id_token_hint:string ?post_logout_redirect_uri:string ?ssoAppId:string ?state:string - >$root:map<string,any>
        oidc.endSessionByApp GET /{ssoAppId}/oauth2/v1/logout none ?client_id:string ?id_token_hint:string ?post_logout_redirect_uri:string ?state:string - >$root:map<string,any>
        oidc.endSessionPost POST /oauth2/v1/logout none client_id:string id_token_hint:string post_logout_redirect_uri:string ssoAppId:string state:string >$root:map<string,any>
        oidc.endSessionPostByApp POST /{ssoAppId}/oauth2/v1/logout none client_id:string id_token_hint:string post_logout_redirect_uri:string ssoAppId:string state:string >$root:map<string,any>
        oidc.finishAuthorize GET /oauth2/v1/finish-authorize none ?error_redirect_uri:string ?sso_app_id:string ?state_id:string - >$root:map<string,any>
        oidc.finishAuthorizePost POST /oauth2/v1/finish-authorize none error_redirect_uri:string sso_app_id:string state_id:string >$root:map<string,any>
        oidc.revoke POST /oauth2/v1/revoke clientCredentials ssoAppId:string token:string token_type_hint:string >$root:map<string,any>
        oidc.revokeByApp POST /{ssoAppId}/oauth2/v1/revoke clientCredentials ssoAppId:string token:string token_type_hint:string >$root:map<string,any>
        oidc.token POST /oauth2/v1/token clientCredentials assertion:string audience:string client_assertion:string client_assertion_type:string client_id:string client_secret:string code:string code_verifier:string device_code:string grant_type:string password:string redirect_uri:string refresh_token:string scope:string ssoAppId:string username:string >$root:OAuthTokenResponse
        oidc.tokenByApp POST /{ssoAppId}/oauth2/v1/token clientCredentials assertion:string audience:string client_assertion:string client_assertion_type:string client_id:string client_secret:string code:string code_verifier:string device_code:string grant_type:string password:string redirect_uri:string refresh_token:string scope:string ssoAppId:string username:string >$root:OAuthTokenResponse
        oidc.userInfo GET /oauth2/v1/userinfo appToken ?ssoAppId:string - >userInfoClaims:map<string,any>
        oidc.userInfoByApp GET /{ssoAppId}/oauth2/v1/userinfo appToken - >userInfoClaims:map<string,any>
        oidc.userInfoPost POST /oauth2/v1/userinfo appToken ssoAppId:string >userInfoClaims:map<string,any>
        oidc.userInfoPostByApp POST /{ssoAppId}/oauth2/v1/userinfo appToken ssoAppId:string >userInfoClaims:map<string,any>
        otp.signIn POST /v1/auth/otp/signin/{deliveryMethod} project,refreshToken loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:MaskedAddress
        otp.signUp POST /v1/auth/otp/signup/{deliveryMethod} project email:string loginId:string! loginOptions:SignUpOptions phone:string providerId:string templateId:string user:SignUpUser voice:string whatsapp:string >$root:MaskedAddress
        otp.signUpOrIn POST /v1/auth/otp/signup-in/{deliveryMethod} project loginId:string! loginOptions:LoginOptions providerId:string ssoAppId:string templateId:string >$root:MaskedAddress
        otp.update.email POST /v1/auth/otp/update/email refreshToken addToLoginIDs:bool email:string! locale:string loginId:string! mfa:bool onMergeUseExisting:bool providerId:string templateId:string templateOptions:map<string,string> >$root:MaskedAddress
        otp.update.phone POST /v1/auth/otp/update/phone/{deliveryMethod} refreshToken addToLoginIDs:bool locale:string loginId:string! mfa:bool onMergeUseExisting:bool phone:string! providerId:string templateId:string templateOptions:map<string,string> >$root:MaskedAddress
        otp.verify POST /v1/auth/otp/verify/{deliveryMethod} project code:string! loginId:string! >$root:JWTResponse
        outbound.connect POST /v1/outbound/oauth/connect refreshToken appId:string! options:OutboundConnectOptions tenantId:string tenantLevel:bool >$root:URLResponse
        outbound.connectApplication POST /v1/mgmt/outbound/app/connect refreshToken appId:string options:ConnectOutboundAppOptions >url:string
        outbound.createApplicationByDcrPreset POST /v1/mgmt/outbound/app/create/bydcrpreset managementKey dcrPresetId:string tenantId:string >app:OutboundApplication
        password.policy GET /v1/auth/password/policy project - >$root:PasswordPolicyResponse
        password.replace POST /v1/auth/password/replace project loginId:string! newPassword:string! oldPassword:string! revokeOtherSessions:bool revokeOtherSessionsTypes:string[] >$root:JWTResponse
        password.sendReset POST /v1/auth/password/reset project locale:string loginId:string! providerId:string redirectUrl:string templateId:string templateOptions:map<string,string> >$root:PasswordResetResponse
        password.signIn POST /v1/auth/password/signin project loginId:string! loginOptions:LoginOptions password:string! providerId:string ssoAppId:string >$root:JWTResponse
        password.signUp POST /v1/auth/password/signup project loginId:string! loginOptions:SignUpOptions password:string! providerId:string user:SignUpUser >$root:JWTResponse
        password.update POST /v1/auth/password/update refreshToken loginId:string! newPassword:string!
        project.cloneAsync POST /v1/mgmt/project/clone/async managementKey environment:string name:string tags:string[] >processId:string
        project.getCloneProcess GET /v1/mgmt/project/clone/async/{processId} managementKey - >error:string >projectId:string >projectName:string
        protocol.idpSsoLogout GET /v1/auth/idp/sso/logout none ?app:string -
        protocol.oauthCallback GET /v1/auth/oauth/callback none ?code:string ?error:string ?error_description:string ?id_token:string ?projectId:string ?provider:string ?ssoId:string ?state:string ?tenantId:string ?user:string -
        protocol.samlAcs POST /v1/auth/saml/acs none ?RelayState:string ?SAMLResponse:string ?adapterId:string ?projectId:string ?ssoId:string ?tenantId:string -
        protocol.samlIdpInitiate GET /v1/auth/saml/idp/initiate none ?LoginHint:string ?RelayState:string ?app:string ?flow_token:string ?login_hint:string ?tenant:string -
        protocol.samlIdpMetadata GET /v1/auth/saml/idp/metadata none ?app:string - >xml:string
        protocol.samlIdpSso GET /v1/auth/saml/idp/sso none ?LoginHint:string ?RelayState:string ?SAMLRequest:string ?SamlRequest:string ?app:string ?flow_token:string ?login_hint:string ?tenant:string -
        protocol.samlIdpSsoFinish POST /v1/auth/saml/idp/sso-finish none additionalSAMLAttributes:map<string,any> sso_app_id:string state_id:string >error:bool >relayState:string >samlResponse:string >url:string
        protocol.samlSpMetadata GET /v1/auth/saml/metadata none ?projectId:string ?ssoId:string ?tenant:string - >xml:string
        push.enroll POST /v1/auth/push/update unverified device:string provider:string token:string
        push.getSession POST /v1/auth/push/pending-session project pendingRef:string! >$root:JWTResponse
        push.signIn.finish POST /v1/auth/push/signin/finish unverified result:string! transactionId:string!
        push.signIn.start POST /v1/auth/push/signin/start unverified loginId:string! >$root:PushSignInStartResponse
        recoveryCodes.generate POST /v1/auth/recovery-codes unverified loginId:string! >$root:RecoveryCodesResponse
        recoveryCodes.signIn POST /v1/auth/recovery-codes/signin unverified code:string! loginId:string! loginOptions:LoginOptions >$root:JWTResponse
        registrationTemplate.create POST /v1/mgmt/resource/dynamic-registration-template/create managementKey description:string forceAddAllAuthorizationInfo:bool loginPageURL:string name:string sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool tags:string[] >template:DynamicRegistrationTemplate
        registrationTemplate.delete POST /v1/mgmt/resource/dynamic-registration-template/delete managementKey id:string
        registrationTemplate.deleteBatch POST /v1/mgmt/resource/dynamic-registration-templates/delete managementKey ids:string[]
        registrationTemplate.load GET /v1/mgmt/resource/dynamic-registration-template/load managementKey ?id:string - >template:DynamicRegistrationTemplate
        registrationTemplate.loadAll GET /v1/mgmt/resource/dynamic-registration-templates/load managementKey - >templates:DynamicRegistrationTemplate[] >total:int
        registrationTemplate.update POST /v1/mgmt/resource/dynamic-registration-template/update managementKey template:DynamicRegistrationTemplate >template:DynamicRegistrationTemplate
        resource.create POST /v1/mgmt/resource/create managementKey clientAccess:string description:string dynamicRegistrationSettings:DynamicRegistrationSettings name:string scopes:DynamicClientRegistrationApprovedScopes type:string uri:string userAccess:string >resource:Resource
        resource.delete POST /v1/mgmt/resource/delete managementKey id:string
        resource.deleteBatch POST /v1/mgmt/resource/delete/batch managementKey ids:string[]
        resource.load GET /v1/mgmt/resource/load managementKey ?id:string - >resource:Resource
        resource.loadAll GET /v1/mgmt/resources/load managementKey - >resources:Resource[] >total:int
        resource.loadByURI GET /v1/mgmt/resource/load/uri managementKey ?uri:string - >resource:Resource
        resource.update POST /v1/mgmt/resource/update managementKey resource:Resource >resource:Resource
        resourcePolicy.create POST /v1/mgmt/resourcepolicy/create managementKey allClientScopes:bool allUserScopes:bool clientAccessScopes:string[] resourceId:string thirdPartyApplicationId:string userAccessScopes:string[] >resourcePolicy:ResourcePolicy
        resourcePolicy.createBatch POST /v1/mgmt/resourcepolicy/create/batch managementKey policies:CreateResourcePolicyRequest[] >resourcePolicies:ResourcePolicy[]
        resourcePolicy.delete POST /v1/mgmt/resourcepolicy/delete managementKey resourceId:string thirdPartyApplicationId:string
        resourcePolicy.deleteBatch POST /v1/mgmt/resourcepolicy/delete/batch managementKey policies:ResourcePolicyIdentifier[]
        resourcePolicy.loadByApp GET /v1/mgmt/resourcepolicy/app/load managementKey ?thirdPartyApplicationId:string - >resourcePolicies:ResourcePolicy[]
        resourcePolicy.update POST /v1/mgmt/resourcepolicy/update managementKey allClientScopes:bool allUserScopes:bool clientAccessScopes:string[] resourceId:string thirdPartyApplicationId:string userAccessScopes:string[] >resourcePolicy:ResourcePolicy
        saml.exchange POST /v1/auth/saml/exchange project code:string! >$root:JWTResponse
        saml.start POST /v1/auth/saml/authorize project,refreshToken ?forceAuthn:bool ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?redirectURL:string ?ssoId:string ?tenant:string! ?test:bool customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        samlIdp.initiatePost POST /v1/auth/saml/idp/initiate none LoginHint:string RelayState:string app:string flow_token:string login_hint:string tenant:string >$root:map<string,any>
        samlIdp.logoutPost POST /v1/auth/idp/sso/logout none app:string >$root:map<string,any>
        samlIdp.ssoPost POST /v1/auth/saml/idp/sso none ?app:string LoginHint:string RelayState:string SAMLRequest:string SamlRequest:string flow_token:string login_hint:string tenant:string >$root:map<string,any>
        scim.createGroup POST /scim/v2/Groups accessKey displayName:string excludedAttributes:string externalId:string groupId:string members:SCIMGroupMember[] >$root:SCIMGroup
        scim.deleteGroup DELETE /scim/v2/Groups/{groupId} accessKey ?displayName:string ?excludedAttributes:string ?externalId:string -
        scim.deleteUser DELETE /scim/v2/Users/{userId} accessKey ?active:bool ?displayName:string ?name.familyName:string ?name.givenName:string ?name.middleName:string ?userName:string -
        scim.loadGroup GET /scim/v2/Groups/{groupId} accessKey ?displayName:string ?excludedAttributes:string ?externalId:string - >$root:SCIMGroup
        scim.loadUser GET /scim/v2/Users/{userId} accessKey - >user:SCIMUser
        scim.patchGroup PATCH /scim/v2/Groups/{groupId} accessKey groupId:string operations:SCIMPatchOperation[] userId:string
        scim.patchUser PATCH /scim/v2/Users/{userId} accessKey groupId:string operations:SCIMPatchOperation[] userId:string >user:SCIMUser
        scim.resourceTypes GET /scim/v2/ResourceTypes accessKey - >values:SCIMResourceType[]
        scim.searchGroups GET /scim/v2/Groups accessKey ?count:int ?excludedAttributes:string ?filter:string ?startIndex:int - >Resources:SCIMGroup[] >detail:string >itemsPerPage:int >schemas:string[] >startIndex:int >status:int >totalResults:int
        scim.searchUsers GET /scim/v2/Users accessKey ?count:int ?filter:string ?startIndex:int - >Resources:SCIMUser[] >detail:string >itemsPerPage:int >schemas:string[] >startIndex:int >status:int >totalResults:int
        scim.serviceProviderConfig GET /scim/v2/ServiceProviderConfig accessKey - >authenticationSchemes:SCIMAuthenticationScheme[] >bulk:SCIMBulkSupport >changePassword:SCIMSupported >documentationUri:string >etag:SCIMSupported >filter:SCIMFilterSupport >patch:SCIMSupported >schemas:string[] >sort:SCIMSupported
        scim.updateGroup PUT /scim/v2/Groups/{groupId} accessKey displayName:string excludedAttributes:string externalId:string groupId:string members:SCIMGroupMember[] >$root:SCIMGroup
        scim.updateUser PUT /scim/v2/Users/{userId} accessKey active:bool attributes:map<string,any> displayName:string emails:SCIMUserEmail[] name:SCIMUserName userId:string userName:string >user:SCIMUser
        securityQuestions.list GET /v1/auth/security-questions/verify unverified - >questions:SecurityQuestion[]
        securityQuestions.setup POST /v1/auth/security-questions/setup unverified answers:SecurityQuestionAnswer[]! loginId:string!
        securityQuestions.verify POST /v1/auth/security-questions/verify unverified answers:SecurityQuestionAnswer[]! loginId:string! stepup:bool >$root:JWTResponse
        session.exchangeCode GET /v1/auth/exchange project ?code:string! - >$root:JWTResponse
        session.history GET /v1/auth/me/history refreshToken - >$root:UserHistoryEntry[]
        session.logout POST /v1/auth/logout refreshToken logoutType:string[] >$root:JWTResponse
        session.logoutAll POST /v1/auth/logoutall refreshToken logoutType:string[] >$root:JWTResponse
        session.me GET /v1/auth/me refreshToken - >$root:User
        session.myTenants POST /v1/auth/me/tenants refreshToken dct:bool ids:string[] >$root:TenantsResponse
        session.publicKeys GET /v2/keys/{projectId} project ?certs:bool - >$root:PublicKeySet
        session.publicKeysV1 GET /v1/keys/{projectId} project ?certs:bool - >$root:PublicKey[]
        session.refresh POST /v1/auth/refresh refreshToken,project externalToken:string >$root:JWTResponse
        session.selectTenant POST /v1/auth/tenant/select refreshToken tenant:string! >$root:JWTResponse
        session.tryRefresh POST /v1/auth/try-refresh refreshToken externalToken:string >$root:OptionalJWTResponse
        session.validate POST /v1/auth/validate sessionToken $root:map<string,any> >parsedJWT:map<string,any>
        sso.exchange POST /v1/auth/sso/exchange project code:string! >$root:JWTResponse
        sso.start POST /v1/auth/sso/authorize project,refreshToken ?forceAuthn:bool ?initiatedEmail:string ?loginHint:string ?prompt:string[] ?redirectURL:string ?ssoId:string ?tenant:string! ?test:bool customClaims:map<string,any> locale:string mfa:bool pkceChallenge:string revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string >$root:URLResponse
        sso.updateProviderIds POST /v1/mgmt/sso/provider-ids managementKey oidcProviderId:string oidcScimProviderId:string samlProviderId:string samlScimProviderId:string ssoId:string tenantId:string
        tenant.generateSSOConfigurationLinkV1 POST /v1/mgmt/tenant/adminlinks/sso/generate managementKey email:string expireTime:int64 ssoId:string tenantId:string >adminSSOConfigurationLink:string
        tenant.removeSSOUserSuffix POST /v1/mgmt/tenant/sso-user-remove managementKey tenantId:string
        tenant.sendSSOConfigurationLink POST /v1/mgmt/tenant/adminlinks/sso/send managementKey email:string ssoId:string tenantId:string
        tenant.ssoConfigurationLinkForUser POST /v1/mgmt/tenant/adminlinks/sso/authenticated managementKey tenantId:string >adminSSOConfigurationLink:string
        totp.signUp POST /v1/auth/totp/signup project loginId:string! ssoAppId:string user:SignUpUser >$root:TOTPResponse
        totp.update POST /v1/auth/totp/update refreshToken loginId:string! >$root:TOTPResponse
        totp.verify POST /v1/auth/totp/verify project,refreshToken code:string! loginId:string! loginOptions:LoginOptions >$root:JWTResponse
        user.addRolesV1 POST /v1/mgmt/user/update/role/add managementKey loginId:string roleNames:string[] tenantId:string >created:bool >user:User
        user.historyV2 POST /v2/mgmt/user/history managementKey userIds:string[] >usersAuthHistory:UserHistoryEntry[]
        user.importPasskeys POST /v1/mgmt/user/passkeys/import managementKey devices:WebauthnImportDevice[] loginId:string
        user.searchV1 POST /v1/mgmt/user/search managementKey customAttributes:map<string,string> emails:string[] fromCreatedTime:int64 fromModifiedTime:int64 includeSubTenants:bool limit:int loginId:string loginIds:string[] offset:int page:int password:bool phones:string[] recoveryEmails:string[] recoveryPhones:string[] roleNames:string[] scim:bool scimOnly:bool selectedColumns:string[] sort:SortField[] ssoAppIds:string[] ssoOnly:bool statuses:string[] tenantIds:string[] tenantRoleIds:map<string,RolesList> tenantRoleNames:map<string,RolesList> testUsersOnly:bool text:string toCreatedTime:int64 toModifiedTime:int64 totp:bool userIds:string[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool webauthn:bool withTestUser:bool >total:int >users:User[]
        user.updateImpersonationConsent POST /v1/mgmt/user/update/impersonationConsent managementKey impersonationConsent:int loginId:string >created:bool >user:User
        webauthn.signIn.finish POST /v1/auth/webauthn/signin/finish project response:string! transactionId:string! >$root:JWTResponse
        webauthn.signIn.start POST /v1/auth/webauthn/signin/start project,refreshToken loginId:string loginOptions:LoginOptions origin:string! passkeyOptions:PasskeyOptions >$root:WebAuthnStartResponse
        webauthn.signUp.finish POST /v1/auth/webauthn/signup/finish project response:string! transactionId:string! >$root:JWTResponse
        webauthn.signUp.start POST /v1/auth/webauthn/signup/start project loginId:string loginOptions:SignUpOptions origin:string! passkeyOptions:PasskeyOptions user:SignUpUser >$root:WebAuthnStartResponse
        webauthn.signUpOrIn.start POST /v1/auth/webauthn/signup-in/start project loginId:string! loginOptions:LoginOptions origin:string! passkeyOptions:PasskeyOptions ssoAppId:string >$root:WebAuthnStartResponse
        webauthn.update.finish POST /v1/auth/webauthn/update/finish project response:string! transactionId:string! >$root:WebAuthnUpdateFinishResponse
        webauthn.update.start POST /v1/auth/webauthn/update/start refreshToken loginId:string! mfa:bool origin:string! passkeyOptions:PasskeyOptions >$root:WebAuthnStartResponse
        wellKnown.appsAuthorizationServer GET /v1/apps/{projectId}/.well-known/oauth-authorization-server none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.appsOpenIDConfiguration GET /v1/apps/{projectId}/.well-known/openid-configuration none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.authorizationServer GET /{projectId}/.well-known/oauth-authorization-server none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.authorizationServerByIssuer GET /.well-known/oauth-authorization-server/{projectId} none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.keys GET /{projectId}/.well-known/jwks.json none ?certs:bool - >keys:PublicKey[]
        wellKnown.mcpServerAuthorizationServer GET /v1/apps/agentic/{projectId}/{mcpServerId}/.well-known/oauth-authorization-server none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.mcpServerOpenIDConfiguration GET /v1/apps/agentic/{projectId}/{mcpServerId}/.well-known/openid-configuration none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.openIDConfiguration GET /{projectId}/.well-known/openid-configuration none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?ssoAppId:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wellKnown.projectConfiguration GET /.well-known/project-configuration/{projectId} none - >allowAuthHostingIframeEmbedding:bool
        wellKnown.ssoAppOpenIDConfiguration GET /{projectId}/{ssoAppId}/.well-known/openid-configuration none ?baseUrl:string ?claims:string[] ?isThirdPartyApps:bool ?mcpServerId:string ?mfa:string ?urlsWithProjectID:bool ?usePreLoadedClaims:bool - >$root:AuthorizationServerMetadata
        wsfed.initiate GET /v1/auth/wsfed/idp/initiate none ?app:string ?login_hint:string ?tenant:string - >$root:map<string,any>
        wsfed.initiatePost POST /v1/auth/wsfed/idp/initiate none app:string login_hint:string tenant:string >$root:map<string,any>
        wsfed.metadata GET /v1/auth/wsfed/idp/metadata none ?app:string - >xml:string
        wsfed.sso GET /v1/auth/wsfed/idp/sso none ?app:string ?login_hint:string ?tenant:string ?wa:string ?wctx:string ?whr:string ?wreply:string ?wtrealm:string - >$root:map<string,any>
        wsfed.ssoFinish POST /v1/auth/wsfed/idp/sso-finish none sso_app_id:string state_id:string >error:bool >replyURL:string >wctx:string >wresult:string
        wsfed.ssoPost POST /v1/auth/wsfed/idp/sso none app:string login_hint:string tenant:string wa:string wctx:string whr:string wreply:string wtrealm:string >$root:map<string,any>

        AccessKey boundUserId:string clientId:string createdBy:string createdTime:int customAttributes:map<string,any> customClaims:map<string,any> description:string editable:bool expireTime:int id:string! keyTenants:AccessKeyTenant[] name:string! permittedIps:string[] roleNames:string[] status:string
        AccessKeyLoginOptions customClaims:map<string,any> selectedTenant:string
        AccessKeyTenant roleNames:string[] tenantId:string! tenantName:string
        AnalyticRecord action:string cnt:int64! created:int64! device:string geo:string method:string projectId:string referrer:string tenant:string
        AnonymousJWTResponse cookieDomain:string cookieExpiration:int cookieMaxAge:int cookiePath:string refreshJwt:string sessionJwt:string!
        ApplicationAudience string
        ApplicationScope description:string! name:string! optional:bool values:string[]
        ApplicationScopeClaimMapping claims:map<string,string> description:string mandatory:bool scope:string! useProjectMapping:bool
        AssociatedTenant roleNames:string[] tenantId:string!
        AttributeMapping customAttributes:map<string,string> email:string familyName:string givenName:string group:string middleName:string name:string phoneNumber:string picture:string username:string verifiedEmail:string verifiedPhone:string
        AuditFilter filterType:string! operator:string values:string[]
        AuditRecord ID:string action:string actorId:string data:map<string,any> device:string externalIds:string[] geo:string method:string occurred:int64! projectId:string remoteAddress:string tenants:string[] type:AuditType userId:string
        AuditType string
        AuthorizationServerMetadata authorization_endpoint:string backchannel_authentication_endpoint:string backchannel_logout_supported:bool backchannel_token_delivery_modes_supported:string[] claims_supported:string[] client_id_metadata_document_supported:bool code_challenge_methods_supported:string[] device_authorization_endpoint:string dpop_signing_alg_values_supported:string[] end_session_endpoint:string grant_types_supported:string[] id_token_signing_alg_values_supported:string[] issuer:string jwks_uri:string registration_endpoint:string request_object_signing_alg_values_supported:string[] request_parameter_supported:bool request_uri_parameter_supported:bool response_types_supported:string[] revocation_endpoint:string scopes_supported:string[] subject_types_supported:string[] token_endpoint:string token_endpoint_auth_methods_supported:string[] userinfo_endpoint:string
        AuthzModified resources:string[] schemaChanged:bool targets:string[]
        AuthzNamespace name:string! relationDefinitions:AuthzRelationDefinition[]!
        AuthzNode children:AuthzNode[] expression:AuthzNodeExpression nType:string!
        AuthzNodeExpression neType:string! relationDefinition:string relationDefinitionNamespace:string targetRelationDefinition:string targetRelationDefinitionNamespace:string
        AuthzRelation namespace:string! query:AuthzUserQuery relationDefinition:string! resource:string! target:string targetNamespace:string targetSetRelationDefinition:string targetSetRelationDefinitionNamespace:string targetSetResource:string
        AuthzRelationDefinition complexDefinition:AuthzNode conditionExpr:string name:string!
        AuthzRelationQuery hasRelation:bool namespace:string! relationDefinition:string! resource:string! target:string!
        AuthzSchema conditions:FGACondition[] name:string namespaces:AuthzNamespace[]!
        AuthzUserQuery customAttributes:map<string,any> roles:string[] ssoOnly:bool statuses:UserStatus[] tenants:string[] text:string withTestUser:bool
        BatchUser additionalLoginIds:string[] createdTime:int customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string hashedPassword:UserPasswordHashed loginId:string! middleName:string password:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] seed:string ssoAppIDs:string[] ssoAppIds:string[] status:UserStatus test:bool userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool
        CIMDDomainPolicies policies:CIMDDomainPolicy[]
        CIMDDomainPolicy domainPattern:string enabled:bool
        CIMDSettings domainPolicies:CIMDDomainPolicies enabled:bool
        ClientSecretMeta createdTime:int! expireTime:int! id:string! name:string! status:string!
        CloneProjectResponse environment:string projectId:string! projectName:string! tag:string tags:string[]
        ConnectOutboundAppOptions externalIdentifier:string loginHint:string prompt:string[] redirectUrl:string resources:string[] scopes:string[]
        ConnectorHTTPAPIKeyAuthentication key:string token:string
        ConnectorHTTPAuthentication apiKey:ConnectorHTTPAPIKeyAuthentication basic:ConnectorHTTPBasicAuthentication bearerToken:string
        ConnectorHTTPBasicAuthentication password:string username:string
        CreateResourcePolicyRequest allClientScopes:bool allUserScopes:bool clientAccessScopes:string[] resourceId:string thirdPartyApplicationId:string userAccessScopes:string[]
        CustomAttribute defaultValue:any displayName:string editPermissions:string[] editable:bool name:string! options:CustomAttributeOption[] type:int! viewPermissions:string[]
        CustomAttributeOption label:string value:string
        Descoper attributes:DescoperAttributes id:string loginIDs:string[] loginIds:string[] rbac:DescoperRBAC status:string
        DescoperAttributes displayName:string email:string phone:string
        DescoperCreate attributes:DescoperAttributes loginId:string! rbac:DescoperRBAC sendInvite:bool
        DescoperProjectRole projectIds:string[] role:DescoperRole
        DescoperRBAC isCompanyAdmin:bool projects:DescoperProjectRole[] tags:DescoperTagRole[]
        DescoperRole string
        DescoperTagRole role:DescoperRole tags:string[]
        DeviceAuthorization device_code:string expires_in:int interval:int user_code:string verification_uri:string verification_uri_complete:string
        DynamicClientRegistrationApprovedScopes attributesScopes:ApplicationScope[] connectionsScopes:ApplicationScope[] permissionsScopes:ApplicationScope[]
        DynamicRegistrationSettings cimdSettings:CIMDSettings dynamicRegistration:McpServerDynamicClientRegistration dynamicRegistrationTemplateId:string forceAddAllAuthorizationInfo:bool loginPageURL:string sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool tags:string[] useTemplate:bool
        DynamicRegistrationTemplate createdTime:int64 description:string forceAddAllAuthorizationInfo:bool id:string loginPageURL:string modifiedTime:int64 name:string sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool tags:string[] version:string
        EnchantedLinkResponse linkId:string! maskedEmail:string maskedPhone:string pendingRef:string!
        Engine createdTime:int id:string! name:string! secret:string
        ExchangeAccessKeyResponse expiration:int keyId:string sessionJwt:string!
        ExportedFlow contents:map<string,any> flowId:string! metadata:ExportedFlowMetadata references:ProjectReferences screens:ExportedScreen[]
        ExportedFlowMetadata componentsVersion:string description:string disabled:bool fingerprint:bool management:bool managementConfig:map<string,any> name:string sharedInteractions:FlowInteraction[] translation:map<string,any> widget:bool
        ExportedScreen contents:map<string,any> interactions:FlowInteraction[] screenId:string
        ExportedTheme componentsVersion:string references:ProjectReferences styles:map<string,any>
        FGABackup completedAt:int createdAt:int errorMessage:string id:string projectId:string schemaVersion:int status:string tupleCount:int
        FGACheckInfo conditional:bool conditionalErr:string direct:bool factUsed:bool falseConditions:int[] missingContext:string[] path:FGACheckPath trueConditions:int[]
        FGACheckPath steps:FGACheckPathStep[]
        FGACheckPathStep permission:string stepType:int subPaths:FGACheckPath[] tuple:FGATuple
        FGACheckTuple allowed:bool! info:FGACheckInfo tuple:FGATuple!
        FGACondition builtin:bool checkedExpr:string expression:string! id:int name:string! params:FGAConditionParam[]
        FGAConditionParam name:string! type:string!
        FGAGroupMapping relations:FGAGroupMappingRelation[]
        FGAGroupMappingRelation namespace:string relationDefinition:string resource:string
        FGAMappableResource displayName:string resource:string!
        FGAMappableResources resources:FGAMappableResource[]! type:string!
        FGAMappableResourcesQuery queries:string[]! type:string!
        FGAMappableSchema mappableResources:FGAMappableResources[] schema:AuthzSchema
        FGAResourceDetails displayName:string! resourceId:string! resourceType:string!
        FGAResourceIdentifier resourceId:string! resourceType:string!
        FGASchemaDetails conditions:FGACondition[] name:string namespaces:AuthzNamespace[]
        FGASchemaDryDeletes hasDeletes:bool! relations:string[] types:string[]
        FGASchemaDryRunResponse deletesPreview:FGASchemaDryDeletes
        FGATuple relation:string! resource:string! resourceType:string! target:string! targetType:string!
        Family createdTime:int customAttributes:map<string,any> disabled:bool id:string! name:string! photo:string
        FamilyAssociation familyId:string! familyScopedAttributes:map<string,any> roleNames:string[]
        FamilySettings allowMultipleFamiliesUsers:bool enabled:bool maxFamilyMembers:int
        FedCMAccount approvedClients:string[] domainHints:string[] email:string givenName:string id:string loginHints:string[] name:string picture:string
        FedCMAccountsResponse accounts:FedCMAccount[]
        FedCMBranding background_color:string color:string icons:FedCMIcon[]
        FedCMIcon size:int url:string
        FetchOutboundAppTokenOptions forceRefresh:bool withRefreshToken:bool
        Flow description:string disabled:bool dsl:map<string,any>! etag:string fingerprint:bool id:string! management:bool managementConfig:map<string,any> modifiedTime:string name:string! referencesGlobalStrings:bool sharedInteractions:FlowInteraction[] translate:bool translateConnectorID:string translateSourceLang:string translateTargetLangs:string[] version:int widget:bool
        FlowDeviceInfo webAuthnSupport:bool
        FlowError code:string description:string message:string
        FlowInteraction icon:string id:string label:string subType:string type:string
        FlowLocalizationOverrides flowId:string id:string languages:map<string,map<string,any>> modifiedTime:string version:int
        FlowMetadata description:string disabled:bool id:string! name:string!
        FlowNativeResponse payload:any type:string
        FlowRedirect isPopup:bool url:string
        FlowRedirectAuth callbackUrl:string codeChallenge:string
        FlowResponse action:string! authInfo:JWTResponse error:FlowError executionId:string! lastAuth:map<string,any> nativeResponse:FlowNativeResponse openInNewTabUrl:string output:map<string,any> redirect:FlowRedirect runnerLogs:map<string,any>[] samlIdpResponse:FlowSAMLResponse screen:FlowScreenState status:string! stepId:string! stepName:string webauthn:WebAuthnStartResponse wsFedIdpResponse:FlowWSFedResponse
        FlowSAMLResponse relayState:string samlResponse:string url:string
        FlowScreenState componentsConfig:any id:string state:map<string,any>
        FlowStartOptions abTestingKey:int applicationScopes:string client:map<string,any> customAppId:string deviceInfo:FlowDeviceInfo lastAuth:map<string,any> locale:string location:string nativeOptions:map<string,any> oidcErrorRedirectUri:string oidcIdpStateId:string oidcLoginHint:string oidcPrompt:string oidcResource:string outboundAppId:string outboundAppScopes:string[] preview:bool redirectAuth:FlowRedirectAuth redirectUrl:string samlIdpStateId:string samlIdpUsername:string ssoAppId:string startOptionsVersion:int tenant:string thirdPartyAppId:string thirdPartyAppStateId:string wsfedIdpStateId:string
        FlowTemplate description:string dsl:map<string,any> etag:string id:string keywords:string[] methods:string[] modifiedTime:string name:string screens:FlowTemplateScreen[] tags:string[]
        FlowTemplateInput contextAware:bool defaultValue:string dependsOn:string[] displayName:string displayType:string helperText:string name:string nameValueMap:map<string,any> options:FlowTemplateInputOption[] required:bool type:string visible:bool
        FlowTemplateInputOption label:string value:string
        FlowTemplateScreen htmlTemplate:map<string,any> id:string inputs:FlowTemplateInput[] interactions:FlowInteraction[]
        FlowWSFedResponse url:string wctx:string wresult:string
        FlowWithScreens flow:Flow! screens:Screen[]!
        Group display:string id:string! members:GroupMember[] source:string ssoId:string
        GroupMember display:string loginId:string userId:string
        GroupsMapping groups:string[]! role:RoleItem!
        IDPResponse idpGroups:string[] idpOIDCClaims:map<string,any> idpSAMLAttributes:map<string,any> oidcGeneratedRoles:string oidcGeneratedUser:string oidcResponse:string samlGeneratedRoles:string samlGeneratedUser:string samlResponse:string
        ImportAccessKeyRequest cleartext:string customAttributes:map<string,string> customClaims:map<string,string> description:string expireTime:int64 keyTenants:AssociatedTenant[] name:string permittedIps:string[] roleNames:string[] userId:string
        InboundApplication allowedTenants:string[] approvedCallbackUrls:string[] attributesScopes:ApplicationScope[] audienceWhitelist:string[] cibaSettings:map<string,any> clientId:string! connectionsScopes:ApplicationScope[] customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string dynamic:bool forceAddAllAuthorizationInfo:bool forcePkce:bool id:string! jarSettings:map<string,any> jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string logoUrl:string name:string! nonConfidentialClient:bool permissionsScopes:ApplicationScope[]! sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool status:string useResources:bool
        InboundApplicationConsent ExpireTime:int appId:string! createdTime:int! expireTime:int grantedBy:string! id:string! modifiedTime:int scopes:string[]! tenantId:string userId:string!
        IssuerSettings externalIdFieldName:string jwksUri:string signAlgorithm:string userInfoUri:string
        JWTBearerSettings issuers:map<string,IssuerSettings> jwtBearerGrantTypeAudienceToUse:string jwtBearerGrantTypeCustomClaimsToUse:string jwtBearerGrantTypeScopeToUse:string
        JWTResponse claims:map<string,any> cookieDomain:string cookieExpiration:int cookieMaxAge:int cookieName:string cookiePath:string externalToken:string firstSeen:bool idpResponse:IDPResponse nextRefreshSeconds:int refreshJwt:string sessionCookieDomain:string sessionCookieName:string sessionExpiration:int sessionJwt:string tenantSSOID:string trustedDeviceJwt:string user:User
        JWTTemplate addJti:bool authSchema:string autoDCT:bool conformanceIssuer:bool description:string emptyClaimPolicy:string enforceIssuer:bool excludePermissions:bool id:string issuerType:string name:string omitCustomClaimsFromDSR:bool overrideSubject:bool source:string tags:string[] template:map<string,any> type:string
        JWTTemplateLibraryEntry addJti:bool authSchema:string autoDCT:bool conformanceIssuer:bool description:string emptyClaimPolicy:string enforceIssuer:bool excludePermissions:bool experimental:bool id:string issuerType:string logoDark:string logoLight:string name:string omitCustomClaimsFromDSR:bool overrideSubject:bool tags:string[] template:map<string,any> type:string
        JWTTemplateValidationIssue code:string field:string hint:string message:string
        JWTTemplateValidationResult issues:JWTTemplateValidationIssue[] valid:bool!
        List data:any description:string id:string name:string type:ListType
        ListType string
        LoginOptions customClaims:map<string,any> locale:string mfa:bool pkceChallenge:bytesBase64 revokeOtherSessions:bool revokeOtherSessionsTypes:string[] ssoAppId:string stepup:bool templateId:string templateOptions:map<string,string> tenantId:string
        ManagementFlowOptions input:map<string,any> preview:bool tenant:string
        ManagementSignUpUser email:string emailVerified:bool familyName:string givenName:string loginId:string middleName:string name:string phone:string phoneVerified:bool recoveryEmail:string recoveryPhone:string ssoAppId:string
        MaskedAddress maskedEmail:string maskedPhone:string verificationAttempts:int
        McpServer approvedCallbackUrls:string[] approvedScopes:DynamicClientRegistrationApprovedScopes audienceWhitelist:string[] cimdSettings:CIMDSettings description:string dynamicRegistration:McpServerDynamicClientRegistration forceAddAllAuthorizationInfo:bool id:string loginPageURL:string logo:string name:string sessionSettings:ThirdPartyApplicationSessionSettings skipConsentScreen:bool tags:string[]
        McpServerClient allowedTenants:string[] approvedCallbackUrls:string[] clientId:string forceAddAllAuthorizationInfo:bool id:string logo:string mcpServerId:string name:string registrationType:string scopes:string[] status:string tags:string[]
        McpServerDynamicClientRegistration disableApprovedScopesAsDefault:bool enabled:bool flowId:string
        MeTenant customAttributes:map<string,any> id:string! name:string!
        MgmtKey authzVersion:int createdTime:int! description:string expireTime:int id:string! name:string! permittedIps:string[] reBac:MgmtKeyReBac status:string! version:int
        MgmtKeyProjectRole projectIds:string[]! roles:string[]!
        MgmtKeyReBac companyRoles:string[] projectRoles:MgmtKeyProjectRole[] tagRoles:MgmtKeyTagRole[]
        MgmtKeyTagRole roles:string[]! tags:string[]!
        NOTPResponse image:bytesBase64 pendingRef:string! redirectUrl:string!
        NOTPTemplates errorTemplateId:string successTemplateId:string verifyTemplateId:string
        OAuthNativeStartResponse clientId:string errorId:string implicit:bool nonce:string stateId:string
        OAuthPrompt string
        OAuthTokenResponse access_token:string description:string error:string expires_in:int id_token:string issued_token_type:string refresh_token:string scope:string token_type:string
        OIDCAttributeMapping customAttributes:map<string,string> email:string familyName:string givenName:string group:string loginId:string middleName:string name:string phoneNumber:string picture:string username:string verifiedEmail:string verifiedPhone:string
        OIDCClientType string
        OneTapClientIDResponse clientId:string!
        OneTapVerifyResponse code:string!
        OptionalJWTResponse claims:map<string,any> cookieDomain:string cookieExpiration:int cookieMaxAge:int cookieName:string cookiePath:string externalToken:string nextRefreshSeconds:int refreshJwt:string sessionCookieDomain:string sessionCookieName:string sessionExpiration:int sessionJwt:string tenantSSOID:string trustedDeviceJwt:string
        OutboundAppTemplateOverrides accessType:string authorizationUrl:string authorizationUrlParams:URLParam[] callbackDomain:string dcrUrl:string defaultRedirectUrl:string defaultScopes:string[] description:string discoveryUrl:string logo:string name:string pkce:bool prompt:OAuthPrompt[] revocationUrl:string tokenUrl:string tokenUrlParams:URLParam[] useDcr:bool
        OutboundAppTenantTokenToUpload accessToken:string accessTokenExpiry:int accessTokenType:string appId:string! externalIdentifier:string grantedBy:string idToken:string refreshToken:string scopes:string[] tenantId:string!
        OutboundAppToken accessToken:string! accessTokenExpiry:int64 accessTokenType:string appId:string! externalIdentifier:string grantedBy:string hasRefreshToken:bool id:string! lastRefreshError:string lastRefreshTime:int64 refreshToken:string scopes:string[] tenantId:string tokenSub:string userId:string
        OutboundAppTokenUploadFailure appId:string! errorCode:string! reason:string! tenantId:string userId:string
        OutboundAppUserTokenToUpload accessToken:string accessTokenExpiry:int accessTokenType:string appId:string! externalIdentifier:string grantedBy:string idToken:string refreshToken:string scopes:string[] tenantId:string userId:string!
        OutboundApplication accessType:string appType:string authorizationUrl:string authorizationUrlParams:URLParam[] callbackDomain:string clientId:string clientSecret:string dcrUrl:string defaultRedirectUrl:string defaultScopes:string[] description:string discoveryUrl:string id:string! logo:string name:string! pkce:bool prompt:OAuthPrompt[] revocationUrl:string templateId:string tenantId:string tokenUrl:string tokenUrlParams:URLParam[] useDcr:bool
        OutboundConnectOptions externalIdentifier:string redirectUrl:string scopes:string[]
        OutboundScimConfiguration appId:string! configuration:map<string,any> enabled:bool failures:int lastExportTime:int lastProcessingTime:int version:int!
        PasskeyAuthenticatorSelection authenticatorAttachment:string extensionsJSON:string requireResidentKey:int residentKey:string userVerification:UserVerification
        PasskeyOptions attestation:string authenticatorSelection:PasskeyAuthenticatorSelection extensionsJSON:string userVerification:UserVerification
        PasswordPolicyResponse lowercase:bool minLength:int nonAlphanumeric:bool number:bool strengthScore:int strengthScoreEnabled:bool uppercase:bool
        PasswordResetResponse linkId:string maskedEmail:string pendingRef:string resetMethod:string
        PasswordSettings anyLetter:bool disallowEmailMatch:bool disallowedCharacters:string enablePasswordStrength:bool enabled:bool expiration:bool expirationWeeks:int lock:bool lockAttempts:int lowercase:bool minLength:int nonAlphanumeric:bool number:bool passwordStrengthScore:int reuse:bool reuseAmount:int tempLock:bool tempLockAttempts:int tempLockDuration:int tenantId:string uppercase:bool
        PatchUser additionalIdentifiers:string[] customAttributes:map<string,any> displayName:string email:string familyAssociations:FamilyAssociation[] familyName:string givenName:string loginId:string! middleName:string phone:string picture:string recoveryEmail:string recoveryPhone:string roleNames:string[] scim:bool ssoAppIds:string[] status:UserStatus test:bool userTenants:AssociatedTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool
        PatchUserBatchResponse additionalErrors:map<string,string> failedUsers:UserFailed[] patchedUsers:User[]
        Permission description:string id:string name:string! systemDefault:bool
        PermissionUpdate description:string id:string name:string newName:string!
        Project environment:string id:string! name:string! tag:string tags:string[]
        ProjectReferences connectors:map<string,string> oauth:string[] omitted:string[] roles:map<string,string> tenantAttributes:string[] userAttributes:string[]
        ProviderTokenResponse accessToken:string! expiration:int64 provider:string! providerUserId:string refreshToken:string scopes:string[]
        PublicKey alg:string! crv:string e:string kid:string! kty:string! n:string use:string x:string y:string
        PublicKeySet keys:PublicKey[]!
        PushSignInStartResponse pendingRef:string
        RecoveryCode code:string
        RecoveryCodesResponse codes:RecoveryCode[]
        Resource clientAccess:string createdTime:int64 description:string dynamicRegistrationSettings:DynamicRegistrationSettings id:string modifiedTime:int64 name:string scopes:DynamicClientRegistrationApprovedScopes type:string uri:string userAccess:string version:string
        ResourcePolicy allClientScopes:bool allUserScopes:bool clientAccessScopes:string[] createdTime:int64 modifiedTime:int64 resourceId:string thirdPartyApplicationId:string userAccessScopes:string[] version:string
        ResourcePolicyIdentifier resourceId:string thirdPartyApplicationId:string
        Role createdTime:int default:bool description:string id:string name:string! permissionNames:string[] private:bool tenantId:string
        RoleInheritance string
        RoleItem id:string name:string
        RoleMapping groups:string[]! roleName:string!
        RoleUpdate default:bool description:string id:string name:string newName:string! permissionNames:string[] private:bool tenantId:string
        RolesList and:bool values:string[]!
        SAMLIDPAttributeMappingInfo name:string! type:string! value:string!
        SAMLIDPGroupsMappingInfo filterType:string! name:string! roles:SAMLIDPRoleGroupMappingInfo[]! type:string! value:string!
        SAMLIDPRoleGroupMappingInfo id:string! name:string!
        SCIMAuthenticationScheme description:string name:string primary:bool specUri:string type:string
        SCIMBulkSupport maxOperations:int maxPayloadSize:int supported:bool
        SCIMFilterSupport maxResults:int supported:bool
        SCIMGroup detail:string displayName:string externalId:string id:string members:SCIMGroupMember[] meta:SCIMMeta schemas:string[] status:int
        SCIMGroupMember display:string value:string
        SCIMMeta created:any lastModified:any location:string resourceType:string
        SCIMPatchOperation op:string path:string valueArray:SCIMPatchOperationValue[] valueBoolean:bool valueDisplayName:string valueID:string valueString:string
        SCIMPatchOperationValue display:string value:string
        SCIMResourceType description:string endpoint:string id:string name:string schema:string schemas:string[]
        SCIMSupported supported:bool
        SCIMUser active:bool attributes:map<string,any> detail:string displayName:string emails:SCIMUserEmail[] id:string meta:SCIMMeta name:SCIMUserName schemas:string[] status:int userName:string
        SCIMUserEmail primary:bool type:string value:string
        SCIMUserName familyName:string givenName:string middleName:string
        SSOApplication appType:string customAttributes:map<string,any> customSettings:SSOApplicationCustomSettings description:string enabled:bool id:string! logo:string name:string! oidcSettings:SSOApplicationOIDCSettings samlSettings:SSOApplicationSAMLSettings templateId:string wsfedSettings:SSOApplicationWSFedSettings
        SSOApplicationCustomAttribute defaultValue:any displayName:string editPermissions:string[] name:string! options:CustomAttributeOption[] type:int! viewPermissions:string[]
        SSOApplicationCustomSettings loginPageUrl:string
        SSOApplicationOIDCSettings approvedRedirectUrls:string[] authorizationCodeDisabled:bool backChannelLogoutUrl:string claims:string[] clientCredentialsDisabled:bool clientId:string clientType:OIDCClientType customIdpInitiatedLoginPageUrl:string defaultAudience:ApplicationAudience deviceCodeDisabled:bool discoveryUrl:string forceAuthentication:bool forcePkce:bool issuer:string jwtBearerDisabled:bool jwtBearerSettings:JWTBearerSettings loginPageUrl:string refreshTokenDisabled:bool
        SSOApplicationSAMLSettings acsAllowedCallbacks:string[] acsUrl:string attributeMapping:SAMLIDPAttributeMappingInfo[] certificate:string defaultRelayState:string defaultSignatureAlgorithm:string entityId:string errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] idpCert:string idpEntityId:string idpInitiatedUrl:string idpLogoutUrl:string idpMetadataUrl:string idpSsoUrl:string loginPageUrl:string logoutRedirectUrl:string metadataUrl:string subjectNameIdFormat:string subjectNameIdType:string useMetadataInfo:bool
        SSOApplicationWSFedSettings attributeMapping:SAMLIDPAttributeMappingInfo[] errorRedirectUrl:string forceAuthentication:bool groupsMapping:SAMLIDPGroupsMappingInfo[] idpCert:string idpEntityId:string idpInitiatedUrl:string idpLogoutUrl:string idpMetadataUrl:string idpSsoUrl:string loginPageUrl:string logoutRedirectUrl:string realm:string replyAllowedCallbacks:string[] replyUrl:string
        SSOOIDCSettings JWKsUrl:string authUrl:string callbackDomain:string clientId:string! clientSecret:string defaultSSORoles:string[] fgaMappings:map<string,FGAGroupMapping> grantType:string groupsMapping:GroupsMapping[] groupsPriority:string[] issuer:string lastSuccessTestTime:int manageProviderTokens:bool name:string! prompt:OAuthPrompt[] providerID:string redirectUrl:string roleMappings:RoleMapping[] scimProviderID:string scope:string[] tokenUrl:string usePkce:bool userAttrMapping:OIDCAttributeMapping userDataUrl:string
        SSOSAMLByMetadataSettings attributeMapping:AttributeMapping configFGATenantIDResourcePrefix:string configFGATenantIDResourceSuffix:string defaultSSORoles:string[] disableSignRequest:bool entityId:string fgaMappings:map<string,FGAGroupMapping> groupsPriority:string[] idpMetadataUrl:string! roleMappings:RoleMapping[] spACSUrl:string spEncryptionKey:string spEntityId:string spSignKey:string subjectNameIdFormat:string
        SSOSAMLSettings attributeMapping:AttributeMapping configFGATenantIDResourcePrefix:string configFGATenantIDResourceSuffix:string defaultSSORoles:string[] disableSignRequest:bool entityId:string! fgaMappings:map<string,FGAGroupMapping> groupsPriority:string[] idpAdditionalCerts:string[] idpCert:string! idpUrl:string! roleMappings:RoleMapping[] spACSUrl:string spEncryptionKey:string spEntityId:string spSignKey:string subjectNameIdFormat:string
        SSOSAMLSettingsResponse attributeMapping:AttributeMapping configFGATenantIDResourcePrefix:string configFGATenantIDResourceSuffix:string defaultSSORoles:string[] fgaMappings:map<string,FGAGroupMapping> groupsMapping:GroupsMapping[] groupsPriority:string[] idpAdditionalCertificates:string[] idpCertificate:string idpEntityId:string idpMetadataUrl:string idpSSOUrl:string lastSuccessTestTime:int providerID:string redirectUrl:string scimProviderID:string spACSUrl:string spCertificate:string spEntityId:string spSignCertificate:string subjectNameIdFormat:string
        SSOSettingsV1 domain:string domains:string[] groupsMapping:GroupsMapping[] idpCertificate:string idpEntityId:string idpMetadataUrl:string idpSSOUrl:string redirectUrl:string spACSUrl:string spCertificate:string spEntityId:string tenantId:string userMapping:UserMapping
        SSOSetupSuiteDisabledFeatures groupMapping:bool oidc:bool saml:bool scim:bool ssoDomains:bool
        SSOSetupSuiteSettings disabledFeatures:SSOSetupSuiteDisabledFeatures enabled:bool styleId:string
        SSOTenantSettings oidc:SSOOIDCSettings saml:SSOSAMLSettingsResponse ssoId:string tenant:Tenant
        SSOXAASettingsResponse allowOverrideRoles:bool defaultSSORoles:string[] enabled:bool fgaMappings:map<string,FGAGroupMapping> groupPriorityEnabled:bool groupsMapping:GroupsMapping[] groupsPriority:string[] providerID:string settings:XAAJWTBearerSettings ssoId:string
        ScopeClaimMappingEntry claims:map<string,string> description:string scope:string
        Screen componentsVersion:string flowId:string! htmlTemplate:map<string,any>! id:string! inputs:any interactions:any version:int
        SecurityQuestion id:string text:string
        SecurityQuestionAnswer answer:string id:string
        SignUpOptions customClaims:map<string,any> locale:string pkceChallenge:bytesBase64 revokeOtherSessions:bool templateId:string templateOptions:map<string,string> tenantId:string
        SignUpUser email:string familyName:string givenName:string loginId:string middleName:string name:string phone:string recoveryEmail:string recoveryPhone:string
        SnapshotSecret id:string! name:string! type:string! value:string
        SnapshotSecrets connectors:SnapshotSecret[] externalAuth:SnapshotSecret[] oauthProviders:SnapshotSecret[] outboundApps:SnapshotSecret[]
        SortField desc:bool field:string!
        TOTPResponse image:bytesBase64! key:string! provisioningURL:string!
        TemplateLocalizationOverrides id:string languages:map<string,map<string,any>> modifiedTime:string version:int
        Tenant authType:TenantAuthType createdTime:int customAttributes:map<string,any> defaultRoles:string[] disabled:bool domains:string[] enforceSSO:bool enforceSSOExclusions:string[] federatedAppIds:string[] id:string! name:string! parent:string roleInheritance:RoleInheritance selfProvisioningDomains:string[] successors:string[]
        TenantAuthType string
        TenantSettings JITDisabled:bool authType:TenantAuthType domains:string[] enableInactivity:bool enabled:bool inactivityTime:int inactivityTimeUnit:TimeUnit refreshTokenExpiration:int refreshTokenExpirationUnit:TimeUnit selfProvisioningDomains:string[] sessionTokenExpiration:int sessionTokenExpirationUnit:TimeUnit ssoSetupSuiteSettings:SSOSetupSuiteSettings stepupTokenExpiration:int stepupTokenExpirationUnit:TimeUnit
        TenantsResponse tenants:MeTenant[]
        Theme codeMode:bool componentsVersion:string cssTemplate:map<string,any> id:string! version:int
        ThirdPartyApplicationSessionSettings enabled:bool keySessionTokenExpiration:int keySessionTokenExpirationUnit:string keyTemplateId:string refreshTokenExpiration:int refreshTokenExpirationUnit:string sessionTokenExpiration:int sessionTokenExpirationUnit:string userTemplateId:string
        ThirdPartyApplicationV2 approvedCallbackUrls:string[] clientId:string! customAttributes:map<string,any> defaultAudience:ApplicationAudience description:string forcePkce:bool id:string! jwtBearerSettings:JWTBearerSettings loginPageUrl:string logo:string name:string! permissionsScopes:ApplicationScope[] scopeClaimMapping:ApplicationScopeClaimMapping[]
        TimeUnit string
        URLParam key:string name:string value:string!
        URLResponse errorId:string url:string!
        User OAuth:map<string,bool> OIDC:bool SAML:bool SCIM:bool TOTP:bool consentExpiration:int createdTime:int customAttributes:map<string,any> dependent:bool editable:bool email:string externalIds:string[] familyName:string givenName:string loginIds:string[] middleName:string modifiedTime:int name:string password:bool permissions:string[] phone:string picture:string push:bool recoveryEmail:string recoveryPhone:string roleNames:string[] ssoAppIds:string[] status:UserStatus tempLockExpiration:int test:bool userFamilies:UserFamily[] userId:string userTenants:UserTenant[] verifiedEmail:bool verifiedPhone:bool verifiedRecoveryEmail:bool verifiedRecoveryPhone:bool webauthn:bool
        UserFailed failure:string! user:User
        UserFamily familyId:string! familyScopedAttributes:map<string,any> permissions:string[] roleNames:string[]
        UserHistoryEntry city:string country:string ip:string loginTime:int selectedTenant:string userId:string
        UserImportFailure reason:string! user:string!
        UserImportResponse failures:UserImportFailure[] users:User[]
        UserLockReason string
        UserMapping customAttributes:map<string,string> email:string familyName:string givenName:string group:string middleName:string name:string phoneNumber:string picture:string username:string verifiedEmail:string verifiedPhone:string
        UserPasskey createdTime:int displayName:string id:string! kind:string rpId:string
        UserPasswordArgon2 hash:bytesBase64! iterations:int! memory:int! salt:bytesBase64! threads:int! type:string
        UserPasswordBach hash:string! key:string!
        UserPasswordBcrypt hash:string!
        UserPasswordBuddyauth hash:string!
        UserPasswordDjango hash:string!
        UserPasswordFirebase hash:bytesBase64! memory:int! rounds:int! salt:bytesBase64! saltSeparator:bytesBase64! signerKey:bytesBase64!
        UserPasswordHashed argon2:UserPasswordArgon2 bach:UserPasswordBach bcrypt:UserPasswordBcrypt buddyauth:UserPasswordBuddyauth django:UserPasswordDjango firebase:UserPasswordFirebase md5:UserPasswordMd5 pbkdf2:UserPasswordPbkdf2 phpass:UserPasswordPhpass sha:UserPasswordSha
        UserPasswordMd5 hash:string!
        UserPasswordPbkdf2 hash:bytesBase64! iterations:int! salt:bytesBase64! type:string!
        UserPasswordPhpass hash:string! iterations:int! salt:string! type:string!
        UserPasswordSha hash:string! salt:string type:string!
        UserStatus string
        UserTenant permissions:string[] roleNames:string[] tenantId:string! tenantName:string
        UserTrustedDevice deviceType:string expirationTime:int64 id:string! isCurrentDevice:bool lastLocation:string lastLoginTime:int64 name:string userId:string
        UserVerification string
        UsersBatchResponse additionalErrors:map<string,string> createdUsers:User[] failedUsers:UserFailed[]
        ValidateSnapshotResponse failures:string[] missingSecrets:SnapshotSecrets ok:bool!
        WebAuthnStartResponse create:bool! options:string! transactionId:string!
        WebAuthnUpdateFinishResponse jwt:JWTResponse
        WebauthnImportAuth0 aaguid:string credentialBackedUp:bool credentialDeviceType:string keyId:string publicKey:bytesBase64 rpId:string transports:string[] userHandle:string
        WebauthnImportDescope aaguid:string attestationType:string backupEligible:bool backupState:bool credentialId:string publicKey:bytesBase64 rpId:string transports:string[]
        WebauthnImportDevice auth0:WebauthnImportAuth0 descope:WebauthnImportDescope
        Widget disabled:bool name:string type:string widgetId:string
        XAAIssuerSettings attributeMapping:AttributeMapping externalIdFieldName:string jitDisabled:bool jwksUri:string signAlgorithm:string userInfoUri:string
        XAAJWTBearerSettings issuers:map<string,XAAIssuerSettings> jwtBearerGrantTypeAudienceToUse:string jwtBearerGrantTypeCustomClaimsToUse:string jwtBearerGrantTypeScopeToUse:string
        """#
}
