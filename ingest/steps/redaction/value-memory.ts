import type { PersonalDataType } from '../../../graph-schema/index.ts';
import { aroundOf, digitsOf, isCounted, type NumberContext } from './number-recogniser.ts';
import type { Finding } from './placeholders.ts';

/** A number as it stands in a view, with offsets in it. */
export interface SaidNumber {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Whether it counts or dates something. */
  readonly counted: () => boolean;
}

/** The numbers of a view that may be said again. */
export const saidNumbers = (view: string, context: NumberContext): SaidNumber[] =>
  [...view.matchAll(run)].map(({ index: start, 0: raw }) => {
    const end = start + raw.length;
    return { start, end, digits: digitsOf(raw), counted: () => isCounted(aroundOf(view, start, end, context)) };
  });

/** The numbers met so far in one call; finds them, and parts of them, wherever they are said again. */
export interface ValueMemory {
  remember(type: PersonalDataType, digits: string): void;
  isEmpty(): boolean;
  find(said: readonly SaidNumber[]): Generator<Finding>;
  /** How many it learned so far, with those that it gave up since. */
  learned(): number;
  /** Everything remembered, in the order in which it was met. */
  all(): readonly (readonly [PersonalDataType, string])[];
}

/** Most numbers that one call is remembered by; the latest count. */
const mostValues = 48;
const kept: ReadonlySet<PersonalDataType> = new Set(['PHONE', 'ID', 'CARD', 'ACCOUNT', 'POLICY', 'PASSCODE']);
const run = /(?<![\d.,])\d(?:[ -]{0,2}\d){3,24}(?![\d]|[.,]\d)/g;

export function createValueMemory(values: readonly (readonly [PersonalDataType, string])[]): ValueMemory {
  const known = new Map<string, PersonalDataType>(values.map(([type, digits]) => [digits, type]));
  let learned = 0;
  const typeOf = (digits: string): PersonalDataType | undefined => {
    const exact = known.get(digits);
    if (exact !== undefined) return exact;
    for (const [value, type] of known) {
      const part = value.length >= 8 && (digits.length >= 5 ? value.includes(digits) : value.endsWith(digits));
      if (part) return type;
    }
    return undefined;
  };
  return {
    remember(type, digits) {
      if (digits.length < 4 || digits.length > 24 || !kept.has(type) || known.has(digits)) return;
      const oldest = known.keys().next();
      if (known.size >= mostValues && !oldest.done) known.delete(oldest.value);
      known.set(digits, type);
      learned += 1;
    },
    isEmpty: () => known.size === 0,
    *find(said) {
      for (const { start, end, digits, counted } of said) {
        const type = typeOf(digits);
        if (type === undefined || counted()) continue;
        yield { type, start, end };
      }
    },
    learned: () => learned,
    all: () => [...known].map(([digits, type]) => [type, digits] as const),
  };
}
