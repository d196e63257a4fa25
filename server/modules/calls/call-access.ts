import { notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { Principal } from '../access/index.ts';
import { type CallRecord, readCall } from './call-record.ts';

export const seesAll = (principal: Principal): boolean =>
  principal.type === 'local' || (principal.type === 'user' && principal.roles.includes('supervisor'));

/** The call, for whoever opened it, a page that was let into it, or a supervisor; one of somebody else is not told apart from none. */
export async function readOwnCall(executor: Executor, id: string, principal: Principal): Promise<CallRecord> {
  const call = await readCall(executor, id);
  const own = principal.type === 'widget' ? principal.callId === call.id : principal.id === call.createdBy;
  if (!own && !seesAll(principal)) throw notFound('call', id);
  return call;
}
