import {
  type Card,
  type CardKind,
  type CardLevel,
  type Emotion,
  type ItemContent,
  type ItemKind,
  leaseExtendMs,
  newId,
  type RelationType,
} from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState, VersionRef } from '../../publishing/index.ts';
import { isChinese, oneBreath, oneLine } from './card-text.ts';
import { type VersionContent, type VersionContents, versionKey } from './version-contents.ts';

/** A version that retrieval chose, the best first. */
export interface ChosenVersion extends VersionRef {
  readonly kind: ItemKind;
  readonly confidence: number;
  /** Why it was chosen, in the language of the question. */
  readonly why: string;
  /** Conditions that the call's context leaves open. */
  readonly openConditions: readonly string[];
}

export interface ComposeOptions {
  readonly at: PointInTime;
  /** What the customer feels, so that a script that answers it is preferred. */
  readonly emotion: Emotion;
  /** The customer speaks Chinese, so what is to be said should be Chinese. */
  readonly chinese: boolean;
  /** Most cards beside the core one. */
  readonly details: number;
}

/** A card, and every version that it shows, all of which must stay in force for it to stay. */
export interface ComposedCard {
  readonly card: Card;
  readonly cites: readonly VersionRef[];
}

const cardKindOf: Readonly<Partial<Record<ItemKind, CardKind>>> = {
  scenario: 'scenario',
  procedure: 'procedure',
  step: 'step',
  script: 'script',
  best_practice: 'practice',
  clause: 'clause',
  regulation: 'clause',
  product: 'product',
  product_fact: 'product',
};

// A core card tells what to do: what has steps comes before what has none, if it is not much less sure than the best.
const guiding: readonly ItemKind[] = ['scenario', 'procedure'];
const guidingWithin = 5;
const withStepsShare = 0.35;
const guidingShare = 0.6;
const stepsShown = 12;
const citationsShown = 6;

/** Turns chosen versions into one core card and details, from approved text only. What has no citation makes no card. */
export async function composeCards(
  chosen: readonly ChosenVersion[],
  { state, contents }: { readonly state: PublishedState; readonly contents: VersionContents },
  options: ComposeOptions,
): Promise<readonly ComposedCard[]> {
  const showable = chosen.filter((version) => cardKindOf[version.kind] !== undefined);
  const core = pickCore(showable, state, options.at);
  if (!core) return [];
  const related = relatedVersions(state, core, options.at);
  const details = showable.filter(
    (version) => version !== core && !related.some((other) => other.itemId === version.itemId),
  );
  const shown = details.slice(0, options.details * 2);
  const read = await contents.read([core, ...related, ...shown]);
  const cards: ComposedCard[] = [];
  const coreContent = read.get(versionKey(core));
  const composed = coreContent && composeOne(core, coreContent, present(related, read), state, options, 'core');
  if (composed) cards.push(composed);
  for (const version of shown) {
    if (cards.length > options.details) break;
    const content = read.get(versionKey(version));
    const card = content && composeOne(version, content, [], state, options, cards.length === 0 ? 'core' : 'detail');
    if (card) cards.push(card);
  }
  return cards;
}

function pickCore(chosen: readonly ChosenVersion[], state: PublishedState, at: PointInTime): ChosenVersion | undefined {
  const best = chosen[0];
  if (!best) return undefined;
  const near = chosen.slice(0, guidingWithin).filter(({ kind }) => guiding.includes(kind));
  const hasSteps = ({ itemId }: VersionRef) =>
    state.edges(itemId, 'out').some((edge) => edge.kind === 'HAS_STEP' && state.inForce(edge.itemId, at) !== null);
  return (
    near.find((version) => version.confidence >= best.confidence * withStepsShare && hasSteps(version)) ??
    near.find((version) => version.confidence >= best.confidence * guidingShare) ??
    best
  );
}

/** Steps and scripts that belong to a version, in force at the same time. */
function relatedVersions(state: PublishedState, core: VersionRef, at: PointInTime): readonly VersionRef[] {
  const follow = (itemId: string, type: RelationType): VersionRef[] =>
    state.edges(itemId, 'out').flatMap((edge) => {
      if (edge.kind !== type || !state.inForce(edge.itemId, at)) return [];
      const version = state.inForce(edge.toId, at);
      return version?.audience.includes('agent') ? [{ itemId: edge.toId, version: version.version }] : [];
    });
  const steps = follow(core.itemId, 'HAS_STEP');
  const scripts = [core, ...steps].flatMap(({ itemId }) => follow(itemId, 'USES_SCRIPT'));
  const unique = new Map([...steps, ...scripts].map((ref) => [versionKey(ref), ref]));
  return [...unique.values()];
}

