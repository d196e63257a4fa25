import type { DraftPart, Evidence, Language, ProposalDraft } from '../../graph-schema/index.ts';
import type { KnownProduct, MiningOptions, StoredSource } from '../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from './draft-parts.ts';
import { placeholderPattern } from './redaction/placeholders.ts';
import { cosine, textVector } from './scenarios/call-vectors.ts';
import { type CallCluster, clusterCalls } from './scenarios/cluster-calls.ts';
import { createPacer } from './scenarios/give-way.ts';
import { type Candidate, pickDiverse } from './scenarios/pick-diverse.ts';
import { mentionsOf } from './scenarios/product-mentions.ts';
import { scriptParts } from './scenarios/scenario-scripts.ts';
import { isRequest, type Sentence, sentencesOf } from './scenarios/sentences.ts';
import { riskOfGroup, risksIn } from './scenarios/speech-cues.ts';
import { tellingPhrases } from './scenarios/telling-phrases.ts';
import { plainWords } from './text-terms.ts';

/** Fewest calls that make a scenario. */
const smallestCluster = 3;
const mostPhrases = 8;
// Of a large group, this many calls, evenly spread, are read for phrases and lines.
const callsRead = 150;

/**
 * Groups calls about one matter (each language by itself, both Chinese scripts together) and proposes each group as a
 * scenario with what customers say, the lines of solved calls as scripts, and the products that they name.
 */
export async function mineScenarios(
  calls: readonly StoredSource[],
  options: MiningOptions = {},
): Promise<ProposalDraft[]> {
  const giveWay = createPacer();
  const groups = [calls.filter((call) => call.language !== 'en'), calls.filter((call) => call.language === 'en')];
  const drafts: ProposalDraft[] = [];
  let done = 0;
  for (const group of groups) {
    const clusters = await clusterCalls(group, smallestCluster, giveWay, (n) =>
      options.onProgress?.(done + n, calls.length),
    );
    for (const cluster of clusters) {
      drafts.push(await bundleOf(cluster, group, options.knownProducts ?? [], giveWay));
    }
    done += group.length;
    options.onProgress?.(done, calls.length);
  }
  return drafts;
}

const allWords = (call: StoredSource) => call.segments.map((segment) => segment.text).join('\n');
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

async function bundleOf(
  cluster: CallCluster,
  all: readonly StoredSource[],
  products: readonly KnownProduct[],
  giveWay: () => Promise<void>,
): Promise<ProposalDraft> {
  const members = new Set(cluster.calls);
  const others = all.filter((call) => !members.has(call));
  const spoken = spread(cluster.calls, 100).map((call) => ({
    all: plainWords(allWords(call)),
    customer: plainWords(customerWords(call)),
  }));
  const background = spread(others, 300).map((call) => plainWords(allWords(call)).toLowerCase());
  const phrases = tellingPhrases(spoken, background, 6);
  await giveWay();
  const triggers = triggerSentences(cluster);
  await giveWay();
  const frame: DraftFrame = { validFrom: null, validTo: null, confidence: Math.min(0.9, 0.3 + cluster.cohesion) };
  const ref: DraftKey<'scenario'> = { kind: 'scenario', key: `scenario/${cluster.medoid.key}`.slice(0, 500) };
  const language = languageOf(cluster.calls);
  const name = nameOf(phrases, triggers, language);
  const solved = cluster.calls.filter((call) => call.call?.outcome?.result === 'solved').length;
  const evidence = triggers.map((s): Evidence => span(s.segment, s.start, s.end, 'example'));
  const risk = riskOfGroup(cluster.calls.map((call) => risksIn(customerWords(call))));
  const content = {
    name,
    summary: summaryOf(cluster.calls.length, solved, phrases, language),
    triggerPhrases: [...new Set(triggers.map((sentence) => clip(sentence.text, 500)))],
    riskLevel: risk.level,
    riskKinds: risk.kinds,
    language,
  };
  const parts: DraftPart[] = [
    nodePart(ref, content, evidence.length > 0 ? evidence : firstWords(cluster), frame),
    ...productEdges(cluster, ref, products, frame),
    ...scriptParts(cluster, spread(cluster.calls, callsRead), ref, language, frame),
  ];
  return {
    title: clip(`${language === 'en' ? 'Scenario' : '场景'}: ${name}`, 500),
    origin: 'miner:scenarios',
    rationale: `${cluster.calls.length} calls, ${solved} solved; cohesion ${cluster.cohesion.toFixed(2)}`,
    parts,
  };
}

function languageOf(calls: readonly StoredSource[]): Language | undefined {
  const counts = new Map<Language, number>();
  for (const { language } of calls) if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function nameOf(phrases: readonly string[], triggers: readonly Sentence[], language: Language | undefined): string {
  const best = phrases.slice(0, 3).join(language === 'en' ? ', ' : '、');
  return clip(best || triggers[0]?.text || '未命名', 300);
}

function summaryOf(calls: number, solved: number, phrases: readonly string[], language: Language | undefined): string {
  return language === 'en'
    ? `${calls} calls, ${solved} of them solved. What sets them apart: ${phrases.join(', ')}.`
    : `${calls}通来电，其中${solved}通已解决。这类来电的特征：${phrases.join('、')}。`;
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

function firstWords(cluster: CallCluster): Evidence[] {
  const segment = cluster.medoid.segments.find((s) => s.role === 'customer') ?? cluster.medoid.segments[0];
  return segment ? [span(segment, 0, segment.text.length, 'example')] : [];
}

function productEdges(
  cluster: CallCluster,
  scenario: DraftKey<'scenario'>,
  products: readonly KnownProduct[],
  frame: DraftFrame,
): DraftPart[] {
  return products.flatMap((product) => {
    const mentions = cluster.calls.map((call) => mentionsOf(call, product)).filter((found) => found !== null);
    if (mentions.length < Math.max(2, cluster.calls.length * 0.3)) return [];
    const to: DraftKey<'product'> = { kind: 'product', key: product.key };
    return [edgePart('ABOUT_PRODUCT', scenario, to, mentions.slice(0, 5), frame)];
  });
}
