import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type PersonalDataType, personalDataTypes } from '../graph-schema/index.ts';
import { createRedactor, type Finding, redactCall } from '../ingest/index.ts';
import { type Split, tongues } from './redaction/carriers.ts';
import { makeSamples, ownContacts, type Sample } from './redaction/make-samples.ts';
import { simplePatterns } from './redaction/simple-patterns.ts';

export interface RedactionBenchOptions {
  readonly split: Split;
  /** How often each carrier is filled. */
  readonly each: number;
  readonly seed: number;
  /** Print what was missed and what was taken wrongly to stderr; for `dev` only. */
  readonly show?: boolean;
  /** A JSONL file with texts that hold no personal data. */
  readonly clean?: string;
  readonly cleanMode?: 'speech' | 'document';
}

type Reader = (turns: readonly string[]) => (readonly Finding[])[];

const readers: Readonly<Record<string, Reader>> = {
  whole: (turns) => redactCall(turns, createRedactor({ ownContacts })).map(({ replaced }) => replaced),
  live: (turns) => {
    const redactor = createRedactor({ ownContacts });
    return turns.map((turn) => {
      redactor.learn(turn);
      return redactor.redactTurn(turn).replaced;
    });
  },
  simple: (turns) => turns.map(simplePatterns),
};

class Tally {
  gold = 0;
  hit = 0;
  masked = 0;
  taken = 0;
  right = 0;
  add(other: Tally): void {
    for (const key of ['gold', 'hit', 'masked', 'taken', 'right'] as const) this[key] += other[key];
  }
  scores() {
    const share = (n: number, of: number) => (of === 0 ? null : Math.round((n / of) * 10_000) / 10_000);
    const { gold, hit, masked, taken, right } = this;
    return { gold, recall: share(hit, gold), masked: share(masked, gold), taken, precision: share(right, taken) };
  }
}

/**
 * How much personal data the redaction finds in made-up calls, by type and language. `recall`: every letter and digit
 * is replaced, under the right type; `masked`: under any type; `precision`: of what was replaced, how much is of its type.
 */
export async function redactionBench(options: RedactionBenchOptions) {
  const samples = makeSamples(options.split, options.each, options.seed);
  const results = Object.fromEntries(
    Object.entries(readers).map(([name, reader]) => [
      name,
      score(samples, reader, options.show === true && name === 'whole'),
    ]),
  );
  return {
    bench: 'redaction',
    split: options.split,
    seed: options.seed,
    calls: samples.length,
    turns: samples.reduce((sum, { turns }) => sum + turns.length, 0),
    ...results,
    ...(options.clean
      ? { clean: await onCleanText(options.clean, options.cleanMode ?? 'speech', options.show === true) }
      : {}),
    speed: speed(samples),
  };
}

function score(samples: readonly Sample[], reader: Reader, show: boolean) {
  const tallies = new Map<string, Tally>();
  const tally = (type: string, tongue: string) => {
    const key = `${type} ${tongue}`;
    const found = tallies.get(key) ?? new Tally();
    tallies.set(key, found);
    return found;
  };
  for (const sample of samples) {
    const found = reader(sample.turns.map(({ text }) => text));
    sample.turns.forEach(({ text, gold }, i) => {
      const taken = found[i] ?? [];
      for (const one of gold) {
        const t = tally(one.type, sample.tongue);
        t.gold += 1;
        const whole = covered(text, one, taken);
        if (whole) t.masked += 1;
        if (whole && taken.some((f) => f.type === one.type && touches(f, one))) t.hit += 1;
        else if (show)
          process.stderr.write(
            `MISS ${one.type} ${sample.tongue} | ${text.slice(one.start, one.end)} | ${sample.turns.map((turn) => turn.text).join(' / ')} | ${taken.map((f) => `${f.type}:${text.slice(f.start, f.end)}`).join('; ')}\n`,
          );
      }
      for (const one of taken) {
        const t = tally(one.type, sample.tongue);
        t.taken += 1;
        if (gold.some((g) => g.type === one.type && touches(g, one))) t.right += 1;
        else if (show)
          process.stderr.write(`WRONG ${one.type} ${sample.tongue} | ${text.slice(one.start, one.end)} | ${text}\n`);
      }
    });
  }
  return table(tallies);
}

const touches = (a: Finding, b: Finding) => a.start < b.end && b.start < a.end;

/** Whether every letter and digit of a value lies in what was replaced; pauses and fillers need not. */
function covered(text: string, gold: Finding, taken: readonly Finding[]): boolean {
  for (let i = gold.start; i < gold.end; i++) {
    if (/[\p{L}\p{N}]/u.test(text[i] ?? '') && !taken.some(({ start, end }) => start <= i && i < end)) return false;
  }
  return true;
}

function table(tallies: ReadonlyMap<string, Tally>) {
  const of = (types: readonly string[], languages: readonly string[]) => {
    const sum = new Tally();
    for (const [key, one] of tallies) {
      const [type = '', tongue = ''] = key.split(' ');
      if (types.includes(type) && languages.includes(tongue)) sum.add(one);
    }
    return sum.scores();
  };
  const numbers: readonly PersonalDataType[] = ['CARD', 'ID', 'PHONE'];
  return {
    all: of(personalDataTypes, tongues),
    cardsIdentityPhones: of(numbers, tongues),
    byType: Object.fromEntries(
      personalDataTypes.map((type) => [
        type,
        { all: of([type], tongues), ...Object.fromEntries(tongues.map((tongue) => [tongue, of([type], [tongue])])) },
      ]),
    ),
    byLanguage: Object.fromEntries(tongues.map((tongue) => [tongue, of(personalDataTypes, [tongue])])),
  };
}

/** What is replaced in texts that hold no personal data: how often in a thousand texts, by type. */
async function onCleanText(path: string, mode: 'speech' | 'document', show: boolean) {
  const byType: Record<string, number> = {};
  let [texts, units] = [0, 0];
  const began = performance.now();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line.trim() === '') continue;
    const row = JSON.parse(line) as { text?: string; utterance?: string; turns?: readonly { text?: string }[] };
    const turns = row.turns ? row.turns.map((turn) => turn.text ?? '') : [row.text ?? row.utterance ?? ''];
    const redactor = createRedactor({ ownContacts, mode });
    for (const { text, replaced } of mode === 'speech'
      ? redactCall(turns, redactor)
      : turns.map((turn) => ({ ...redactor.redact(turn) }))) {
      texts += 1;
      units += text.length;
      for (const { type } of replaced) byType[type] = (byType[type] ?? 0) + 1;
      if (show && replaced.length > 0)
        process.stderr.write(`CLEAN ${replaced.map(({ type }) => type).join(' ')} | ${text.slice(0, 300)}\n`);
    }
  }
  const perThousand = Object.fromEntries(
    Object.entries(byType).map(([type, n]) => [type, Math.round((n / texts) * 100_000) / 100]),
  );
  return { texts, units, seconds: Math.round(performance.now() - began) / 1_000, perThousand };
}

/** Megabytes of UTF-8 a second, over the made-up calls as single texts. */
function speed(samples: readonly Sample[]) {
  const texts = samples.flatMap(({ turns }) => turns.map(({ text }) => text));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const began = performance.now();
  for (const text of texts) createRedactor({ ownContacts }).redact(text);
  const seconds = (performance.now() - began) / 1_000;
  return { megabytes: Math.round(bytes / 1e4) / 100, perSecond: Math.round(bytes / seconds / 1e4) / 100 };
}
