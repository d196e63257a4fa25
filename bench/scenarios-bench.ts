import { readFile } from 'node:fs/promises';
import { discoverTexts } from '../ingest/index.ts';
import type { EmbeddingInput } from '../server/adapters/http-embeddings/http-embedder.ts';
import { scoreClustering } from './clustering-metrics.ts';
import { meaningsOf } from './endpoint-embeddings.ts';
import { describeGroups, percent, rounded, timeAssignments } from './mining-bench.ts';
import { scoreTasks } from './procedures-bench.ts';
import { type KnownMatters, scoreTwoMatters } from './two-matters-bench.ts';

export interface ScenariosBenchOptions {
  /** JSON lines: `tasks`, `multi_task` and `turns` with role and text. Only the scorer reads `tasks`. */
  readonly conversations: string;
  /** A folder for each task with its procedure as a graph. */
  readonly procedures?: string;
  /** An OpenAI-compatible endpoint; absent: words alone. */
  readonly embeddings?: string;
  readonly embeddingsModel: string;
  readonly embeddingsInput: EmbeddingInput;
  readonly fineness: 'coarse' | 'normal' | 'fine';
  readonly seed: number;
}

export interface Conversation {
  readonly id: string;
  readonly tasks: readonly string[];
  readonly multi_task: boolean;
  readonly turns: readonly { readonly role: string; readonly text?: string; readonly action?: string | null }[];
}

/** Groups conversations of one task by what their customers say, the number of tasks unknown, and scores the groups. */
export async function scenariosBench(options: ScenariosBenchOptions) {
  const all = await readConversations(options.conversations);
  const single = all.filter(({ tasks, multi_task }) => tasks.length === 1 && !multi_task);
  const said = single.map(customerWords);
  const spoken = single
    .map((conversation, i) => ({ conversation, text: said[i] ?? '' }))
    .filter(({ text }) => text !== '');
  const texts = spoken.map(({ text }) => text);
  const truth = spoken.map(({ conversation }) => conversation.tasks[0] ?? '');
  const meanings = options.embeddings
    ? await meaningsOf(texts, {
        url: options.embeddings,
        model: options.embeddingsModel,
        input: options.embeddingsInput,
      })
    : undefined;
  const startedAt = performance.now();
  const found = await discoverTexts(texts, {
    fineness: options.fineness,
    seed: options.seed,
    ...(meanings && { meanings }),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    conversations: texts.length,
    ...describeGroups(found.labels),
    ...percent(scoreClustering([...found.labels], truth)),
    seconds: rounded(seconds),
    assignMs: timeAssignments(texts, found.assign),
    twoMatters: await scoreTwoMatters(
      evenly(spoken.map(({ conversation }) => matters(conversation))),
      all.filter(({ multi_task }) => multi_task).map(matters),
      options,
    ),
    ...(options.procedures ? await scoreTasks(options.conversations, options.procedures) : {}),
  };
}

// So many of the conversations of one task, evenly spread, show how calls on two matters are told from those on one.
const mostSingle = 720;

const evenly = (list: readonly KnownMatters[]): readonly KnownMatters[] =>
  list.filter((_, n) => n % Math.ceil(list.length / mostSingle) === 0);

const matters = ({ id, tasks, turns }: Conversation): KnownMatters => ({
  id: String(id),
  language: 'en',
  matters: tasks,
  turns: turns.flatMap(({ role, text }) => (text && (role === 'customer' || role === 'agent') ? [{ role, text }] : [])),
});

async function readConversations(file: string): Promise<readonly Conversation[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Conversation);
}

const customerWords = ({ turns }: Conversation) =>
  turns
    .filter(({ role }) => role === 'customer')
    .map(({ text }) => text ?? '')
    .join('\n');
