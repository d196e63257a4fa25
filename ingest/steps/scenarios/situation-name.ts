import { placeholderPattern } from '../../../graph-schema/index.ts';
import { unifyScript } from '../unify-script.ts';
import { cosine, textVector } from './call-vectors.ts';
import type { CallCluster } from './cluster-calls.ts';
import { hiddenText } from './phrase-words.ts';
import { isRequest, type Sentence } from './sentences.ts';
import { matterWords, saysMatter } from './situation-words.ts';

/** A term that fewer calls say may be of one customer alone. */
export const fewestCalls = 3;
/** So much of what a name says is said by several calls. */
const leastCommon = 0.7;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** What is counted, dated or paid belongs to one call. */
export const particular =
  /\d|[一二三四五六七八九十百千万两兩萬几幾]+(?:月|号|號|日|块|塊|元|毛|分|天|年|个|個|笔|筆|次|期|万|萬|百|千|点|點)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/i;

/**
 * What the calls are about, in the words of a customer who says it most like all others: one short clause with what tells these calls
 * from others (`phrases`, best first), without what leads up to it ("I'd like to", 我想问一下), so that a request is left as its verb and object, and
 * without numbers or dates. Null: nobody says it shortly.
 */
export function situationName(
  cluster: CallCluster,
  sentences: readonly Sentence[],
  phrases: readonly string[],
): string | null {
  const told = phrases.map((phrase) => unifyScript(phrase).toLowerCase());
  let best: { readonly text: string; readonly score: number } | null = null;
  for (const { text } of sentences) {
    for (const clause of clausesOf(text)) {
      const score = tellingOf(clause, told) * likenessOf(clause, cluster) * shortnessOf(clause);
      if (score > (best?.score ?? 0)) best = { text: clause, score };
    }
  }
  return best?.text ?? null;
}

const sizeOf = (clause: string) => (isChinese(clause) ? clause.length : clause.split(/\s+/).length);
const bounds = (clause: string): readonly [least: number, good: number, most: number] =>
  isChinese(clause) ? [4, 10, 16] : [2, 5, 9];

/** The clauses of a sentence that could name a situation. */
function clausesOf(sentence: string): string[] {
  if (sentence.search(placeholderPattern) >= 0 || hiddenText.test(sentence)) return [];
  const raws = sentence.split(/[，,。.！!？?；;：:、\n—…"“”「」《》]+| - /);
  return raws.flatMap((raw, n) => {
    const clause = matterWords(raw.trim());
    const before = raws[n - 1] ?? '';
    // "I want to complain": the matter comes after it.
    const isAnnounced = isRequest(before) && matterWords(before) === '';
    const [least, , most] = bounds(clause);
    const isMatter = isAnnounced || saysMatter(raw);
    const fits = isMatter && sizeOf(clause) >= least && sizeOf(clause) <= most && !particular.test(clause);
    return fits ? [clause.charAt(0).toUpperCase() + clause.slice(1)] : [];
  });
}

/** How much of what tells the calls from others the clause says; the first phrases count most. */
function tellingOf(clause: string, phrases: readonly string[]): number {
  const plain = unifyScript(clause).toLowerCase();
  return phrases.reduce((sum, phrase, rank) => sum + (plain.includes(phrase) ? 1 / (rank + 1) : 0), 0);
}

function likenessOf(clause: string, { vocabulary, centroid, calls }: CallCluster): number {
  const vector = textVector(clause, vocabulary);
  if (vector.terms.length === 0) return 0;
  const least = Math.min(fewestCalls, calls.length - 1);
  const common = [...vector.terms].filter((term) => (vocabulary.frequency[term] ?? 0) >= least).length;
  // One word alone is a topic, not a situation.
  const full = vector.terms.length > 1 ? 1 : 0.5;
  return common < leastCommon * vector.terms.length ? 0 : full * (0.3 + cosine(vector, centroid));
}

function shortnessOf(clause: string): number {
  const [, good] = bounds(clause);
  return Math.min(1, good / sizeOf(clause));
}
