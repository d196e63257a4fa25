import type { AnnotationLabel, Language } from '../../../graph-schema/index.ts';

/** One turn of a call, redacted. */
export interface Turn {
  readonly segmentId: string;
  readonly role: 'customer' | 'agent' | null;
  readonly text: string;
}

/** A call that is annotated to the end, as training wants it. */
export interface TrainingCall {
  readonly id: string;
  readonly language: Language | null;
  readonly outcome: string;
  readonly status: string;
  /** How much the labels may be trusted, 0..1. */
  readonly trust: number;
  readonly split: Split;
  readonly turns: readonly Turn[];
  readonly labels: readonly AnnotationLabel[];
  readonly names: ReadonlyMap<string, string>;
}

export type Split = 'train' | 'test';

/** The same customer is always on the same side, so that nothing of the test was trained on. `hash`: keyed, hexadecimal. */
export const splitOf = (hash: string, heldOut: number): Split =>
  Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32 < heldOut ? 'test' : 'train';

const facts = (call: TrainingCall) => ({
  id: call.id,
  language: call.language,
  outcome: call.outcome,
  status: call.status,
  trust: call.trust,
  split: call.split,
});

const nameOf = ({ names }: TrainingCall, { value, note }: AnnotationLabel) =>
  names.get(value) ?? (note === '' ? value : note);

/**
 * A call as a talk for fine-tuning: a system message with its scenario and the customer's needs, then the turns, those of
 * one side that follow each other as one message. Null where nobody knows who speaks, or no agent does.
 */
export function chatLine(call: TrainingCall): object | null {
  const messages: { role: 'system' | 'user' | 'assistant'; content: string }[] = [
    { role: 'system', content: briefing(call) },
  ];
  for (const { role, text } of call.turns) {
    if (role === null) return null;
    const speaker = role === 'customer' ? 'user' : 'assistant';
    const last = messages.at(-1);
    if (last?.role === speaker) last.content += `\n${text}`;
    else messages.push({ role: speaker, content: text });
  }
  if (!messages.some(({ role }) => role === 'assistant') || !messages.some(({ role }) => role === 'user')) return null;
  return { messages, scenarios: valuesOf(call, 'scenario'), ...facts(call) };
}

function briefing(call: TrainingCall): string {
  const said = (kind: AnnotationLabel['kind']) =>
    call.labels.filter((label) => label.kind === kind).map((label) => nameOf(call, label));
  const [scenarios, needs] = [said('scenario'), said('need')];
  const english = call.language === 'en';
  const lines = english
    ? [
        'You are a customer service agent of a bank.',
        `Scenario: ${scenarios.join('; ') || 'unknown'}`,
        ...(needs.length ? [`The customer wants: ${needs.join('; ')}`] : []),
      ]
    : [
        '你是银行的客服坐席。',
        `场景：${scenarios.join('；') || '未知'}`,
        ...(needs.length ? [`客户诉求：${needs.join('；')}`] : []),
      ];
  return lines.join('\n');
}

/** A call for classifiers: its turns, the labels of the whole call, and the marked words by turn, in UTF-16 units. */
export function classifierLine(call: TrainingCall): object {
  const places = new Map(call.turns.map(({ segmentId }, n) => [segmentId, n]));
  return {
    turns: call.turns.map(({ role, text }) => ({ role, text })),
    labels: Object.fromEntries(
      [...new Set(call.labels.map(({ kind }) => kind))].map((kind) => [kind, valuesOf(call, kind)]),
    ),
    spans: call.labels.flatMap((label) =>
      label.spans.flatMap(({ segmentId, start, end }) => {
        const turn = places.get(segmentId);
        return turn === undefined
          ? []
          : [{ turn, start, end, kind: label.kind, value: label.value, name: nameOf(call, label) }];
      }),
    ),
    ...facts(call),
  };
}

const valuesOf = (call: TrainingCall, kind: AnnotationLabel['kind']) =>
  call.labels
    .filter((label) => label.kind === kind)
    .map((label) => ({ value: label.value, name: nameOf(call, label) }));
