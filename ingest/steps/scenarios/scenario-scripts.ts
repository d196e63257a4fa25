import type { DraftPart, Emotion, Language } from '../../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span, trimmedSpan } from '../draft-parts.ts';
import { type AvoidedPromises, avoidedPromises } from '../scripts/avoided-promises.ts';
import { type BarredLines, barredLines } from '../scripts/barred-lines.ts';
import { generalise, isMostlySlots, particularsIn } from '../scripts/generalise.ts';
import { rulesSaid } from '../scripts/rules-said.ts';
import { scriptName } from '../scripts/script-name.ts';
import type { TakenBack } from '../scripts/taken-back.ts';
import { contentTerms } from '../text-terms.ts';
import { cosine, textVector } from './call-vectors.ts';
import type { CallCluster } from './cluster-calls.ts';
import { type Candidate, pickDiverse } from './pick-diverse.ts';
import { type SayableLine, sayableLine } from './sayable-lines.ts';
import { emotionsIn } from './speech-cues.ts';

const mostScripts = 4;
/** A line this much less typical than the best one is left out. */
const leastOfBest = 0.3;

interface Line extends SayableLine {
  /** As it can be said to any customer. */
  readonly say: string;
  readonly call: StoredSource;
  readonly segment: StoredSegment;
  /** The customer's turn that it answers. */
  readonly answers: StoredSegment | null;
}

/**
 * What agents said in the solved calls of a cluster, most typical of its matter first, as scripts of the scenario that can be
 * said to any customer; promises that were taken back stand as what not to say beside the line nearest to them.
 */
export function scriptParts(
  cluster: CallCluster,
  calls: readonly StoredSource[],
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
): DraftPart[] {
  const { bars, takenBack } = barredLines(calls);
  const isCommon = rulesSaid(calls);
  const names = namesBy(calls);
  const solved = calls.filter((call) => call.call?.outcome?.result === 'solved');
  const lines = solved
    .flatMap((call) => linesOf(call, bars))
    .flatMap((line): Line[] => {
      const say = generalise(line.text, language, isCommon);
      return isMostlySlots(say) ? [] : [{ ...line, say }];
    });
  const vectorOf = (text: string) => textVector(text, cluster.vocabulary);
  const candidates = lines.map((line): Candidate<Line> => {
    const vector = vectorOf(line.text);
    const satisfied = 1 + 0.1 * ((line.call.call?.outcome?.satisfaction ?? 3) - 3);
    const figures = particularsIn(line.text).filter((one) => !isCommon(one)).length;
    const own = figures + namesIn(line.text).filter((name) => (names.get(name) ?? 0) < 2).length;
    const score = (cosine(vector, cluster.centroid) * satisfied * sharedTerms(line.text, cluster)) / (1 + 0.6 * own);
    return { value: line, vector, score, group: line.call.key };
  });
  const best = Math.max(0, ...candidates.map((candidate) => candidate.score));
  const typical = candidates.filter((candidate) => candidate.score >= leastOfBest * best);
  const picked = pickDiverse(typical, mostScripts, 1);
  const alike = (back: TakenBack, line: Line) => cosine(vectorOf(back.promise.text), vectorOf(line.text));
  const nearest = new Map(
    takenBack.map((back) => [back, picked.toSorted((a, b) => alike(back, b) - alike(back, a))[0]]),
  );
  return picked.flatMap((line) => {
    const back = takenBack.filter((own) => nearest.get(own) === line);
    return partsOf(line, avoidedPromises(back, language), scenario, language, frame);
  });
}

// The first turns of an agent greet and ask who is calling.
const openingTurns = 2;

function linesOf(call: StoredSource, bars: BarredLines['bars']): Omit<Line, 'say'>[] {
  return call.segments.flatMap((segment, i) => {
    const line = segment.role === 'agent' && i >= openingTurns ? sayableLine(segment, bars) : null;
    if (!line) return [];
    const before = call.segments[i - 1];
    return [{ ...line, call, segment, answers: before?.role === 'customer' ? before : null }];
  });
}

/** The share of a line's terms that more than one call holds: what one call alone says helps no other. */
function sharedTerms(text: string, { vocabulary }: CallCluster): number {
  const terms = [...new Set(contentTerms(text))];
  const shared = terms.filter((term) => (vocabulary.frequency[vocabulary.ids.get(term) ?? -1] ?? 0) >= 2).length;
  return terms.length === 0 ? 0 : shared / terms.length;
}

const relatives =
  '阿姨|大爷|大爺|大妈|大媽|叔叔|伯父|伯母|爷爷|爺爺|奶奶|外公|外婆|父亲|父親|母亲|母親|爸|妈|媽|儿子|兒子|女儿|女兒|孙子|孫子|孙女|孫女|老公|老婆|丈夫|妻子|太太|\\b(?:son|daughter|husband|wife|mother|father|mum|mom|dad|brother|sister|grand\\w+)\\b';
const person = new RegExp(`(?<=[a-z,] )[A-Z][a-z]+|${relatives}`, 'g');

/** Names in Latin letters inside a sentence, and relatives: what belongs to one customer, if one call alone says it. */
const namesIn = (text: string): string[] => text.match(person) ?? [];

/** In how many calls each of them is said. */
function namesBy(calls: readonly StoredSource[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const own = new Set(call.segments.flatMap((segment) => namesIn(segment.text)));
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function partsOf(
  line: Line,
  { avoid, against }: AvoidedPromises,
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
): DraftPart[] {
  const { segment, answers, call } = line;
  const ref: DraftKey<'script'> = { kind: 'script', key: `${call.key}/${segment.ordinal}` };
  const emotions: Emotion[] = answers ? emotionsIn(answers.text) : [];
  const own = span(segment, line.start, line.end);
  const content = {
    name: scriptName(line.say),
    say: clip(line.say, 4_000),
    emotions,
    avoid: [...avoid],
    language: call.language ?? language,
  };
  const tie = [own, ...(answers ? [{ ...trimmedSpan(answers), kind: 'supports' as const }] : [])];
  return [nodePart(ref, content, [own, ...against], frame), edgePart('USES_SCRIPT', scenario, ref, tie, frame)];
}
