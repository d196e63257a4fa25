export { accessRoutes } from './access-routes.ts';
export { type AccessOptions, type AccessService, createAccessService, demand } from './access-service.ts';
export { contextWords } from './password-rules.ts';
export { generatePassword } from './passwords.ts';
export {
  anonymous,
  isAllowed,
  localOperator,
  type Permission,
  type Principal,
  permissions,
  type WidgetPrincipal,
} from './permissions.ts';
export type { Session } from './sessions.ts';
export { tokenHash } from './tokens.ts';
