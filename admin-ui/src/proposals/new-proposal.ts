import type { EvidenceKind, ItemKind, Language, Span } from '../../../graph-schema/index.ts';
import type { Content, NewProposal } from '../api/types.ts';

/** What somebody may propose by hand from a source: the kinds that one review puts in force and that agents use. */
export const handMadeKinds = ['script', 'best_practice', 'step'] as const satisfies readonly ItemKind[];
export type HandMadeKind = (typeof handMadeKinds)[number];

/** The field of each kind that says what it is about; the selected words are the first draft of it. */
export const mainField: Readonly<Record<HandMadeKind, string>> = {
  script: 'say',
  best_practice: 'description',
  step: 'instruction',
};

/** How sure somebody is, as people say it. */
export const certainties = { high: 0.9, medium: 0.7, low: 0.5 } as const;
export type Certainty = keyof typeof certainties;

interface HandMade {
  readonly kind: HandMadeKind;
  readonly content: Content;
  readonly language: Language | null;
  readonly rationale: string;
  readonly certainty: Certainty;
  readonly evidenceKind: EvidenceKind;
  readonly spans: readonly Span[];
}

/** One item with its evidence, to be handed in. What somebody proposes twice under one name is a change of it. */
export function newProposal(made: HandMade): NewProposal {
  const name = String(made.content['name'] ?? '').trim();
  return {
    title: name,
    rationale: made.rationale.trim(),
    collectionId: 'main',
    parts: [
      {
        sort: 'node',
        kind: made.kind,
        key: `person:${name}`,
        content: made.language === null ? made.content : { language: made.language, ...made.content },
        evidence: made.spans.map((span) => ({ kind: made.evidenceKind, span })),
        confidence: certainties[made.certainty],
      },
    ],
  };
}
