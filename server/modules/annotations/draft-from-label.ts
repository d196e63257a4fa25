import type { AnnotationLabel, DraftPart, Evidence, ItemRef, Language } from '../../../graph-schema/index.ts';
import { annotationValues, otherValue } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';

/** What an annotation may be drawn up as. */
export const proposableAs = ['scenario', 'step', 'script', 'practice'] as const;
export type ProposableAs = (typeof proposableAs)[number];

export interface LabelInCall {
  readonly taskId: string;
  readonly label: AnnotationLabel;
  /** The words of its spans, in their order. */
  readonly words: readonly string[];
  /** The scenario that the call is of by the same decision; null: none that the graph has. */
  readonly scenarioId: string | null;
  readonly riskKinds: readonly string[];
  readonly language: Language | null;
  readonly confidence: number;
  readonly name: string | undefined;
  /** The scenario that the label names, as it stands; null: it names none, or nothing of it is left. */
  readonly standing: StandingScenario | null;
}

export interface StandingScenario {
  readonly key: string;
  readonly content: Readonly<Record<string, unknown>> & { readonly triggerPhrases?: readonly string[] };
  readonly evidence: readonly Evidence[];
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly conditions: Extract<DraftPart, { sort: 'node' }>['conditions'];
  readonly audience: Extract<DraftPart, { sort: 'node' }>['audience'];
}

const longestPhrase = 500;
const mostPhrases = 200;

/** The parts of a proposal that says what the label says, with its words as evidence; refuses what it cannot carry. */
export function draftFromLabel(as: ProposableAs, given: LabelInCall): DraftPart[] {
  const { label, words, taskId } = given;
  if (words.length === 0) {
    throw new DomainError(
      'invalid_request',
      'labelId: nothing is marked under this label; mark the words that it rests on',
    );
  }
  const evidence: Evidence[] = label.spans.map((span) => ({ kind: 'example', span }));
  const terms = {
    evidence,
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['agent' as const, 'expert' as const],
    confidence: given.confidence,
  };
  const spoken = given.language === null ? {} : { language: given.language };
  const text = words.join('\n');
  const name = given.name ?? (label.note === '' ? [...text].slice(0, 60).join('') : label.note);
  const key = `annotation/${taskId}/${label.id}`;
  const node = (
    kind: 'scenario' | 'step' | 'script' | 'best_practice',
    content: Record<string, unknown>,
  ): DraftPart => ({
    sort: 'node',
    kind,
    key,
    content: { name, ...content, ...spoken },
    ...terms,
  });
  const edge = (kind: 'HAS_STEP' | 'USES_SCRIPT' | 'APPLIES_TO', from: ItemRef, to: ItemRef): DraftPart => ({
    sort: 'edge',
    kind,
    from,
    to,
    content: {},
    ...terms,
  });
  switch (as) {
    case 'scenario': {
      needs(label.kind === 'scenario', as, 'scenario');
      const phrases = words.map((phrase) => phrase.slice(0, longestPhrase));
      if (label.value === otherValue) {
        return [node('scenario', { summary: name, triggerPhrases: phrases, riskKinds: given.riskKinds })];
      }
      return [extended(given, phrases, evidence)];
    }
    case 'step':
      needs(label.kind === 'step' && label.value === otherValue, as, 'step that the graph does not have');
      return [
        node('step', { instruction: text }),
        ...(given.scenarioId === null ? [] : [edge('HAS_STEP', { itemId: given.scenarioId }, { kind: 'step', key })]),
      ];
    case 'practice':
      needs(label.kind === 'practice' && label.value === otherValue, as, 'best practice that the graph does not have');
      return [
        node('best_practice', { description: text }),
        ...(given.scenarioId === null
          ? []
          : [edge('APPLIES_TO', { kind: 'best_practice', key }, { itemId: given.scenarioId })]),
      ];
    case 'script': {
      const values = annotationValues[label.kind];
      const speaks = 'itemKind' in values && ['scenario', 'step', 'best_practice'].includes(values.itemKind);
      needs(speaks, as, 'scenario, step or best practice');
      const user = label.value === otherValue ? given.scenarioId : label.value;
      return [
        node('script', { say: text.slice(0, 4_000) }),
        ...(user === null ? [] : [edge('USES_SCRIPT', { itemId: user }, { kind: 'script', key })]),
      ];
    }
  }
}

function needs(holds: boolean, as: ProposableAs, what: string): void {
  if (!holds)
    throw new DomainError(
      'invalid_request',
      `as: a ${as} is drawn up from a label that says ${what}; choose another label`,
    );
}

/** The scenario as it stands, that knows the marked words too. */
function extended(
  { standing, confidence }: LabelInCall,
  phrases: readonly string[],
  evidence: readonly Evidence[],
): DraftPart {
  if (standing === null) {
    throw new DomainError(
      'wrong_state',
      'Nothing of this scenario is published; propose it as a new one, with the label "other"',
    );
  }
  const known = standing.content.triggerPhrases ?? [];
  return {
    sort: 'node',
    kind: 'scenario',
    key: standing.key,
    content: { ...standing.content, triggerPhrases: [...new Set([...known, ...phrases])].slice(0, mostPhrases) },
    evidence: [...standing.evidence, ...evidence].slice(-200),
    validFrom: standing.validFrom,
    validTo: standing.validTo,
    conditions: standing.conditions,
    audience: standing.audience,
    confidence,
  };
}
