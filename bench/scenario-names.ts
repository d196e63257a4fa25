import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ProposalDraft } from '../graph-schema/index.ts';
import { contentTerms } from '../ingest/steps/text-terms.ts';
import { mean } from './ranking-metrics.ts';

const titleSchema = z.object({ scenario: z.string(), zh: z.string(), en: z.string() });
type Titles = readonly z.infer<typeof titleSchema>[];

/** What the author calls each true scenario, in both languages: JSON lines with `scenario`, `zh`, `en`. */
export async function readTitles(file: string): Promise<Titles> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => titleSchema.parse(JSON.parse(line)));
}

/**
 * How near names of mined scenarios come to what the author calls the scenario that most of their calls are of: F1 of
 * their content terms, and the share of names that are nearest to the right title of all. `truthOf` names that scenario.
 */
export function scoreNames(drafts: readonly ProposalDraft[], titles: Titles, truthOf: (n: number) => string | null) {
  const rows = drafts.flatMap(({ parts }, n) => {
    const part = parts.find((one) => one.sort === 'node' && one.kind === 'scenario');
    const scenario = truthOf(n);
    if (part?.sort !== 'node' || scenario === null) return [];
    const language = part.content['language'] === 'en' ? ('en' as const) : ('zh' as const);
    const name = String(part.content['name']);
    const near = titles.map((title) => ({ scenario: title.scenario, f1: termF1(name, title[language]) }));
    const right = near.find((one) => one.scenario === scenario)?.f1 ?? 0;
    const found = right > 0 && near.every((one) => one.scenario === scenario || one.f1 < right);
    return [{ name, scenario, f1: right, found }];
  });
  return {
    names: rows.length,
    titleF1: thousandths(mean(rows.map(({ f1 }) => f1))),
    titleFound: thousandths(mean(rows.map(({ found }) => (found ? 1 : 0)))),
    rows,
  };
}

function termF1(name: string, title: string): number {
  const [said, wanted] = [new Set(contentTerms(name)), new Set(contentTerms(title))];
  const met = [...said].filter((term) => wanted.has(term)).length;
  return met === 0 ? 0 : (2 * met) / (said.size + wanted.size);
}

const thousandths = (value: number) => Math.round(value * 1_000) / 1_000;
