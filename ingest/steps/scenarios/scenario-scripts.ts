import type { DraftPart, Emotion, Language } from '../../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span, trimmedSpan } from '../draft-parts.ts';
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
  readonly call: StoredSource;
  readonly segment: StoredSegment;
  /** The customer's turn that it answers. */
  readonly answers: StoredSegment | null;
}

/** What agents said in the solved calls of a cluster, most typical of its matter first, as scripts of the scenario. */
export function scriptParts(
  cluster: CallCluster,
  calls: readonly StoredSource[],
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
): DraftPart[] {
  const lines = calls.filter((call) => call.call?.outcome?.result === 'solved').flatMap(linesOf);
  const said = particularsBy(calls);
  const candidates = lines.map((line): Candidate<Line> => {
    const vector = textVector(line.text, cluster.vocabulary);
    const satisfied = 1 + 0.1 * ((line.call.call?.outcome?.satisfaction ?? 3) - 3);
    const own = particulars(line.text).filter((word) => (said.get(word) ?? 0) < 2).length;
    const score = (cosine(vector, cluster.centroid) * satisfied * sharedTerms(line.text, cluster)) / (1 + 0.6 * own);
    return { value: line, vector, score, group: line.call.key };
  });
  const best = Math.max(0, ...candidates.map((candidate) => candidate.score));
  const typical = candidates.filter((candidate) => candidate.score >= leastOfBest * best);
  return pickDiverse(typical, mostScripts, 1).flatMap((line) => partsOf(line, scenario, language, frame));
}

// The first turns of an agent greet and ask who is calling.
const openingTurns = 2;

function linesOf(call: StoredSource): Line[] {
  return call.segments.flatMap((segment, i) => {
    const line = segment.role === 'agent' && i >= openingTurns ? sayableLine(segment) : null;
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

/** Numbers, and names in Latin letters inside a sentence: what belongs to one customer, if one call alone says it. */
function particulars(text: string): string[] {
  return (
    text.match(
      /\d[\d.,:]*\d|\d|[一二三四五六七八九十百千万萬两兩零]{2,}|(?<=[a-z,] )[A-Z][a-z]+|\b(?:(?:twen|thir)ty-)?(?:first|second|third|[a-z]+th)(?= of\b)/g,
    ) ?? []
  );
}

/** In how many calls each of them is said. */
function particularsBy(calls: readonly StoredSource[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const own = new Set(call.segments.flatMap((segment) => particulars(segment.text)));
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function partsOf(
  line: Line,
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
): DraftPart[] {
  const { segment, answers, call } = line;
  const ref: DraftKey<'script'> = { kind: 'script', key: `${call.key}/${segment.ordinal}` };
  const emotions: Emotion[] = answers ? emotionsIn(answers.text) : [];
  const own = span(segment, line.start, line.end);
  const content = {
    name: clip(firstClause(line.text), 60),
    say: clip(line.text, 4_000),
    emotions,
    avoid: [],
    language: call.language ?? language,
  };
  const tie = [own, ...(answers ? [{ ...trimmedSpan(answers), kind: 'supports' as const }] : [])];
  return [nodePart(ref, content, [own], frame), edgePart('USES_SCRIPT', scenario, ref, tie, frame)];
}

/** The first clause that says something by itself, with what follows it if it only leads in. */
function firstClause(text: string): string {
  const clauses = text.split(/(?<=[，。！？；])\s*|(?<=[,.!?;])\s+/);
  let name = '';
  const enough = (words: string) => (/\p{Script=Han}/u.test(words) ? words.length >= 10 : words.split(' ').length >= 5);
  for (const clause of clauses) {
    const joint = name !== '' && !/\p{Script=Han}/u.test(text) ? ' ' : '';
    name += joint + clause;
    if (enough(name)) break;
  }
  return name.replace(/[，,。.；;]$/, '');
}
