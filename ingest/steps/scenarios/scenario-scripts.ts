import type { DraftPart, Emotion, Language } from '../../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, trimmedSpan } from '../draft-parts.ts';
import { placeholderPattern } from '../redaction/placeholders.ts';
import { cosine, textVector } from './call-vectors.ts';
import type { CallCluster } from './cluster-calls.ts';
import { type Candidate, pickDiverse } from './pick-diverse.ts';
import { emotionsIn } from './speech-cues.ts';

const mostScripts = 4;

interface Line {
  readonly call: StoredSource;
  readonly segment: StoredSegment;
  /** The customer's turn that it answers. */
  readonly answers: StoredSegment | null;
}

// Asking who someone is, and the talk around it, is no handling of the matter.
const formalities =
  /身份证|身份證|卡号|卡號|手机号|手機號|预留|預留|核验|核驗|核实一下|姓名|贵姓|貴姓|怎么称呼|怎麼稱呼|还有.{0,8}(?:需要|帮)|祝您|再见|再見|稍等|verify|full name|date of birth|card number|mobile number|anything else|have a (?:good|nice|great)|one moment|hold on|goodbye/i;

/** What agents said in the solved calls of a cluster, most typical of its matter first, as scripts of the scenario. */
export function scriptParts(
  cluster: CallCluster,
  calls: readonly StoredSource[],
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
): DraftPart[] {
  const lines = calls.filter((call) => call.call?.outcome?.result === 'solved').flatMap(linesOf);
  const candidates = lines.map((line): Candidate<Line> => {
    const vector = textVector(line.segment.text, cluster.vocabulary);
    const satisfied = 1 + 0.1 * ((line.call.call?.outcome?.satisfaction ?? 3) - 3);
    return { value: line, vector, score: cosine(vector, cluster.centroid) * satisfied, group: line.call.key };
  });
  return pickDiverse(candidates, mostScripts, 1).flatMap((line) => partsOf(line, scenario, language, frame));
}

function linesOf(call: StoredSource): Line[] {
  return call.segments.flatMap((segment, i) => {
    if (segment.role !== 'agent' || i < 2 || !isSayable(segment.text)) return [];
    const before = call.segments[i - 1];
    return [{ call, segment, answers: before?.role === 'customer' ? before : null }];
  });
}

/** One breath, without personal data, about the matter. */
function isSayable(text: string): boolean {
  const chinese = /\p{Script=Han}/u.test(text);
  const length = chinese ? text.length : text.split(/\s+/).length;
  const fits = chinese ? length >= 14 && length <= 110 : length >= 9 && length <= 60;
  return fits && text.search(placeholderPattern) < 0 && !formalities.test(text);
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
  const own = trimmedSpan(segment);
  const content = {
    name: clip(firstClause(segment.text), 60),
    say: clip(segment.text, 4_000),
    emotions,
    avoid: [],
    language,
  };
  const tie = [own, ...(answers ? [{ ...trimmedSpan(answers), kind: 'supports' as const }] : [])];
  return [nodePart(ref, content, [own], frame), edgePart('USES_SCRIPT', scenario, ref, tie, frame)];
}

function firstClause(text: string): string {
  const clauses = text.split(/(?<=[，,。.！!？?；;])\s*/);
  const long = clauses.find((clause) => clause.length >= 8) ?? text;
  return long.replace(/[，,。.；;]$/, '');
}
