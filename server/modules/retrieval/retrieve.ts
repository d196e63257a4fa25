import {
  type ConditionName,
  checkApplicability,
  type ItemKind,
  isItemKind,
  type RelationType,
} from '../../../graph-schema/index.ts';
import type { GraphIndex, Neighbourhood, PointInTime } from '../../ports/graph-index.ts';
import type { HeardText, TextHit, TextIndex, TextQuery } from '../../ports/text-index.ts';
import { barelyCovered, confidence, defaultThreshold } from './abstain.ts';
import { byWordsAndMeaning, type Eligible, type FusedCandidate, fuse, type Seed } from './fuse.ts';
import { aspectsOf, type Meaning, type MeantVersion, meaningStrengths, meantText } from './meaning.ts';
import type { MentionMatcher } from './mention-matcher.ts';
import type { NameBook } from './other-names.ts';
import { partWeight, type Question, type Restrictions, textQueryParts } from './question.ts';
import { type Recipe, recipeNamed } from './recipes.ts';
import { relationWeights } from './relation-weights.ts';
import { type WeighedHit, weighWholes } from './weigh-wholes.ts';

/** What retrieval needs of the published state. */
export interface RetrievalStateView {
  get(itemId: string): { readonly collectionId: string; readonly kind: ItemKind | RelationType } | undefined;
  inForce(itemId: string, at: PointInTime): ({ readonly version: number } & Restrictions) | null;
}

export interface RetrievalHit {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  /** 0..1, comparable within one question only. */
  readonly score: number;
  /** How likely this answers the question, 0..1. */
  readonly confidence: number;
  /** Conditions that the call's context leaves open. */
  readonly openConditions: readonly ConditionName[];
  readonly why: {
    readonly text?: { readonly score: number; readonly coverage: number };
    readonly graph?: { readonly viaItemId: string; readonly relation: RelationType };
    /** How near it is in meaning, 0..1. */
    readonly meaning?: number;
    /** The law, policy or product that it belongs to: how many other hits do, and its authority (0: the mean). */
    readonly whole?: { readonly name: string; readonly votes: number; readonly authority: number };
    /** The name by which the question mentioned it. */
    readonly mentioned?: string;
  };
}

export interface RetrievalResult {
  /** Best first. Also when it abstained: what came closest. */
  readonly hits: readonly RetrievalHit[];
  readonly confidence: number;
  /** Nothing fits well enough to be shown. */
  readonly abstained: boolean;
  /** Whether what is near in meaning was looked for; `down` when it should have been and could not. */
  readonly meaning: 'used' | 'none' | 'down';
  /** Words that the collection does not hold, and its own that were looked for in their place because they sound alike. */
  readonly heard: HeardText['changes'];
  /** Item ids as each leg ranks them, for measurements. */
  readonly legs: {
    readonly bm25: readonly string[];
    readonly vector: readonly string[];
    readonly graph: readonly string[];
    readonly fused: readonly string[];
  };
}

export interface Retriever {
  retrieve(question: Question): Promise<RetrievalResult>;
}

export interface RetrieverOptions {
  readonly textIndex: Pick<TextIndex, 'search' | 'size' | 'contentWords' | 'heard'>;
  readonly graphIndex: Pick<GraphIndex, 'neighbourhood'>;
  readonly state: RetrievalStateView;
  readonly mentions?: Pick<MentionMatcher, 'find'>;
  /** Absent: nothing has another name. */
  readonly names?: Pick<NameBook, 'otherNames'>;
  /** Absent: nothing is compared by meaning. */
  readonly meaning?: Meaning | null | undefined;
  /** The name of the recipe that a collection uses. */
  readonly recipeName?: (collectionId: string) => string | undefined;
  readonly threshold?: number;
}

/** What stands far down by its words may rise by the whole that it belongs to. */
const candidateCount = 100;
/**
 * A question whose words nearly all stand in the best hit is answered even where many hits are nearly as good: it is
 * broad, not out of place.
 */
const fullCoverage = 0.8;
const seedCount = 10;
/** Of fewer words with content, what was said last says little by itself. */
const wordsOfARequest = 3;
/** Most neighbours to look at. */
const neighbourLimit = 300;
/** How relevant an item is because the newest utterance names it. */
const mentionStrength = 0.5;
/** Another name of what is named counts this much of what was said. */
const synonymShare = 0.3;
const mostSynonyms = 4;
const walkedRelations = Object.keys(relationWeights) as RelationType[];

