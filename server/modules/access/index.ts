export { accessRoutes, sessionCookie } from './access-routes.ts';
export { type AccessService, createAccessService, demand, tokenHash } from './access-service.ts';
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
