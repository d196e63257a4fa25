import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { DraftPart, ProposalDraft } from '../graph-schema/index.ts';
import {
  actionsInSection,
  type IngestSettings,
  mineDocument,
  type StoredSource,
  type StructuredModel,
  withActionsByModel,
} from '../ingest/index.ts';
import { parseFile } from '../ingest/parsing.ts';
import { endpointModel } from './endpoint-model.ts';
import { bootstrapCi95, mean } from './ranking-metrics.ts';

/**
 * A manual of several flows, each with its subflows; `actions` are the numbered paragraphs of a subflow and
 * `instructions` what stands around them. Other fields of the file are answers, and are not read.
 */
const manualSchema = z.record(
  z.string(),
  z.object({
    description: z.string().default(''),
    subflows: z.record(
      z.string(),
      z.object({
        actions: z.array(z.object({ text: z.string(), subtext: z.array(z.string()).default([]) })),
        instructions: z.array(z.string()).default([]),
      }),
    ),
  }),
);
const goldSchema = z.record(z.string(), z.array(z.string()));
const ontologySchema = z.object({ intents: z.object({ subflows: z.record(z.string(), z.array(z.string())) }) });

export interface ManualsBenchOptions {
  /** The manual, as JSON; the ordered actions (`kb.json`) and the names of subflows (`ontology.json`) lie beside it. */
  readonly manual: string;
  /** An OpenAI-compatible chat endpoint that reads the same sections: alone, and beside the rules as mining has it. */
  readonly model?: string;
  readonly modelName?: string;
  /** Only so many subflows, evenly spread. */
  readonly limit?: number;
}

// A section's actions with their sentences.
const answerTokens = 600;

interface Score {
  readonly matched: number;
  readonly mined: number;
  readonly gold: number;
}

