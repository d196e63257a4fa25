/** What is wrong with a sentence that its passage contradicts. */
export type Contradiction =
  | 'negation'
  | 'amount'
  | 'date'
  | 'condition'
  | 'product'
  | 'modality'
  | 'quantifier'
  | 'actor'
  | 'antonym';

/** A passage as approved text has it, sentences that follow from it, and sentences that it contradicts. */
export interface Passage {
  readonly source: string;
  readonly faithful: readonly string[];
  readonly contradictions: readonly (readonly [kind: Contradiction, sentence: string])[];
}
