import type { PersonalDataType } from '../../graph-schema/index.ts';
import type { Finding } from '../../ingest/index.ts';
import { type Random, seeded } from '../seeded.ts';
import { type Split, type Tongue, tongues } from './carriers.ts';
import { englishCarriers } from './carriers-en.ts';
import { simplifiedCarriers } from './carriers-zh-hans.ts';
import { traditionalCarriers } from './carriers-zh-hant.ts';
import { negatives } from './negatives.ts';
import { digitString, makeValue, pick } from './personal-values.ts';
import { cut, say, spokenDigits } from './say.ts';

/** A short call, and where personal data stands in each of its turns. */
export interface Sample {
  readonly tongue: Tongue;
  readonly turns: readonly { readonly text: string; readonly gold: readonly Finding[] }[];
}

/** Numbers of the invented institution, which are left in place. */
export const ownContacts = {
  phones: ['400-820-6318', '02061239988', '+1 800 555 0142'],
  emails: ['service@bank.example'],
};

const carriers = { 'zh-Hans': simplifiedCarriers, 'zh-Hant': traditionalCarriers, en: englishCarriers };

/** The test set: every carrier `each` times with values and forms of its own, and every negative. */
export function makeSamples(split: Split, each: number, seed: number): Sample[] {
  const random = seeded(seed);
  return tongues.flatMap((tongue) => [
    ...Object.entries(carriers[tongue]).flatMap(([type, bySplit]) =>
      bySplit[split].flatMap((carrier) =>
        Array.from({ length: each }, () => fill(carrier, type as PersonalDataType, tongue, random)),
      ),
    ),
    ...negatives[tongue][split].flatMap((line) =>
      Array.from({ length: Math.max(1, Math.round(each * 0.75)) }, () => plain(line, tongue, random)),
    ),
  ]);
}

const slot = /\{(v|v1|v2|v3|v4|tail|fix|cvv|iban)\}/g;

function fill(carrier: string, type: PersonalDataType, tongue: Tongue, random: Random): Sample {
  const spoken = carrier.startsWith('s ');
  const value = makeValue(type, tongue, carrier, random);
  const lengths =
    type === 'PHONE'
      ? value.replace(/\D/g, '').length === 11
        ? [3, 4, 4]
        : value.includes('-')
          ? [3, 3, 4]
          : carrier.includes('{v3}')
            ? [3, 3, 4]
            : [4, 4]
      : [4, 4, 4];
  const parts = cut(value.replace(/[^0-9A-Za-z]/g, ''), lengths);
  const written = random() < 0.35 || !spoken;
  const digits = (text: string) => (written ? text : spokenDigits(text, tongue, random));
  const turns = carrier
    .slice(2)
    .split(' / ')
    .map((turn) => {
      const gold: Finding[] = [];
      let [text, from] = ['', 0];
      const put = (said: string) => {
        gold.push({ type, start: text.length, end: text.length + said.length });
        text += said;
      };
      for (const match of turn.matchAll(slot)) {
        text += turn.slice(from, match.index);
        from = match.index + match[0].length;
        const name = match[1] ?? 'v';
        if (name === 'fix') {
          put(say(value.slice(0, 7), type, tongue, true, random));
          text +=
            tongue === 'en'
              ? pick(random, [', no wait, ', ', sorry, '])
              : tongue === 'zh-Hant'
                ? '，不對，是'
                : pick(random, ['，不对，是', '，错了错了，']);
          put(say(value, type, tongue, true, random));
        } else if (name === 'tail') put(digits(value.replace(/[^0-9Xx]/g, '').slice(-4)));
        else if (/^v\d$/.test(name))
          put(
            digits(
              Number(name[1]) === 4 || Number(name[1]) === lengths.length
                ? parts.slice(Number(name[1]) - 1).join('')
                : (parts[Number(name[1]) - 1] ?? ''),
            ),
          );
        else put(say(value, type, tongue, spoken, random));
      }
      return { text: text + turn.slice(from), gold: gold.filter(({ start, end }) => end > start) };
    });
  return { tongue, turns };
}

function plain(line: string, tongue: Tongue, random: Random): Sample {
  const amount = () =>
    pick(random, [
      `${digitString(random, 1).replace('0', '3')},${digitString(random, 3)}.50`,
      `1${digitString(random, 4)}`,
      `2${digitString(random, 5)}.00`,
      '12,345,678',
    ]);
  const date = () => pick(random, ['2026年3月1日', '2025-11-30', '2026/04/15']);
  const slots: Readonly<Record<string, () => string>> = {
    n4: () => `3${digitString(random, 3)}`,
    n6: () => `5${digitString(random, 5)}`,
    n8: () => `7${digitString(random, 7)}`,
    amount,
    date: tongue === 'en' ? () => pick(random, ['March 1, 2026', '2025-11-30', '04/15/2026']) : date,
    order: () => pick(random, ['2025', '2026', '7001', 'A90']) + digitString(random, pick(random, [8, 12, 14])),
    own: () =>
      tongue === 'en'
        ? pick(random, ['1-800-555-0142', '+1 800 555 0142', 'one eight hundred five five five oh one four two'])
        : pick(random, ['400-820-6318', '4008206318', '四零零，八二零，六三一八', '(020)6123 9988', '020-61239988']),
  };
  const turns = line
    .slice(2)
    .split(' / ')
    .map((turn) => ({
      text: turn.replace(/\{(\w+)\}/g, (_, name: string) => slots[name]?.() ?? ''),
      gold: [],
    }));
  return { tongue, turns };
}
