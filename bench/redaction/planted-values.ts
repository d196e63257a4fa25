import type { Counts } from '../../server/testing/words-anywhere.ts';
import { type Random, seeded } from '../seeded.ts';
import { splits } from './carriers.ts';
import { makeSamples, type Sample } from './make-samples.ts';
import { makeValue } from './personal-values.ts';

/** What gives a value away, as it would stand in a row as JSON, or in a file. */
interface Trace {
  readonly word: string;
  /** Short enough to be part of an id or a number by chance: it counts between signs that are neither. */
  readonly alone: boolean;
}

/** Personal data that nothing of may be found later. */
export interface Planted {
  /** Turns of one talk; one value, in whole or in parts. */
  readonly turns: readonly string[];
  readonly traces: readonly Trace[];
}

const fewestLetters = 6;
const shortNumber = 10;

/** Values to plant; none is given out twice. */
export interface Stock {
  /** All that was given out, each with where it went. */
  readonly planted: readonly (Planted & { readonly where: string })[];
  /** Talks with one value each. */
  talks(where: string, count: number): readonly Planted[];
  /** A talk that is one turn. */
  sentence(where: string): string;
  /** A value alone, as in a field. */
  field(where: string, type: FieldType): string;
}

type FieldType = 'PHONE' | 'NAME' | 'EMAIL';

/** As many talks as there are carriers, `each` times, and as many fields as are asked for; no two values are the same. */
export function createStock(each: number, seed: number): Stock {
  const random = seeded(seed);
  const samples = splits.flatMap((split, i) => makeSamples(split, each, seed + i));
  const stated = samples.flatMap(({ turns }) => turns.map(withoutGold)).join('\n');
  const seen = new Set<string>();
  const isNew = ({ traces }: Planted) => {
    const words = traces.map(({ word }) => word);
    if (words.length === 0 || words.some((word) => seen.has(word) || stated.includes(word))) return false;
    for (const word of words) seen.add(word);
    return true;
  };
  const left = mixed(samples.map(plantedIn).filter(isNew), random);
  const planted: (Planted & { where: string })[] = [];
  const give = (where: string, one: Planted | undefined): Planted => {
    if (!one) throw new Error(`no value is left for ${where}`);
    planted.push({ ...one, where });
    return one;
  };
  return {
    planted,
    talks: (where, count) => left.splice(0, count).map((one) => give(where, one)),
    sentence(where) {
      const [one] = left.splice(
        left.findIndex(({ turns }) => turns.length === 1),
        1,
      );
      return give(where, one).turns.join();
    },
    field(where, type) {
      for (;;) {
        const text = makeValue(type, 'zh-Hans', '', random);
        // Two signs are part of many words.
        if (type === 'NAME' && text.length < 3) continue;
        const gold = [{ type, start: 0, end: text.length }];
        const one = plantedIn({ tongue: 'zh-Hans', turns: [{ text, gold }] });
        if (isNew(one)) return give(where, one).turns.join();
      }
    },
  };
}

const plantedIn = ({ turns }: Sample): Planted => ({
  turns: turns.map(({ text }) => text).filter((text) => text !== ''),
  traces: turns.flatMap(tracesIn),
});

type Turn = Sample['turns'][number];

function withoutGold({ text, gold }: Turn): string {
  return gold.reduceRight((rest, { start, end }) => `${rest.slice(0, start)}\n${rest.slice(end)}`, text);
}

function tracesIn({ text, gold }: Turn): Trace[] {
  return gold.flatMap(({ start, end }) => {
    const value = text.slice(start, end);
    const digits = bareDigits(value);
    const bare = digits.length >= shortNumber && digits !== value ? [{ word: digits, alone: false }] : [];
    if (isTelling(value))
      return [{ word: value, alone: /^[\w .]+$/.test(value) && value.length < shortNumber }, ...bare];
    // Too short to be told from anything: with the words around it, or as all that a turn says.
    const around = text.slice(Math.max(0, start - 6), end + 2);
    return [{ word: isTelling(around) && around !== value ? around : `"${text}"`, alone: false }];
  });
}

const signs = '零一二三四五六七八九';
/** The digits of a number without what parts them, written as digits; '' when it holds anything else. */
function bareDigits(value: string): string {
  const written = value
    .replace(/[\s，,().-]|嗯/g, '')
    .replaceAll('幺', '一')
    .replaceAll('洞', '零')
    .replace(new RegExp(`[${signs}]`, 'g'), (sign) => String(signs.indexOf(sign)));
  return /^\d+$/.test(written) ? written : '';
}

const isTelling = (text: string) => Buffer.byteLength(text) >= fewestLetters;

function mixed<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

const isSign = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122));
const point = 46;

/** What tells a short number from a part of an id, of a hash or of a second. */
export function standsAlone(traces: readonly Trace[]): Counts {
  const alone = new Set(traces.filter((trace) => trace.alone).map(({ word }) => word));
  return (word, bytes, start, end) =>
    !alone.has(word) || !(isSign(bytes[start - 1]) || isSign(bytes[end]) || bytes[start - 1] === point);
}
