import type { Evidence } from '../../../graph-schema/index.ts';
import { placeholderPattern } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { span } from '../draft-parts.ts';
import { cosine, textVector } from './call-vectors.ts';
import type { CallCluster } from './cluster-calls.ts';
import { hiddenText } from './phrase-words.ts';
import { type Candidate, pickDiverse } from './pick-diverse.ts';
import { isRequest, type Sentence, sentencesOf } from './sentences.ts';
import { spread } from './spread.ts';

/** So many of them a scenario shows. */
export const mostTriggers = 8;
/** What an evidence list holds. */
const mostEvidence = 200;

/** Real sentences of customers, typical of the cluster and unlike each other; of different calls, where there are enough of them. */
export function triggerSentences(
  cluster: CallCluster,
  read: readonly StoredSource[],
  most: number = mostTriggers,
): Sentence[] {
  const candidates = read.flatMap((call) =>
    sentencesOf(call, 'customer').flatMap((sentence): Candidate<Sentence>[] => {
      if (!isPhrase(sentence.text)) return [];
      const vector = textVector(sentence.text, cluster.vocabulary);
      const early = sentence.turn < 3 ? 1.3 : 1;
      const score = cosine(vector, cluster.centroid) * (isRequest(sentence.text) ? 1.3 : 1) * early;
      return [{ value: sentence, vector, score, group: call.key }];
    }),
  );
  return pickDiverse(candidates, most, read.length >= most ? 1 : 2);
}

function isPhrase(text: string): boolean {
  const chinese = /\p{Script=Han}/u.test(text);
  const length = chinese ? text.length : text.split(/\s+/).length;
  return (
    length >= (chinese ? 7 : 5) &&
    length <= (chinese ? 60 : 32) &&
    text.search(placeholderPattern) < 0 &&
    !hiddenText.test(text)
  );
}

/** The trigger phrases, and of every other call what its customer asked for first. */
export function evidenceOf(cluster: CallCluster, triggers: readonly Sentence[]): Evidence[] {
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