/** Finds what applies to a question: by words, by names, and one relation on from there. */
export function createRetriever(options: RetrieverOptions): Retriever {
  const { textIndex, graphIndex, threshold = defaultThreshold } = options;
  return {
    async retrieve(given) {
      const { question, heard } = asHeard(given, textIndex);
      const eligible = eligibility(options.state, question);
      // While the model is asked, the words are looked up.
      const meaning = meantBy(options.meaning, question);
      const recipeOf = (itemId: string): Recipe =>
        recipeNamed(options.recipeName?.(options.state.get(itemId)?.collectionId ?? ''));
      const search = (parts: Question['parts']) =>
        weighWholes(
          textIndex.search({
            parts: textQueryParts(parts),
            synonyms: synonymsOf(parts, options.names, (itemId) => eligible(itemId) !== null),
            limit: Math.max(candidateCount, question.limit),
            accept: (itemId, version) => eligible(itemId)?.version === version,
            ...(question.kinds && { kinds: question.kinds }),
            ...(question.collectionIds && { collectionIds: question.collectionIds }),
          }),
          recipeOf,
        );
      const { parts, hits, judged } = surest(question, search, options);
      const mentioned = mentionedItems(question, options.mentions);
      const named = [...mentioned.values()].filter(({ itemId }) => eligible(itemId) !== null);
      const { state, hits: near } = await meaning;
      const meant = near.flatMap((hit) => meantVersion(options.state, eligible, question, hit));
      const relevant = byWordsAndMeaning(hits, meant, meaningStrengths(near));
      const strongest = relevant.slice(0, seedCount).map(({ found, strength }) => ({ itemId: found.itemId, strength }));
      const seeds = [...strongest, ...named].map(({ itemId, strength }) => {
        return { itemId, strength: strength * recipeOf(itemId).relations };
      });
      const around = await neighbourhood(graphIndex, seeds, question.at);
      const nodes = around.nodes.filter(({ itemId, version, kind }) => {
        return eligible(itemId)?.version === version && (!question.kinds || question.kinds.includes(kind));
      });
      const fused = fuse(relevant, named, seeds, { nodes, edges: around.edges });
      const asked = parts.reduce((sum, part) => sum + textIndex.contentWords(part.text), 0);
      const sure = confidence(judged, around.edges, textIndex.size);
      return {
        hits: fused.slice(0, question.limit).map((candidate) => ({
          ...describe(candidate, fused[0]?.score ?? 1, sure, mentioned.get(candidate.itemId)?.matched),
          openConditions: eligible(candidate.itemId)?.open ?? [],
        })),
        confidence: sure,
        abstained: barelyCovered(asked, judged[0]) || (sure < threshold && (judged[0]?.coverage ?? 0) < fullCoverage),
        meaning: state,
        heard,
        legs: legsOf(hits, meant, fused),
      };
    },
  };
}

/** The question in the collections' own words, where it has some that only sound like them. */
function asHeard(
  question: Question,
  textIndex: Pick<TextIndex, 'heard'>,
): { readonly question: Question; readonly heard: HeardText['changes'] } {
  const heard = question.parts.map(({ text }) => textIndex.heard(text, question.collectionIds));
  const changes = heard.flatMap((part) => part.changes);
  if (changes.length === 0) return { question, heard: changes };
  const parts = question.parts.map((part, n) => ({ ...part, text: heard[n]?.text ?? part.text }));
  return { question: { ...question, parts }, heard: changes };
}

/** A question's parts and what was found by their words. */
interface Searched {
  readonly parts: Question['parts'];
  readonly hits: readonly WeighedHit[];
  /** Those that say how likely the best one is right. */
  readonly judged: readonly WeighedHit[];
}

/**
 * By the whole talk. Where that is too mixed to be sure of anything, and what the customer said last is clear by itself,
 * by both, and as sure as by the latter.
 */
function surest(
  question: Question,
  search: (parts: Question['parts']) => readonly WeighedHit[],
  { textIndex, threshold = defaultThreshold }: RetrieverOptions,
): Searched {
  const { parts } = question;
  const isSure = (hits: readonly WeighedHit[]) => confidence(hits, [], textIndex.size) >= threshold;
  const hits = search(parts);
  const last = parts.filter(({ ageIndex, role, text }) => {
    return ageIndex === 0 && role === 'customer' && textIndex.contentWords(text) >= wordsOfARequest;
  });
  if (last.length === 0 || last.length === parts.length || isSure(hits)) return { parts, hits, judged: hits };
  const alone = search(last);
  return isSure(alone) ? { parts: last, hits: joined(alone, hits), judged: alone } : { parts, hits, judged: hits };
}

/** Adds the scores of two searches, each against its best hit (CombSUM, Fox and Shaw 1994), on the scale of the first. */
function joined(first: readonly WeighedHit[], second: readonly WeighedHit[]): WeighedHit[] {
  const scale = (first[0]?.score ?? 0) / (second[0]?.score || 1);
  const both = new Map(first.map((hit) => [hit.itemId, hit]));
  for (const hit of second) {
    const known = both.get(hit.itemId);
    both.set(hit.itemId, { ...(known ?? hit), score: (known?.score ?? 0) + scale * hit.score });
  }
  return [...both.values()].sort((a, b) => b.score - a.score);
}

