import { type Role, roles } from '../graph-schema/index.ts';
import type { Config } from './config.ts';
import type { Institution } from './institution.ts';
import { type AccessOptions, contextWords } from './modules/access/index.ts';
import type { IdentityProvider } from './ports/identity-provider.ts';
import type { Logger } from './ports/logger.ts';

/** What the settings say of people and their sessions. */
export function accessOptions(
  config: Config,
  institution: Institution,
  provider: IdentityProvider | null,
  log: Logger,
): AccessOptions {
  const named = config.OIDC_ROLES.map(([name, role]): [string, Role] => [name, roles.schema.parse(role)]);
  return {
    sessionSeconds: Math.round(config.SESSION_HOURS * 3_600),
    idleSeconds: Math.round(config.SESSION_IDLE_MINUTES * 60),
    contextWords: contextWords(institution.name),
    passwords: config.LOCAL_PASSWORDS,
    provider: provider && { provider, roleOf: named.length === 0 ? null : new Map(named) },
    log,
  };
}
