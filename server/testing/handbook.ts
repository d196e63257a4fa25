import { nodeDraft } from './curation.ts';
import type { TestService } from './test-service.ts';

/** Matters that have nothing to do with each other, so that a question about one of them is about no other. */
const matters = {
  refund: 'A parcel arrived broken and the buyer wants the purchase price back',
  password: 'Somebody forgot the password of the online portal and cannot log in',
  invoice: 'The monthly invoice shows a wrong postal address',
  roaming: 'Mobile data abroad is slow during holidays on an island',
  courier: 'The courier rang at the neighbour and left no message',
  warranty: 'Warranty terms of a refurbished laptop battery',
  upgrade: 'Upgrade to a larger storage plan halfway through the year',
  newsletter: 'Unsubscribing from the weekly newsletter takes many clicks',
  voucher: 'A gift voucher expired one day before the birthday party',
  calendar: 'Technician appointment collides with a dentist visit',
  recipe: 'Kitchen robot recipe book is missing chapter nine',
  garden: 'Lawn mower blades rust after rain in the garden shed',
} as const;
export type Matter = keyof typeof matters;

/** Publishes one scenario a matter, and waits until it is served; returns their item ids. */
export async function publishHandbook(
  service: Pick<TestService, 'curation' | 'projections'>,
): Promise<Readonly<Record<Matter, string>>> {
  const { curation, projections } = service;
  const words = await curation.evidence();
  const keys = Object.keys(matters) as Matter[];
  const { position } = await curation.publish(keys.map((key) => nodeDraft('scenario', key, matters[key], words)));
  await projections.projector.waitFor(position);
  const ids = await Promise.all(keys.map(async (key) => [key, await curation.itemId('scenario', key)] as const));
  return Object.fromEntries(ids) as Record<Matter, string>;
}

/** Publishes the next version of a matter's scenario; returns the position. */
export async function publishAgain(
  service: Pick<TestService, 'curation'>,
  matter: Matter,
  note: string,
  more: Parameters<typeof nodeDraft>[4] = {},
): Promise<number> {
  const words = await service.curation.evidence();
  const draft = nodeDraft('scenario', matter, `${matters[matter]}, ${note}`, words, more);
  return (await service.curation.publish([draft])).position;
}

/** What a customer with that matter says. */
export const saidOf = (matter: Matter): string => `Hello, ${matters[matter].toLowerCase()}, what now?`;
