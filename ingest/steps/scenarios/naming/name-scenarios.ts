import type { DraftPart, Language, ProposalDraft } from '../../../../graph-schema/index.ts';
import type { KnownScenario, StoredSource, StructuredModel } from '../../../ports.ts';
import { clip } from '../../draft-parts.ts';
import { nameKey } from '../../unify-script.ts';
import type { CallCluster } from '../cluster-calls.ts';
import type { createPacer } from '../give-way.ts';
import type { Sentence } from '../sentences.ts';
import { fewestCalls } from '../situation-name.ts';
import { evidenceOf, mostTriggers, triggerSentences } from '../trigger-phrases.ts';
import { groundedName, type NameFault } from './grounded-name.ts';
import { namingAnswerSchema, namingQuestion, pickedSentences } from './naming-question.ts';
import { saidWords } from './said-words.ts';

/** Why a scenario keeps the name that the rules gave it. */
export type NotNamed = NameFault | 'taken' | 'budget' | 'unavailable' | 'no_json' | 'bad_answer';

/** What became of the names of a mining's new scenarios. */
export interface NamingOutcome {
  readonly byModel: number;
  /** How many keep the name of the rules, by reason. */
  readonly refused: Readonly<Partial<Record<NotNamed, number>>>;
}

/** A group as the rules drew it up, and what a name of it is judged by. */
export interface DrawnScenario {
  readonly key: string;
  readonly name: string;
  readonly language: Language | undefined;
  readonly draft: ProposalDraft;
  readonly cluster: CallCluster;
  /** The calls that were read for it. */
  readonly read: readonly StoredSource[];
  readonly phrases: readonly string[];
  /** The whole name that a matter gives, with the product where there is one; and the bundle's title for it. */
  named(matter: string): { readonly name: string; readonly title: string };
}

interface Naming {
  /** Absent: the rules' names stay. */
  readonly namingModel?: StructuredModel;
  readonly knownScenarios?: readonly KnownScenario[];
  readonly onNamed?: (outcome: NamingOutcome) => void;
  readonly giveWay: ReturnType<typeof createPacer>;
  /** How much of it is done, 0..1. */
  readonly onShare: (share: number) => void;
}

// A model sees more sentences than a scenario shows, to pick from.
const mostLines = 2 * mostTriggers;

/**
 * Has a model name the scenarios that nobody has approved under a name yet, the largest first. It sees redacted sentences
 * of customers and picks those that are shown; a name counts only as `groundedName` says, and if no other scenario has it.
 * Where there is none, name and sentences of the rules stay.
 */
export async function nameScenarios<T extends DrawnScenario>(
  drawn: readonly T[],
  { namingModel, knownScenarios = [], onNamed, giveWay, onShare }: Naming,
): Promise<readonly T[]> {
  if (!namingModel) return drawn;
  const published = new Map(
    knownScenarios.flatMap(({ key, inForce }) => (inForce ? [[key, inForce.name] as const] : [])),
  );
  const names = new Map([...published, ...drawn.map(({ key, name }) => [key, name] as const)]);
  const refused: Partial<Record<NotNamed, number>> = {};
  const named: T[] = [];
  let byModel = 0;
  for (const one of drawn) {
    const others = new Set([...names].filter(([key]) => key !== one.key).map(([, name]) => nameKey(name)));
    const found = published.has(one.key) ? null : await askName(one, namingModel, others);
    await giveWay();
    if (found && 'because' in found) refused[found.because] = (refused[found.because] ?? 0) + 1;
    const next = found && 'name' in found ? renamed(one, found) : one;
    if (next !== one) byModel += 1;
    names.set(one.key, next.name);
    named.push(next);
    onShare(named.length / drawn.length);
  }
  onNamed?.({ byModel, refused });
  return named;
}

interface FoundName {
  readonly name: string;
  readonly title: string;
  readonly sentences: readonly Sentence[] | null;
}

async function askName(
  scenario: DrawnScenario,
  model: StructuredModel,
  others: ReadonlySet<string>,
): Promise<FoundName | { readonly because: NotNamed }> {
  const { cluster, read, language, phrases } = scenario;
  const own = read.filter((call) => call.language === language);
  const sentences = triggerSentences(cluster, own, mostLines);
  const sourceIds = [...new Set(read.map(({ sourceId }) => sourceId))].sort();
  const answer = await model.ask(namingQuestion(language, phrases, sentences, sourceIds));
  if ('missing' in answer) return { because: answer.missing };
  const parsed = namingAnswerSchema.safeParse(answer.json);
  if (!parsed.success) return { because: 'bad_answer' };
  const said = saidWords(read, Math.min(fewestCalls, read.length - 1));
  const grounded = groundedName(parsed.data.name, { language, said, phrases, calls: own });
  if ('fault' in grounded) return { because: grounded.fault };
  const found = scenario.named(grounded.name);
  if (others.has(nameKey(found.name))) return { because: 'taken' };
  return { ...found, sentences: pickedSentences(parsed.data.lines, sentences, mostTriggers) };
}

function renamed<T extends DrawnScenario>(scenario: T, { name, title, sentences }: FoundName): T {
  const { key, cluster, draft } = scenario;
  const shown = sentences && {
    triggerPhrases: [...new Set(sentences.map(({ text }) => clip(text, 500)))],
  };
  const rename = (part: DraftPart): DraftPart =>
    part.sort === 'node' && part.kind === 'scenario' && part.key === key
      ? {
          ...part,
          content: { ...part.content, name, ...shown },
          ...(sentences && { evidence: evidenceOf(cluster, sentences) }),
        }
      : part;
  return { ...scenario, name, draft: { ...draft, title, parts: draft.parts.map(rename) } };
}