const present = (refs: readonly VersionRef[], read: ReadonlyMap<string, VersionContent>) =>
  refs.flatMap((ref) => read.get(versionKey(ref)) ?? []);

type Of<K extends ItemKind> = VersionContent & { readonly content: ItemContent<K> };
const isKind =
  <K extends ItemKind>(kind: K) =>
  (version: VersionContent): version is Of<K> =>
    version.kind === kind;

function composeOne(
  chosen: ChosenVersion,
  own: VersionContent,
  related: readonly VersionContent[],
  state: PublishedState,
  options: ComposeOptions,
  level: CardLevel,
): ComposedCard | null {
  const steps = related
    .filter(isKind('step'))
    .toSorted((a, b) => (a.content.order ?? 0) - (b.content.order ?? 0))
    .slice(0, stepsShown);
  const script = pickScript(related.filter(isKind('script')), options);
  const used = [own, ...(script ? [script] : []), ...steps];
  // One voice per version first, so that a long evidence list does not push the others out.
  const citations = [...used.flatMap((version) => version.citations.slice(0, 1)), ...own.citations.slice(1)].slice(
    0,
    citationsShown,
  );
  const kind = cardKindOf[own.kind];
  if (kind === undefined || own.citations.length === 0) return null;
  const words = wordsOf(own);
  const say = script?.content.say ?? words.say;
  const avoid = [...new Set([...words.avoid, ...(script?.content.avoid ?? [])])];
  const card: Card = {
    id: newId('card'),
    level,
    kind,
    headline: oneLine(words.headline),
    ...(say === undefined ? {} : { say: oneBreath(say) }),
    body: words.body,
    ...(steps.length === 0
      ? {}
      : {
          steps: steps.map(({ itemId, content: { name, instruction, condition } }) => ({
            itemId,
            name,
            instruction,
            ...(condition === undefined ? {} : { condition }),
          })),
        }),
    ...(avoid.length === 0 ? {} : { avoid }),
    citations,
    approval: weakestApproval(used, state),
    confidence: chosen.confidence,
    why: chosen.why,
    ...(chosen.openConditions.length === 0 ? {} : { conditions: [...chosen.openConditions] }),
    leaseMs: leaseExtendMs,
  };
  return { card, cites: used.map(({ itemId, version }) => ({ itemId, version })) };
}

/** The first script in the customer's language, one that suits their emotion before one that does not. */
function pickScript(scripts: readonly Of<'script'>[], { emotion, chinese }: ComposeOptions): Of<'script'> | undefined {
  const spoken = scripts.filter(({ content }) => isChinese(content.say) === chinese);
  return spoken.find(({ content }) => content.emotions.includes(emotion)) ?? spoken[0];
}

// A card is only as trusted as the least reviewed thing on it.
function weakestApproval(versions: readonly VersionRef[], state: PublishedState): Card['approval'] {
  const approvals = versions.map(({ itemId, version }) => state.version(itemId, version)?.approval ?? 'system');
  if (approvals.includes('auto')) return 'auto';
  return approvals.includes('system') ? 'system' : 'expert';
}

interface Words {
  readonly headline: string;
  readonly body: string;
  readonly say?: string;
  readonly avoid: readonly string[];
}

const isOneOf = <K extends ItemKind>(version: VersionContent, kind: K): version is Of<K> => version.kind === kind;

function wordsOf(version: VersionContent): Words {
  const avoid: readonly string[] = [];
  if (isOneOf(version, 'scenario')) return { headline: version.content.name, body: version.content.summary, avoid };
  if (isOneOf(version, 'procedure')) {
    const { name, appliesWhen, description, text, avoid: not } = version.content;
    return { headline: name, body: text ?? appliesWhen ?? description ?? name, avoid: not };
  }
  if (isOneOf(version, 'clause')) {
    const { law, article, heading, text } = version.content;
    return { headline: law === heading ? law : `${law} ${article}`, body: text, avoid };
  }
  if (isOneOf(version, 'product_fact')) {
    const { product, name, statement } = version.content;
    return { headline: product && !name.includes(product) ? `${product}：${name}` : name, body: statement, avoid };
  }
  if (isOneOf(version, 'script'))
    return {
      headline: version.content.name,
      body: version.content.say,
      say: version.content.say,
      avoid: version.content.avoid,
    };
  if (isOneOf(version, 'step')) return { headline: version.content.name, body: version.content.instruction, avoid };
  if (isOneOf(version, 'best_practice'))
    return { headline: version.content.name, body: version.content.description, avoid };
  if (isOneOf(version, 'product'))
    return { headline: version.content.name, body: version.content.description ?? version.content.name, avoid };
  if (isOneOf(version, 'regulation'))
    return { headline: version.content.name, body: version.content.description ?? version.content.name, avoid };
  return { headline: version.label, body: version.label, avoid };
}
