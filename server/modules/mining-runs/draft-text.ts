import type { ProposalDraft } from '../../../graph-schema/index.ts';

/** The scenario that a draft proposes: its key, its name, the complaint type that it is put under, and whether it ends it. */
export function textOf(draft: ProposalDraft): {
  readonly key: string;
  readonly name: string;
  readonly complaintType: string | null;
  readonly ends: boolean;
} {
  const scenario = draft.parts.find((part) => part.sort === 'node' && part.kind === 'scenario');
  const content = scenario?.sort === 'node' ? scenario.content : {};
  const [name, type] = [content['name'], content['complaintType']];
  return {
    key: scenario?.sort === 'node' ? scenario.key : '',
    name: typeof name === 'string' ? name : draft.title,
    complaintType: typeof type === 'string' ? type : null,
    ends: (scenario?.validTo ?? null) !== null,
  };
}
