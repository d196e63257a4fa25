import type { DraftPart, Language } from '../../../graph-schema/index.ts';
import type { KnownProcedure } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, span } from '../draft-parts.ts';
import { inLanguage } from '../draft-wording.ts';
import { contentTerms } from '../text-terms.ts';
import { unifyScript } from '../unify-script.ts';
import { cosine, textVector } from './call-vectors.ts';
import { type CallCluster, discoveryStride } from './cluster-calls.ts';
import { sentencesOf } from './sentences.ts';
import { spread } from './spread.ts';

// The document must be about these calls, and clearly more so than the next one. Chosen on service chats and the procedures
// behind their tasks.
const leastAlike = 0.2;
const ahead = 1.4;
// The nearest may be about something else where none is about these calls: its words must say so many of the phrases that
// tell the calls from others, or its title be made of what is said in this share of the calls, so much oftener than elsewhere.
const fewestPhrases = 2;
const leastOfTitle = 0.5;
const leastShare = 0.25;
const leastLift = 1.5;
const mostEvidence = 5;
const callsRead = 30;

/** What tells the calls of a group from the others, and how many calls there are in all. */
export interface GroupWords {
  readonly phrases: readonly string[];
  readonly allCalls: number;
}

/** The documented procedure whose words are nearest to those of the calls, where it says what tells them from other calls and no other comes close; else null. */
export function describedBy(
  cluster: CallCluster,
  procedures: readonly KnownProcedure[],
  words: GroupWords,
): KnownProcedure | null {
  const { centroid, vocabulary } = cluster;
  const [best, next] = procedures
    .map((procedure) => ({ procedure, alike: cosine(textVector(wordsOf(procedure), vocabulary), centroid) }))
    .toSorted((a, b) => b.alike - a.alike || (a.procedure.key < b.procedure.key ? -1 : 1));
  if (!best || best.alike < leastAlike || best.alike < ahead * (next?.alike ?? 0)) return null;
  return saysPhrases(best.procedure, words.phrases) || isTitled(best.procedure, cluster, words.allCalls)
    ? best.procedure
    : null;
}

function saysPhrases(procedure: KnownProcedure, phrases: readonly string[]): boolean {
  const said = unifyScript(wordsOf(procedure)).toLowerCase();
  return phrases.filter((phrase) => said.includes(unifyScript(phrase).toLowerCase())).length >= fewestPhrases;
}

function isTitled({ name }: KnownProcedure, { calls, vocabulary }: CallCluster, allCalls: number): boolean {
  const title = [...new Set(contentTerms(name))];
  const callsEach = allCalls / Math.ceil(allCalls / discoveryStride(allCalls));
  const read = spread(calls, callsRead).map(
    ({ segments }) => new Set(segments.flatMap(({ text }) => contentTerms(text))),
  );
  const said = title.filter((term) => {
    const share = read.filter((terms) => terms.has(term)).length / read.length;
    const everywhere = callsEach * (vocabulary.frequency[vocabulary.ids.get(term) ?? -1] ?? 0);
    const usual = Math.max(0, everywhere - share * calls.length) / Math.max(1, allCalls - calls.length);
    return share >= leastShare && share >= leastLift * usual;
  });
  return title.length > 0 && said.length >= leastOfTitle * title.length;
}

const wordsOf = ({ name, steps }: KnownProcedure) =>
  [name, ...steps.flatMap((step) => [step.name, step.instruction])].join('\n');

/** That the document applies to the scenario, with the lines of agents that say most of what it says. */
export function describedByPart(
  cluster: CallCluster,
  procedure: KnownProcedure,
  scenario: DraftKey<'scenario'>,
  frame: DraftFrame,
): DraftPart | null {
  const said = textVector(wordsOf(procedure), cluster.vocabulary);
  const evidence = cluster.calls
    .slice(0, callsRead)
    .flatMap((call) => sentencesOf(call, 'agent'))
    .map((sentence) => ({ sentence, alike: cosine(textVector(sentence.text, cluster.vocabulary), said) }))
    .filter(({ alike }) => alike > 0)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, mostEvidence)
    .map(({ sentence }) => span(sentence.segment, sentence.start, sentence.end, 'supports'));
  if (evidence.length === 0) return null;
  const from: DraftKey<'procedure'> = { kind: 'procedure', key: procedure.key };
  return edgePart('APPLIES_TO', from, scenario, evidence, { ...frame, confidence: 0.5 });
}

/** That there is a document about it, for reviewers. */
export function describedByReason({ name }: KnownProcedure, language: Language | undefined): string {
  const title = clip(name, 120);
  return inLanguage(language, {
    'zh-Hans': `已有流程文档“${title}”讲的是同一件事：处理以文档为准，本场景说明客户怎么说、来电中怎么处理。`,
    'zh-Hant': `已有流程文件「${title}」講的是同一件事：處理以文件為準，本場景說明客戶怎麼說、來電中怎麼處理。`,
    en: `The document "${title}" is about the same: it says how it is to be handled, the scenario how customers put it and how calls went.`,
  });
}
