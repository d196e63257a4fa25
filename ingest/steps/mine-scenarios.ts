import type { DraftPart, Evidence, Language, ProposalDraft } from '../../graph-schema/index.ts';
import { placeholderPattern } from '../../graph-schema/index.ts';
import type { KnownProduct, MiningOptions, StoredSource } from '../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span, withoutDoubles } from './draft-parts.ts';
import { draftTitle, inLanguage } from './draft-wording.ts';
import { learnHandling } from './procedures/learn-handling.ts';
import { cosine, textVector } from './scenarios/call-vectors.ts';
import { type CallCluster, clusterCalls, type FoundClusters } from './scenarios/cluster-calls.ts';
import { type ChosenType, complaintTypeOf, createTypeFits, type TypeFits } from './scenarios/complaint-type.ts';
import { createPacer } from './scenarios/give-way.ts';
import { scenarioKeys } from './scenarios/known-keys.ts';
import { type Candidate, pickDiverse } from './scenarios/pick-diverse.ts';
import { mentionsOf } from './scenarios/product-mentions.ts';
import type { StoredScenarioModel } from './scenarios/scenario-model.ts';
import { scriptParts } from './scenarios/scenario-scripts.ts';
import { type GroupFacts, scenarioName, scenarioRationale, scenarioSummary } from './scenarios/scenario-wording.ts';
import { isRequest, type Sentence, sentencesOf } from './scenarios/sentences.ts';
import { needsOfGroup, riskOfGroup, risksIn } from './scenarios/speech-cues.ts';
import { asWritten, createPhraseReader, type PhraseReader } from './scenarios/spoken-phrases.ts';
import { type SpokenPhrases, tellingPhrases } from './scenarios/telling-phrases.ts';

/** Fewest calls that make a scenario. */
const smallestCluster = 3;
const mostPhrases = 8;
// Of a large group, this many calls, evenly spread, are read for phrases and lines.
const callsRead = 150;
// What an evidence list holds.
const mostEvidence = 200;

