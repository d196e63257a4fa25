import type { StoredSource } from '../../ports.ts';

const days = 30;
const withinMs = days * 86_400_000;

/** Of calls about one matter, those whose customer had called about it within the 30 days before. */
export function repeatCalls(calls: readonly StoredSource[]): StoredSource[] {
  const byCustomer = new Map<string, { readonly call: StoredSource; readonly at: number }[]>();
  for (const call of calls) {
    const [customer, at] = [call.call?.customerPseudonym, call.call?.startedAt?.getTime()];
    if (!customer || at === undefined) continue;
    const own = byCustomer.get(customer) ?? [];
    own.push({ call, at });
    byCustomer.set(customer, own);
  }
  return [...byCustomer.values()].flatMap((own) => {
    own.sort((a, b) => a.at - b.at);
    return own.filter(({ at }, i) => i > 0 && at - (own[i - 1]?.at ?? at) <= withinMs).map(({ call }) => call);
  });
}
