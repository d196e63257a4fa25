import type { DraftPart, Evidence, Language, ProposalDraft } from '../../graph-schema/index.ts';
import type { MiningOptions } from '../mining-options.ts';
import type { KnownProcedure, KnownProduct, StoredSource } from '../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, withoutDoubles } from './draft-parts.ts';
import { draftTitle, inLanguage } from './draft-wording.ts';
import { type KnownHandling, keepKnown, knownHandling } from './known-handling/keep-known.ts';
import { type LearnHandling, learnHandling } from './procedures/learn-handling.ts';
import { type HeardNeeds, heardNeeds, needsOfGroup } from './scenarios/caller-needs.ts';
import { changeDrafts, splitPart, splitWording } from './scenarios/change-drafts.ts';
import { type CallCluster, clusterCalls, type FoundClusters } from './scenarios/cluster-calls.ts';
import { type ChosenType, complaintTypeOf, createTypeFits, type TypeFits } from './scenarios/complaint-type.ts';
import { describedBy, describedByPart, describedByReason } from './scenarios/described-by.ts';
import { withDistinctNames } from './scenarios/distinct-names.ts';
import { createPacer } from './scenarios/give-way.ts';
import { scenarioKeys, sharedCalls } from './scenarios/known-keys.ts';
import { type DrawnScenario, nameScenarios } from './scenarios/naming/name-scenarios.ts';
import { partCalls } from './scenarios/part-calls.ts';
import { mentionsOf } from './scenarios/product-mentions.ts';
import { repeatCalls } from './scenarios/repeat-calls.ts';
import { type Split, scenarioChanges } from './scenarios/scenario-changes.ts';
import type { StoredScenarioModel } from './scenarios/scenario-model.ts';
import { scriptParts } from './scenarios/scenario-scripts.ts';
import { type GroupFacts, scenarioName, scenarioRationale, scenarioSummary } from './scenarios/scenario-wording.ts';
import { sentencesOf } from './scenarios/sentences.ts';
import { situationName } from './scenarios/situation-name.ts';
import { riskOfGroup, risksIn } from './scenarios/speech-cues.ts';
import { asWritten, createPhraseReader, type PhraseReader } from './scenarios/spoken-phrases.ts';
import { spread } from './scenarios/spread.ts';
import { type SpokenPhrases, tellingPhrases } from './scenarios/telling-phrases.ts';
import { evidenceOf, triggerSentences } from './scenarios/trigger-phrases.ts';
import { withoutSameLines } from './scripts/same-lines.ts';

/** Fewest calls that make a scenario. */
const smallestCluster = 3;
// Of a large group, this many calls, evenly spread, are read for phrases and lines.
const callsRead = 150;
// So many calls, evenly spread, show how usual a need is.
const usualCalls = 2_000;

/** What the groups of one language share. */
interface Group {
  readonly calls: readonly StoredSource[];
  readonly clusters: readonly CallCluster[];
  readonly model: FoundClusters['model'];
  readonly phrases: PhraseReader;
  readonly typeFits: TypeFits;
  readonly needs: HeardNeeds;
  readonly known: KnownHandling;
  readonly options: MiningOptions;
  readonly giveWay: () => Promise<void>;
}

/**
 * Groups calls about one matter (each language by itself, both Chinese scripts together) and proposes each group as a
 * scenario with what customers say, the lines of solved calls as scripts, and the products that they name. Its evidence
 * has a place in every call of the group (up to 200), so that the group is met again under the same key.
 */
export async function mineScenarios(
  calls: readonly StoredSource[],
  options: MiningOptions = {},
): Promise<ProposalDraft[]> {
  const giveWay = createPacer();
  // The same calls are the same groups, in whatever order they come.
  const sorted = calls.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const byLanguage = [sorted.filter((call) => call.language !== 'en'), sorted.filter((call) => call.language === 'en')];
  const groups: Group[] = [];
  const knownParts = knownHandling(options.knownParts ?? []);
  // Grouping the calls is about half of the work, and drawing up what they teach the other; a model takes its time.
  const drawing = calls.length * 2;
  const work = calls.length * (options.namingModel ? 3 : 2);
  let done = 0;
  for (const own of byLanguage) {
    const grouped = await clusterCalls(own, {
      smallest: smallestCluster,
      giveWay,
      onProgress: (n) => options.onProgress?.(done + n, work),
      ...(options.runMixtures && { runMixtures: options.runMixtures }),
      ...(options.fineness && { fineness: options.fineness }),
      ...(options.meanings && { meanings: own.map((call) => options.meanings?.get(call.key) ?? null) }),
    });
    const { clusters, model } = await partCalls(grouped, own, { smallest: smallestCluster, giveWay });
    const phrases = await createPhraseReader(clusters.length > 0 ? own : [], options.knownProducts ?? [], giveWay);
    groups.push({
      calls: own,
      clusters,
      model,
      phrases,
      typeFits: createTypeFits(options.knownComplaintTypes ?? []),
      needs: heardNeeds(spread(clusters.length > 0 ? own : [], usualCalls).map(customerWords)),
      known: knownParts,
      options,
      giveWay,
    });
    done += own.length;
    options.onProgress?.(done, work);
  }
  const clusters = groups.flatMap((group) => group.clusters.map((cluster) => ({ group, cluster })));
  const found = clusters.map(({ cluster }) => cluster);
  const known = options.knownScenarios ?? [];
  const shared = sharedCalls(found, known, new Set(calls.map((call) => call.key)));
  const keys = scenarioKeys(found, known, shared);
  options.onModel?.(modelOf(groups, keys));
  const changes = scenarioChanges(keys, known, shared);
  const drawn = await abreast(clusters, options.abreast ?? 1, async ({ group, cluster }, n) => {
    const own = await bundleOf(cluster, keys[n] ?? '', group, changes.splits.get(n));
    // A call on two matters counts in two scenarios.
    done = Math.min(drawing, done + cluster.calls.length);
    options.onProgress?.(done, work);
    return own;
  });
  const onShare = (share: number) => options.onProgress?.(drawing + share * calls.length, work);
  const distinct = withDistinctNames(drawn, new Set(known.flatMap(({ key, inForce }) => (inForce ? [key] : []))));
  const named = await nameScenarios(distinct, { ...options, giveWay, onShare });
  return [...named.map(({ draft }) => draft), ...changeDrafts(changes, named, sorted)];
}