/** What the groups of one language share. */
interface Group {
  readonly calls: readonly StoredSource[];
  readonly clusters: readonly CallCluster[];
  readonly model: FoundClusters['model'];
  readonly phrases: PhraseReader;
  readonly typeFits: TypeFits;
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
  let done = 0;
  for (const own of byLanguage) {
    const { clusters, model } = await clusterCalls(own, {
      smallest: smallestCluster,
      giveWay,
      onProgress: (n) => options.onProgress?.(done + n, calls.length),
      ...(options.fineness && { fineness: options.fineness }),
      ...(options.meanings && { meanings: own.map((call) => options.meanings?.get(call.key) ?? null) }),
    });
    const phrases = await createPhraseReader(clusters.length > 0 ? own : [], options.knownProducts ?? [], giveWay);
    groups.push({
      calls: own,
      clusters,
      model,
      phrases,
      typeFits: createTypeFits(options.knownComplaintTypes ?? []),
      options,
      giveWay,
    });
    done += own.length;
    options.onProgress?.(done, calls.length);
  }
  const keys = scenarioKeys(
    groups.flatMap((group) => group.clusters),
    options.knownScenarios ?? [],
  );
  options.onModel?.(modelOf(groups, keys));
  const drafts: ProposalDraft[] = [];
  for (const group of groups) {
    for (const cluster of group.clusters) drafts.push(await bundleOf(cluster, keys[drafts.length] ?? '', group));
  }
  return drafts;
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

/** At most `limit` of the list, evenly spread over it. */
function spread<T>(list: readonly T[], limit: number): T[] {
  const stride = Math.max(1, Math.ceil(list.length / limit));
  return list.filter((_, i) => i % stride === 0);
}

async function bundleOf(cluster: CallCluster, key: string, group: Group): Promise<ProposalDraft> {
  const { options, giveWay } = group;
  const members = new Set(cluster.calls);
  const others = group.calls.filter((call) => !members.has(call));
  const language = languageOf(cluster.calls);
  const frame: DraftFrame = { validFrom: null, validTo: null, confidence: Math.min(0.9, 0.3 + cluster.cohesion) };
  const ref: DraftKey<'scenario'> = { kind: 'scenario', key };
  const products = productsOf(cluster, options.knownProducts ?? []);
  const phrases = await phrasesOf(cluster, group, language);
  const triggers = triggerSentences(cluster);
  await giveWay();
  const scripts = scriptParts(cluster, spread(cluster.calls, callsRead), ref, language, frame);
  const handling = await learnHandling(cluster.calls, ref, language, frame, options, giveWay);
  const type = complaintTypeOf(cluster.calls, spread(others, 500), group.typeFits);
  await giveWay();
  const facts = factsOf(cluster, key, language, phrases, scripts, options);
  const main = products.find(({ mentions }) => mentions.length * 2 >= cluster.calls.length)?.product.name ?? null;
  const unnamed = inLanguage(language, { 'zh-Hans': '未命名', 'zh-Hant': '未命名', en: 'Unnamed' });
  const name = clip(scenarioName(language, main, phrases) ?? triggers[0]?.text ?? unnamed, 300);
  const risk = riskOfGroup(cluster.calls.map((call) => risksIn(customerWords(call))));
  const content = {
    name,
    summary: scenarioSummary(facts),
    triggerPhrases: [...new Set(triggers.map((sentence) => clip(sentence.text, 500)))],
    complaintType: type ? clip(type.type.name, 300) : undefined,
    needs: needsOfGroup(cluster.calls.map(customerWords), language),
    riskLevel: risk.level,
    riskKinds: risk.kinds,
    language,
  };
  const parts: DraftPart[] = [
    nodePart(ref, content, evidenceOf(cluster, triggers), frame),
    ...productEdges(products, ref, frame),
    ...typeEdges(type, ref, frame),
    ...handling.parts,
    ...scripts,
  ];
  return {
    title: draftTitle(language, { 'zh-Hans': '场景', 'zh-Hant': '場景', en: 'Scenario' }, name),
    origin: 'miner:scenarios',
    rationale: clip([scenarioRationale(facts), handling.rationale].filter((text) => text !== '').join('\n'), 4_000),
    parts: withoutDoubles(parts),
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

/** Real sentences of customers, typical of the cluster and unlike each other. */
function triggerSentences(cluster: CallCluster): Sentence[] {
  const candidates = spread(cluster.calls, callsRead).flatMap((call) =>
    sentencesOf(call, 'customer').flatMap((sentence): Candidate<Sentence>[] => {
      if (!isPhrase(sentence.text)) return [];
      const vector = textVector(sentence.text, cluster.vocabulary);
      const early = sentence.turn < 3 ? 1.3 : 1;
      const score = cosine(vector, cluster.centroid) * (isRequest(sentence.text) ? 1.3 : 1) * early;
      return [{ value: sentence, vector, score, group: call.key }];
    }),
  );
  return pickDiverse(candidates, mostPhrases, 2);
}

function isPhrase(text: string): boolean {
  const chinese = /\p{Script=Han}/u.test(text);
  const length = chinese ? text.length : text.split(/\s+/).length;
  return length >= (chinese ? 7 : 5) && length <= (chinese ? 60 : 32) && text.search(placeholderPattern) < 0;
}

/** The trigger phrases, and of every other call what its customer asked for first. */
function evidenceOf(cluster: CallCluster, triggers: readonly Sentence[]): Evidence[] {
  const shown = new Set(triggers.map((sentence) => sentence.segment.id));
  const rest = cluster.calls.filter((call) => !call.segments.some((segment) => shown.has(segment.id)));
  const own = triggers.map((s) => span(s.segment, s.start, s.end, 'example'));
  return [...own, ...spread(rest, mostEvidence - own.length).flatMap(openingOf)].slice(0, mostEvidence);
}

function openingOf(call: StoredSource): Evidence[] {
  const said = sentencesOf(call, 'customer');
  const asked = said.find((sentence) => isRequest(sentence.text) && isPhrase(sentence.text)) ?? said[0];
  if (asked) return [span(asked.segment, asked.start, asked.end, 'example')];
  const first = call.segments[0];
  return first ? [span(first, 0, first.text.length, 'example')] : [];
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