function meantBy(
  meaning: Meaning | null | undefined,
  { parts, at, collectionIds }: Question,
): ReturnType<Meaning['find']> {
  if (!meaning) return Promise.resolve({ state: 'none', hits: [] });
  return meaning.find({
    text: meantText(parts),
    aspects: aspectsOf(parts),
    at,
    limit: candidateCount,
    ...(collectionIds && { collectionIds }),
  });
}

/** A version that is near in meaning, if it may be shown. */
function meantVersion(
  state: RetrievalStateView,
  eligible: (itemId: string) => Restricted | null,
  { kinds }: Question,
  { itemId, version }: MeantVersion,
): Eligible[] {
  const kind = state.get(itemId)?.kind;
  if (!kind || !isItemKind(kind) || eligible(itemId)?.version !== version) return [];
  return kinds && !kinds.includes(kind) ? [] : [{ itemId, version, kind }];
}

interface Restricted {
  readonly version: number;
  readonly open: readonly ConditionName[];
}

/** The version of an item that may be shown, or null: in force, for this audience, not known to be out of place. */
function eligibility(state: RetrievalStateView, question: Question): (itemId: string) => Restricted | null {
  const known = new Map<string, Restricted | null>();
  const decide = (itemId: string): Restricted | null => {
    if (question.without?.has(itemId)) return null;
    const version = state.inForce(itemId, question.at);
    if (!version?.audience.includes(question.audience)) return null;
    const collectionId = state.get(itemId)?.collectionId ?? '';
    if (question.collectionIds && !question.collectionIds.includes(collectionId)) return null;
    const verdict = checkApplicability(version.conditions, question.context);
    if (verdict.applies === 'no') return null;
    return { version: version.version, open: verdict.applies === 'unknown' ? verdict.open : [] };
  };
  return (itemId) => {
    const before = known.get(itemId);
    if (before !== undefined) return before;
    const decided = decide(itemId);
    known.set(itemId, decided);
    return decided;
  };
}

/** What items in force that the question names are called otherwise. */
function synonymsOf(
  parts: Question['parts'],
  names: RetrieverOptions['names'],
  isEligible: (itemId: string) => boolean,
): TextQuery['parts'] {
  if (!names) return [];
  return parts.flatMap((part) =>
    names
      .otherNames(part.text)
      .filter(({ itemId }) => isEligible(itemId))
      .flatMap(({ names: others }) => others.slice(0, mostSynonyms))
      .map((text) => ({ text, weight: synonymShare * partWeight(part) })),
  );
}

function mentionedItems(question: Question, mentions: Pick<MentionMatcher, 'find'> | undefined) {
  const found = new Map<string, Seed & { readonly matched: string }>();
  for (const part of question.parts) {
    const strength = mentionStrength * partWeight(part);
    for (const { itemId, matched } of mentions?.find(part.text) ?? []) {
      if (strength > (found.get(itemId)?.strength ?? 0)) found.set(itemId, { itemId, matched, strength });
    }
  }
  return found;
}

async function neighbourhood(
  graph: RetrieverOptions['graphIndex'],
  seeds: readonly Seed[],
  at: PointInTime,
): Promise<Neighbourhood> {
  if (seeds.length === 0) return { nodes: [], edges: [], truncated: false };
  const itemIds = [...new Set(seeds.map((seed) => seed.itemId))];
  return graph.neighbourhood({ itemIds, depth: 1, types: walkedRelations, limit: neighbourLimit, at });
}

function describe(
  candidate: FusedCandidate<WeighedHit>,
  bestScore: number,
  sure: number,
  mentioned: string | undefined,
) {
  const { itemId, version, kind, score, text, graph, meaning } = candidate;
  return {
    itemId,
    version,
    kind,
    score,
    confidence: sure * (score / bestScore),
    why: {
      ...(text && { text: { score: text.score, coverage: text.coverage } }),
      ...(text?.whole && { whole: { name: text.whole.name, votes: text.votes, authority: text.whole.authority } }),
      ...(graph && { graph: { viaItemId: graph.viaItemId, relation: graph.relation } }),
      ...(meaning !== undefined && { meaning }),
      ...(mentioned !== undefined && { mentioned }),
    },
  };
}

function legsOf(
  hits: readonly TextHit[],
  meant: readonly Eligible[],
  fused: readonly FusedCandidate[],
): RetrievalResult['legs'] {
  const inherited = fused
    .flatMap(({ itemId, graph }) => (graph ? [{ itemId, strength: graph.strength }] : []))
    .sort((a, b) => b.strength - a.strength);
  return {
    bm25: hits.map((hit) => hit.itemId),
    vector: meant.map(({ itemId }) => itemId),
    graph: inherited.map(({ itemId }) => itemId),
    fused: fused.map(({ itemId }) => itemId),
  };
}