/** What `work` makes of each, in their order, so many at a time. */
async function abreast<T, R>(list: readonly T[], most: number, work: (one: T, n: number) => Promise<R>): Promise<R[]> {
  const found: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < list.length; n = next++) found[n] = await work(list[n] as T, n);
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, lane));
  return found;
}

function modelOf([zh, en]: readonly Group[], keys: readonly string[]): StoredScenarioModel {
  const none = { terms: [], groups: [] };
  const chinese = zh?.clusters.length ?? 0;
  return {
    version: 1,
    zh: zh?.model(keys.slice(0, chinese)) ?? none,
    en: en?.model(keys.slice(chinese)) ?? none,
  };
}

const customerWords = (call: StoredSource) =>
  call.segments
    .filter((segment) => segment.role === 'customer')
    .map((segment) => segment.text)
    .join('\n');

async function bundleOf(
  cluster: CallCluster,
  key: string,
  group: Group,
  split: Split | undefined,
): Promise<DrawnScenario> {
  const { options, giveWay } = group;
  const members = new Set(cluster.calls.map((call) => call.key));
  const others = group.calls.filter((call) => !members.has(call.key));
  const language = languageOf(cluster.calls);
  const frame: DraftFrame = { validFrom: null, validTo: null, confidence: Math.min(0.9, 0.3 + cluster.cohesion) };
  const ref: DraftKey<'scenario'> = { kind: 'scenario', key };
  const products = productsOf(cluster, options.knownProducts ?? []);
  const phrases = await phrasesOf(cluster, group, language);
  const read = spread(cluster.calls, callsRead);
  const triggers = triggerSentences(cluster, read);
  await giveWay();
  const scripts = scriptParts(cluster, read, ref, language, frame);
  const learn: LearnHandling = options.learnHandling ?? ((...given) => learnHandling(...given, giveWay));
  // Steps such as identification are alike in all documents: only the one about these calls is held against them.
  const procedure = describedBy(cluster, options.knownProcedures ?? [], {
    phrases,
    allCalls: group.calls.length,
  });
  const knownProcedures = procedure ? [procedure] : [];
  const handling = await learn(cluster.calls, ref, language, frame, { ...options, knownProcedures });
  options.onPractices?.(key, handling.practices);
  const document = documentOf(procedure, cluster, ref, handling.parts, language, frame);
  const type = complaintTypeOf(cluster.calls, spread(others, 500), group.typeFits);
  await giveWay();
  const facts = factsOf(cluster, key, language, phrases, scripts, options);
  const main = products.find(({ mentions }) => mentions.length * 2 >= cluster.calls.length)?.product.name ?? null;
  const unnamed = inLanguage(language, { 'zh-Hans': '未命名', 'zh-Hant': '未命名', en: 'Unnamed' });
  const situation = situationName(
    cluster,
    read.filter((call) => call.language === language).flatMap((call) => sentencesOf(call, 'customer')),
    phrases,
  );
  // What people approved under a name keeps it.
  const approved = options.knownScenarios?.find((known) => known.key === key)?.inForce?.name;
  const found = scenarioName(language, main, situation, phrases) ?? triggers[0]?.text ?? unnamed;
  const name = approved ?? clip(found, 300);
  const risk = riskOfGroup(
    cluster.calls.map((call) => risksIn(customerWords(call))),
    type?.type.name,
  );
  const content = {
    name,
    summary: scenarioSummary(facts),
    triggerPhrases: [...new Set(triggers.map((sentence) => clip(sentence.text, 500)))],
    complaintType: type ? clip(type.type.name, 300) : undefined,
    needs: needsOfGroup(heardNeeds(spread(cluster.calls, usualCalls).map(customerWords)), group.needs, language),
    riskLevel: risk.level,
    riskKinds: risk.kinds,
    language,
  };
  const parts: DraftPart[] = [
    nodePart(ref, content, evidenceOf(cluster, triggers), frame),
    ...productEdges(products, ref, frame),
    ...typeEdges(type, ref, frame),
    ...keepKnown(withoutSameLines([...handling.parts, ...document.parts, ...scripts]), group.known, cluster.calls),
    ...(split ? [splitPart(split, ref, new Map(cluster.calls.map((call) => [call.key, call])), frame)] : []),
  ];
  const parted = split && splitWording(split, language);
  const what = { 'zh-Hans': '场景', 'zh-Hant': '場景', en: 'Scenario' };
  const reasons = [parted?.reason ?? '', scenarioRationale(facts), document.reason, handling.rationale];
  const titled = (own: string) => (parted ? clip(`${parted.title} → ${own}`, 500) : draftTitle(language, what, own));
  const named = (matter: string) => {
    const own = clip(scenarioName(language, main, matter, phrases) ?? matter, 300);
    return { name: own, title: titled(own) };
  };
  const draft: ProposalDraft = {
    title: titled(name),
    origin: 'miner:scenarios',
    rationale: clip(reasons.filter((text) => text !== '').join('\n'), 4_000),
    parts: withoutDoubles(parts),
  };
  return { key, name, language, draft, cluster, read, phrases, named };
}

