import type { Route } from '../../http/route.ts';
import type { AccessService } from './access-service.ts';
import { peopleRoutes } from './people-routes.ts';
import { type InstitutionView, sessionRoutes } from './session-routes.ts';

/** Signing in, people, and the keys of machines. */
export function accessRoutes(access: AccessService, institution: InstitutionView): readonly Route[] {
  return [...sessionRoutes(access, institution), ...peopleRoutes(access)];
}
