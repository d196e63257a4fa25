import {
  type Card,
  type CardKind,
  type CardLevel,
  type Emotion,
  type ItemContent,
  type ItemKind,
  leaseExtendMs,
  newId,
} from '../../../graph-schema/index.ts';
import type { PublishedState, VersionRef } from '../../publishing/index.ts';
import { isChinese, oneBreath, oneLine } from './card-text.ts';
import { createRelated, type Related, type RelatedVersion, type ShownTo } from './related-versions.ts';
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

export interface ComposeOptions extends ShownTo {
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
const withStepsShare = 0.5;
const guidingShare = 0.6;
const stepsShown = 12;
/** Most citations of a card, unless it shows more versions than that. */
const citationsShown = 6;

/** Turns chosen versions into one core card and details, from approved text only. What has no citation makes no card. */
export async function composeCards(
  chosen: readonly ChosenVersion[],
  { state, contents }: { readonly state: PublishedState; readonly contents: VersionContents },
  options: ComposeOptions,
): Promise<readonly ComposedCard[]> {
  const related = createRelated(state, options);
  const own = await contents.read(chosen);
  const showable = chosen.filter((version) => makesCard(own.get(versionKey(version))));
  const picked = pickCore(showable, related);
  if (!picked) return [];
  const core = await withItsWhole(picked, showable, related, contents);
  const belonging = related.stepsAndScripts(core);
  const read = await contents.read([...showable, core, ...belonging]);
  const parts = belonging.flatMap((part): Part[] => {
    const version = read.get(versionKey(part));
    return version && version.citations.length > 0 ? [{ ...version, openConditions: part.openConditions }] : [];
  });
  const told = new Set([core, ...parts].map(({ itemId }) => itemId));
  const beside = showable.filter(({ itemId }) => !told.has(itemId));
  const details = otherGuidanceFirst(beside, core, related).slice(0, options.details);
  return [core, ...details].flatMap((version) => {
    const content = read.get(versionKey(version));
    if (!content) return [];
    return version === core
      ? composeOne(version, content, parts, state, options, 'core')
      : composeOne(version, content, [], state, options, 'detail');
  });
}

/** Whether a version can stand on a card: it has living evidence, and says more than its own name. */
function makesCard(version: VersionContent | undefined): boolean {
  if (!version || cardKindOf[version.kind] === undefined || version.citations.length === 0) return false;
  const { headline, body } = wordsOf(version);
  return version.kind !== 'regulation' || bare(body) !== bare(headline);
}

const bare = (text: string) => text.replaceAll(/[\s\p{P}\p{S}]+/gu, '').toLowerCase();

function pickCore(chosen: readonly ChosenVersion[], { hasSteps }: Related): ChosenVersion | undefined {
  const best = chosen[0];
  if (!best) return undefined;
  const near = chosen.filter(({ kind }) => guiding.includes(kind));
  return (
    near.find((version) => version.confidence >= best.confidence * withStepsShare && hasSteps(version)) ??
    near.find((version) => version.confidence >= best.confidence * guidingShare) ??
    best
  );
}

/** What calls showed and what the rules lay down are two ways to handle one matter: beside one stands the other. */
function otherGuidanceFirst(
  versions: readonly ChosenVersion[],
  core: ChosenVersion,
  { hasSteps }: Related,
): readonly ChosenVersion[] {
  const other = versions.find((version) => {
    if (!guiding.includes(version.kind) || version.kind === core.kind || !guiding.includes(core.kind)) return false;
    return version.confidence >= core.confidence * guidingShare && hasSteps(version);
  });
  return other ? [other, ...versions.filter((version) => version !== other)] : versions;
}

/** A step or a script by itself does not tell what to do; what it belongs to does, as sure as it is itself. */
async function withItsWhole(
  picked: ChosenVersion,
  showable: readonly ChosenVersion[],
  related: Related,
  contents: VersionContents,
): Promise<ChosenVersion> {
  if (picked.kind !== 'step' && picked.kind !== 'script') return picked;
  const owner = related.ownerOf(picked.itemId);
  if (!owner) return picked;
  const content = (await contents.read([owner])).get(versionKey(owner));
  if (!content || !makesCard(content)) return picked;
  const { confidence, why } = showable.find(({ itemId }) => itemId === owner.itemId) ?? picked;
  return { ...owner, kind: content.kind, confidence: Math.max(confidence, picked.confidence), why };
}

/** A step or a script of a card, with the conditions that the call's context leaves open. */
type Part = VersionContent & Pick<RelatedVersion, 'openConditions'>;

type Of<K extends ItemKind> = VersionContent & { readonly content: ItemContent<K> };
const isOneOf = <V extends VersionContent, K extends ItemKind>(version: V, kind: K): version is V & Of<K> =>
  version.kind === kind;

function composeOne(
  chosen: ChosenVersion,
  own: VersionContent,
  parts: readonly Part[],
  state: PublishedState,
  options: ComposeOptions,
  level: CardLevel,
): readonly ComposedCard[] {
  const steps = parts
    .filter((part) => isOneOf(part, 'step'))
    .toSorted((a, b) => (a.content.order ?? 0) - (b.content.order ?? 0))
    .slice(0, stepsShown);
  const script = pickScript(
    parts.filter((part) => isOneOf(part, 'script')),
    options,
  );
  const usedParts = [...(script ? [script] : []), ...steps];
  const used = [own, ...usedParts];
  // Every shown version has its own voice; only what else speaks for the first one gives way to them.
  const citations = [
    ...used.flatMap((version) => version.citations.slice(0, 1)),
    ...own.citations.slice(1, 1 + Math.max(0, citationsShown - used.length)),
  ];
  const kind = cardKindOf[own.kind];
  if (kind === undefined) return [];
  const conditions = [
    ...new Set([...chosen.openConditions, ...usedParts.flatMap(({ openConditions }) => openConditions)]),
  ];
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
    ...(own.approvedBy.length === 0 ? {} : { approvedBy: [...own.approvedBy] }),
    ...(own.since === null ? {} : { since: own.since }),
    confidence: chosen.confidence,
    why: chosen.why,
    ...(conditions.length === 0 ? {} : { conditions }),
    leaseMs: leaseExtendMs,
  };
  return [{ card, cites: used.map(({ itemId, version }) => ({ itemId, version })) }];
}

/** The first script in the customer's language, one that suits their emotion before one that does not. */
function pickScript<S extends Of<'script'>>(
  scripts: readonly S[],
  { emotion, chinese }: ComposeOptions,
): S | undefined {
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
