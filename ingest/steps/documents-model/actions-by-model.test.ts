import { expect, it } from 'vitest';
import { proposalDraftSchema } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { mineDocument } from '../mine-document.ts';
import { withActionsByModel } from './actions-by-model.ts';

const text = `## Lost parcels

Ask for patience while you read.

1. Find the parcel in the Depot Register, then press [Trace].
2. Tell the customer how long it takes.
3. Hand the Trace Form to the courier desk.
`;
const source: StoredSource = {
  type: 'document',
  key: 'lost.md',
  sourceId: 'src-lost',
  title: 'Lost parcels',
  language: 'en',
  metadata: {},
  segments: [{ id: 'seg', ordinal: 0, kind: 'section', locator: 'Lost parcels', heading: 'Lost parcels', text }],
  document: {
    kind: 'procedure',
    itemKind: null,
    row: false,
    versionDate: null,
    validFrom: null,
    validTo: null,
    issuer: null,
    aliases: [],
    products: [],
    law: null,
    article: null,
    chapter: null,
  },
};
const settings = {
  timeZone: 'UTC',
  pseudonym: (id: string) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

async function actionsAfter(actions: unknown) {
  const [draft] = mineDocument(source, settings);
  if (!draft) throw new Error('no procedure');
  const asked: string[][] = [];
  const read = await withActionsByModel(draft, source, {
    model: 'scripted',
    async ask({ sourceIds }) {
      asked.push([...sourceIds]);
      return actions === null ? { missing: 'budget' } : { json: { actions } };
    },
  });
  const { parts } = proposalDraftSchema.parse(read);
  const steps = parts.flatMap((part) =>
    part.sort === 'node' && part.kind === 'step' ? [part.content['actions']] : [],
  );
  return { steps, asked };
}

it('adds actions to the step in whose words they stand, in the order of the text, beside what the rules read', async () => {
  const quotes = [
    'Find the parcel in the Depot Register, then press [Trace].',
    'Hand the Trace Form to the courier desk.',
  ];
  const { steps, asked } = await actionsAfter([
    { name: 'Trace Form', quote: quotes[1] },
    { name: 'Depot Register', quote: quotes[0] },
    { name: '[Trace]', quote: quotes[0] },
  ]);
  expect(steps).toEqual([['Depot Register', 'Trace'], undefined, ['Trace Form']]);
  expect(asked).toEqual([['src-lost']]);
});

it.each([
  ['a sentence that does not stand there', [{ name: 'Trace Form', quote: 'Hand over the Trace Form.' }]],
  ['a name that its sentence does not hold', [{ name: 'Refund', quote: 'Tell the customer how long it takes.' }]],
  ['a sentence outside every step', [{ name: 'patience', quote: 'Ask for patience while you read.' }]],
  ['another form', ['Trace Form']],
  ['nothing', null],
])('leaves a procedure as the rules read it when the model answers %s', async (_, actions) => {
  expect((await actionsAfter(actions)).steps).toEqual([['Trace'], undefined, undefined]);
});