const settings: IngestSettings = {
  timeZone: 'UTC',
  pseudonym: (id) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

/**
 * Mines each flow of a manual as one Markdown document and compares, subflow by subflow, the actions that its steps name
 * with the ordered actions of the gold. Matched is the longest common subsequence, so an action out of order does not
 * count; two names match when the words of one are among the words of the other. A subflow with no procedure scores zero.
 */
export async function manualsBench({
  manual,
  model: url,
  modelName = 'model',
  limit = Number.POSITIVE_INFINITY,
}: ManualsBenchOptions) {
  const startedAt = performance.now();
  const flows = manualSchema.parse(await readJson(manual));
  const gold = goldSchema.parse(await readJson(join(dirname(manual), 'kb.json')));
  const { subflows } = ontologySchema.parse(await readJson(join(dirname(manual), 'ontology.json'))).intents;
  const model = url === undefined ? null : endpointModel(url, modelName, answerTokens);
  const byModel: Score[] = [];
  const withModel: Score[] = [];
  const every = Math.max(1, Math.ceil(Object.keys(gold).length / limit));
  let met = 0;
  const scores: Score[] = [];
  const anyOrder: Score[] = [];
  const steps: number[] = [];
  for (const [flow, { description, subflows: described }] of Object.entries(flows)) {
    const mined = await minedActions(flow, manualText(flow, description, described));
    const names = subflows[flow.toLowerCase().replace(/[ -]/g, '_')] ?? [];
    for (const [i, heading] of Object.keys(described).entries()) {
      const wanted = gold[names[i] ?? ''];
      if (!wanted || met++ % every > 0) continue;
      const found = mined.procedures.get(heading);
      scores.push(score(found?.actions ?? [], wanted, inOrder));
      anyOrder.push(score(found?.actions ?? [], wanted, regardless));
      steps.push(found?.steps ?? 0);
      const section = mined.source.segments.find((segment) => segment.heading === heading);
      if (!model || !section) continue;
      const read = await actionsInSection(section, flow, model);
      byModel.push(
        score(
          read.map(({ name }) => name),
          wanted,
          inOrder,
        ),
      );
      withModel.push(score(await actionsTogether(found?.draft, mined.source, model), wanted, inOrder));
    }
  }
  const each = scores.map((one) => prf([one]).f1);
  return {
    manual: basename(manual),
    subflows: scores.length,
    steps: steps.reduce((sum, count) => sum + count, 0),
    ...prf(scores),
    macroF1: thousandths(mean(each)),
    macroF1Ci95: bootstrapCi95(each).map(thousandths),
    exact: scores.filter(({ matched, mined, gold: wanted }) => matched === mined && matched === wanted).length,
    anyOrder: prf(anyOrder),
    ...(model && { model: { ...model.meter, alone: prf(byModel), rulesAndModel: prf(withModel) } }),
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
}

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

type Flow = z.infer<typeof manualSchema>[string];

/** As a person would type the manual: a heading a subflow, numbered paragraphs, and points below them. */
function manualText(flow: string, description: string, subflows: Flow['subflows']): string {
  const lines = ['---', 'kind: procedure', `title: ${JSON.stringify(flow)}`, '---', `# ${flow}`, '', description, ''];
  for (const [
    name,
    {
      actions,
      instructions: [before = '', ...after],
    },
  ] of Object.entries(subflows)) {
    lines.push(`## ${name}`, '', before, '');
    for (const [i, { text, subtext }] of actions.entries())
      lines.push(`${i + 1}. ${text.trim()}`, ...subtext.map((point) => `   - ${point.trim()}`));
    lines.push('', ...after, '');
  }
  return lines.join('\n');
}

async function minedActions(title: string, text: string) {
  const { value: record } = await parseFile(
    { name: `${title.replace(/\W+/g, '-')}.md`, bytes: new TextEncoder().encode(text) },
    settings,
  ).next();
  if (!record || !('key' in record)) throw new Error(`${title}: the manual could not be read as Markdown`);
  const source: StoredSource = {
    ...record,
    sourceId: title,
    segments: record.segments.map((segment) => ({ ...segment, id: String(segment.ordinal) })),
  };
  const procedures = new Map<string, { actions: string[]; steps: number; draft: ProposalDraft }>();
  for (const draft of mineDocument(source, settings)) {
    const steps = stepsIn(draft);
    procedures.set(nameOf(draft.parts), { actions: steps.flatMap(actionsOf), steps: steps.length, draft });
  }
  return { source, procedures };
}

const stepsIn = ({ parts }: ProposalDraft) => parts.filter(({ kind }) => kind === 'step');

/** What is proposed when the model reads along. */
async function actionsTogether(draft: ProposalDraft | undefined, source: StoredSource, model: StructuredModel) {
  return draft ? stepsIn(await withActionsByModel(draft, source, model)).flatMap(actionsOf) : [];
}

function nameOf(parts: readonly DraftPart[]): string {
  const procedure = parts.find(({ kind }) => kind === 'procedure');
  return procedure?.sort === 'node' ? String(procedure.content['name']) : '';
}

function actionsOf(part: DraftPart): string[] {
  const actions = part.sort === 'node' ? part.content['actions'] : [];
  return Array.isArray(actions) ? actions.map(String) : [];
}

type Matching = (mined: readonly string[], gold: readonly string[]) => number;

const score = (mined: readonly string[], gold: readonly string[], matching: Matching): Score => ({
  matched: matching(mined, gold),
  mined: mined.length,
  gold: gold.length,
});

const wordsOf = (name: string) => new Set(name.toLowerCase().match(/[\p{L}\d]+/gu) ?? []);

function sameAction(a: string, b: string): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const [fewer, more] = one.size <= other.size ? [one, other] : [other, one];
  return fewer.size > 0 && [...fewer].every((word) => more.has(word));
}

const inOrder: Matching = (mined, gold) => {
  let row = new Array<number>(gold.length + 1).fill(0);
  for (const name of mined) {
    const next = [0];
    for (const [j, wanted] of gold.entries()) {
      const best = Math.max(row[j + 1] ?? 0, next[j] ?? 0);
      next.push(sameAction(name, wanted) ? Math.max(best, (row[j] ?? 0) + 1) : best);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

const regardless: Matching = (mined, gold) => {
  const left = [...gold];
  return mined.filter((name) => {
    const at = left.findIndex((wanted) => sameAction(name, wanted));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
};

function prf(scores: readonly Score[]) {
  const sum = (of: (score: Score) => number) => scores.reduce((total, one) => total + of(one), 0);
  const matched = sum((one) => one.matched);
  const precision =
    matched /
    Math.max(
      1,
      sum((one) => one.mined),
    );
  const recall =
    matched /
    Math.max(
      1,
      sum((one) => one.gold),
    );
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision: thousandths(precision), recall: thousandths(recall), f1: thousandths(f1) };
}

const thousandths = (value: number) => Math.round(value * 1_000) / 1_000;
