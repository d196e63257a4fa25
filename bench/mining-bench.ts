import { readFile } from 'node:fs/promises';
import { discoverTexts } from '../ingest/index.ts';
import type { EmbeddingInput } from '../server/adapters/http-embeddings/http-embedder.ts';
import { scoreClustering } from './clustering-metrics.ts';
import { meaningsOf } from './endpoint-embeddings.ts';

export interface MiningBenchOptions {
  /** JSON lines with `utterance` (or `text`) and the true `intent` (or `label`), which only the scorer reads. */
  readonly turns: string;
  /** An OpenAI-compatible endpoint; absent: words alone. */
  readonly embeddings?: string;
  readonly embeddingsModel: string;
  readonly embeddingsInput: EmbeddingInput;
  readonly fineness: 'coarse' | 'normal' | 'fine';
  readonly seed: number;
}

/** Groups customers' turns by what they ask for, their number unknown, and compares the groups with the true intents. */
export async function miningBench(options: MiningBenchOptions) {
  const lines = (await readFile(options.turns, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const rows = lines.map((line) => JSON.parse(line) as Partial<Record<string, string>>);
  const texts = rows.map((row) => row['utterance'] ?? row['text'] ?? '');
  const truth = rows.map((row) => row['intent'] ?? row['label'] ?? '');
  const embedStart = performance.now();
  const meanings = options.embeddings
    ? await meaningsOf(texts, {
        url: options.embeddings,
        model: options.embeddingsModel,
        input: options.embeddingsInput,
      })
    : undefined;
  const embedSeconds = (performance.now() - embedStart) / 1_000;
  const startedAt = performance.now();
  const found = await discoverTexts(texts, {
    fineness: options.fineness,
    seed: options.seed,
    ...(meanings && { meanings }),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    turns: texts.length,
    ...describeGroups(found.labels),
    ...percent(scoreClustering([...found.labels], truth)),
    seconds: rounded(seconds),
    ...(meanings && { embedSeconds: rounded(embedSeconds) }),
    assignMs: timeAssignments(texts, found.assign),
  };
}

/** The number of groups, and what is too small (fewer than 3) to be one yet. */
export function describeGroups(labels: Int32Array) {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const small = [...sizes.values()].filter((size) => size < 3).reduce((sum, size) => sum + size, 0);
  return {
    k: sizes.size,
    kFrom3: [...sizes.values()].filter((n) => n >= 3).length,
    leftOver: rounded(small / labels.length),
  };
}

export const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

/** Scores of 100. */
export const percent = <K extends string>(scores: Readonly<Record<K, number>>) =>
  Object.fromEntries(Object.entries<number>(scores).map(([name, value]) => [name, rounded(100 * value)])) as Record<
    K,
    number
  >;

/** How long the assignment of one new text takes, over at most 1,000 of them. */
export function timeAssignments(texts: readonly string[], assign: (text: string) => unknown) {
  const times = texts.slice(0, 1_000).map((text) => {
    const at = performance.now();
    assign(text);
    return performance.now() - at;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => rounded(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
