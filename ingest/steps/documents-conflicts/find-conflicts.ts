import type { FactValue } from '../../../graph-schema/index.ts';
import { sentencesOf } from '../documents-facts/sentences-of.ts';
import { statedValues } from '../fact-value.ts';
import { contentTerms } from '../text-terms.ts';
import { nameKey } from '../unify-script.ts';
import { agree, comparable, valuesIn } from './compare-values.ts';

/** A term of a product as it is known. */
export interface ComparedFact {
  readonly id: string;
  readonly name: string;
  readonly value: FactValue;
  /** Names of its product. */
  readonly products: readonly string[];
}

/** Anything else that states values: a clause, a step, a script. */
export interface ComparedText {
  readonly id: string;
  /** Heading or name; its words count for every sentence. */
  readonly heading: string;
  readonly text: string;
  /** Names of the products that it is about although its text does not say so. */
  readonly products: readonly string[];
}

/** A sentence that states another value for a term. */
export interface Conflict {
  readonly factId: string;
  readonly textId: string;
  readonly sentence: string;
  /** The words that state the other value. */
  readonly stated: string;
}

/**
 * Sentences that contradict a typed term: they name the term in all its words and are about its product, state exactly
 * one value of its measure, and that value cannot hold together with any that the term states. What is unsure is left
 * out: nobody should learn to ignore conflicts.
 */
export function findConflicts(facts: readonly ComparedFact[], texts: readonly ComparedText[]): Conflict[] {
  const compared = facts.flatMap((fact) => readyToCompare(fact));
  const names = [...new Set(compared.flatMap((one) => one.names))];
  return texts.flatMap((text) => {
    const about = nameKey(`${text.heading} ${text.text}`);
    const mine = compared.filter(({ names }) => isAbout(text, about, names));
    return mine.length === 0 ? [] : conflictsIn(text, mine, names);
  });
}

interface Ready {
  readonly fact: ComparedFact;
  readonly names: readonly string[];
  readonly terms: ReadonlySet<string>;
}

function readyToCompare(fact: ComparedFact): Ready[] {
  if (valuesIn(fact.value).length === 0) return [];
  const ofProduct = new Set(fact.products.flatMap(contentTerms));
  const terms = new Set(contentTerms(coreOf(fact.name)).filter((term) => !ofProduct.has(term)));
  return terms.size === 0 ? [] : [{ fact, names: fact.products.map(nameKey), terms }];
}

/** A short Chinese name carries its section's heading in front, which a clause does not repeat. */
function coreOf(name: string): string {
  const last = name.split(' ').at(-1) ?? name;
  return /^\p{Script=Han}+$/u.test(last) && contentTerms(last).length > 0 ? last : name;
}

function isAbout(text: ComparedText, words: string, names: readonly string[]): boolean {
  const own = text.products.map(nameKey);
  return names.some((name) => own.includes(name) || (name.length >= 2 && words.includes(name)));
}

const freed = /免收|免费|免費|免除|减免|減免|\b(?:waived?|free)\b/i;

function conflictsIn(text: ComparedText, facts: readonly Ready[], products: readonly string[]): Conflict[] {
  const heading = contentTerms(text.heading);
  return sentencesOf(text.text).flatMap(({ start, end }) => {
    const sentence = text.text.slice(start, end);
    const stated = statedValues(sentence);
    // What is waived above a sum does not cost that sum.
    if (stated.length === 0 || freed.test(sentence)) return [];
    const words = nameKey(sentence);
    const named = products.filter((name) => words.includes(name));
    const terms = new Set([...contentTerms(sentence), ...heading]);
    return facts.flatMap(({ fact, terms: wanted, names }) => {
      if (named.length > 0 && !names.some((name) => named.includes(name))) return [];
      if (![...wanted].every((term) => terms.has(term))) return [];
      const ours = valuesIn(fact.value);
      const theirs = stated.filter(({ value }) => ours.some((one) => comparable(one, value)));
      const [only] = theirs;
      if (!only || theirs.length > 1) return [];
      if (ours.some((one) => comparable(one, only.value) && agree(one, only.value))) return [];
      return [{ factId: fact.id, textId: text.id, sentence, stated: sentence.slice(only.start, only.end) }];
    });
  });
}