/** The document about these calls, unless how they were handled, step by step, has shown already that it applies. */
function documentOf(
  procedure: KnownProcedure | null,
  cluster: CallCluster,
  scenario: DraftKey<'scenario'>,
  handling: readonly DraftPart[],
  language: Language | undefined,
  frame: DraftFrame,
): { readonly parts: readonly DraftPart[]; readonly reason: string } {
  const isShown = handling.some(
    (part) =>
      part.sort === 'edge' && part.kind === 'APPLIES_TO' && 'kind' in part.from && part.from.kind === 'procedure',
  );
  const part = procedure && !isShown ? describedByPart(cluster, procedure, scenario, frame) : null;
  return {
    parts: part ? [part] : [],
    reason: procedure && (part || isShown) ? describedByReason(procedure, language) : '',
  };
}

async function phrasesOf(
  cluster: CallCluster,
  { phrases, giveWay }: Group,
  language: Language | undefined,
): Promise<string[]> {
  const read = spread(cluster.calls, callsRead);
  const spoken: SpokenPhrases[] = [];
  for (const call of read) {
    spoken.push(phrases.of(call));
    await giveWay();
  }
  const telling = tellingPhrases(spoken, phrases.outside(cluster.calls), 6);
  await giveWay();
  const sameScript = read.filter((call) => call.language === language);
  return language === 'zh-Hant' ? telling.map((phrase) => asWritten(phrase, sameScript)) : telling;
}

function factsOf(
  { calls, medoid, cohesion }: CallCluster,
  key: string,
  language: Language | undefined,
  phrases: readonly string[],
  scripts: readonly DraftPart[],
  { knownScenarios = [] }: MiningOptions,
): GroupFacts {
  return {
    language,
    calls: calls.length,
    solved: calls.filter((call) => call.call?.outcome?.result === 'solved').length,
    agents: new Set(calls.map((call) => call.call?.agent?.id).filter((id) => id !== undefined)).size,
    cohesion,
    repeats: repeatCalls(calls).length,
    scripts: scripts.filter((part) => part.sort === 'node').length,
    phrases,
    examples: [medoid, ...calls.filter((call) => call !== medoid)].slice(0, 3).map((call) => clip(call.key, 80)),
    known: knownScenarios.some((scenario) => scenario.key === key),
  };
}

function languageOf(calls: readonly StoredSource[]): Language | undefined {
  const counts = new Map<Language, number>();
  for (const { language } of calls) if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

interface Mentioned {
  readonly product: KnownProduct;
  /** One a call. */
  readonly mentions: readonly Evidence[];
}

/** The products that a good part of the calls name, the most named first. */
function productsOf(cluster: CallCluster, products: readonly KnownProduct[]): Mentioned[] {
  const found = products.map((product) => ({ product, mentions: [] as Evidence[] }));
  for (const call of cluster.calls) {
    for (const { product, mentions } of found) {
      const mention = mentionsOf(call, product);
      if (mention) mentions.push(mention);
    }
  }
  return found
    .filter(({ mentions }) => mentions.length >= Math.max(2, cluster.calls.length * 0.3))
    .sort((a, b) => b.mentions.length - a.mentions.length);
}

function productEdges(products: readonly Mentioned[], scenario: DraftKey<'scenario'>, frame: DraftFrame): DraftPart[] {
  return products.map(({ product, mentions }) =>
    edgePart('ABOUT_PRODUCT', scenario, { kind: 'product', key: product.key }, mentions.slice(0, 5), frame),
  );
}

function typeEdges(chosen: ChosenType | null, scenario: DraftKey<'scenario'>, frame: DraftFrame): DraftPart[] {
  if (!chosen) return [];
  const to: DraftKey<'complaint_type'> = { kind: 'complaint_type', key: chosen.type.key };
  return [edgePart('OF_TYPE', scenario, to, chosen.evidence, { ...frame, confidence: 0.6 })];
}
