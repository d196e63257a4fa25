import { bootstrapCi95, mean, recallAt, reciprocalRankAt } from '../../statistics/ranking-metrics.ts';
import { type AnswerSide, type Grade, gradeOf, grades, rankOf, type Verdict, verdicts } from './answer-side.ts';

/** A question of a run with what answered it; `after` and `verdict` where something was compared. */
export interface Answered {
  readonly ordinal: number;
  readonly expected: readonly string[];
  readonly before: AnswerSide;
  readonly after: AnswerSide | null;
  readonly verdict: Verdict | null;
}

/** What one threshold on the confidence would have done. */
export interface AtThreshold {
  readonly threshold: number;
  /** Share of all questions that would have got cards. */
  readonly coverage: number;
  /** Of these, the share whose first hit is one that was expected. */
  readonly precision: number;
  /** Of the questions to which nothing relevant is expected, the share that would have got cards. */
  readonly falseAnswers: number;
}

export interface SideSummary {
  /** Over the questions that expect something; null without any. */
  readonly recall: { readonly 1: number; readonly 5: number; readonly 10: number; readonly 20: number } | null;
  readonly mrr10: number | null;
  /** 95% intervals by the bootstrap. */
  readonly ci95: { readonly recall10: readonly [number, number]; readonly mrr10: readonly [number, number] } | null;
  readonly grades: Readonly<Record<Grade, number>>;
  /** Of the questions to which nothing relevant is expected, the share that got no card; null without any. */
  readonly abstained: number | null;
  /** Questions for which what is near in meaning could not be looked for. */
  readonly withoutMeaning: number;
  readonly thresholds: readonly AtThreshold[];
  readonly suggested: SuggestedThreshold | null;
}

/** Chosen on every other question, and what it does on the rest. */
export interface SuggestedThreshold extends AtThreshold {
  readonly chosenOn: number;
  readonly checkedOn: number;
}

export interface RunSummary {
  readonly questions: number;
  readonly expecting: number;
  readonly before: SideSummary;
  readonly after: SideSummary | null;
  readonly verdicts: Readonly<Record<Verdict, number>> | null;
}

/** Fewer questions say nothing of a threshold. */
const leastForThreshold = 20;
/** A wrong card costs as much as this many questions left without one. */
const wrongCosts = 2;
const steps = Array.from({ length: 20 }, (_, n) => n / 20);

export function summarise(answers: readonly Answered[]): RunSummary {
  const compared = answers.some(({ after }) => after !== null);
  return {
    questions: answers.length,
    expecting: answers.filter(({ expected }) => expected.length > 0).length,
    before: summariseSide(answers.map(({ before, ...answer }) => ({ ...answer, side: before }))),
    after: compared
      ? summariseSide(answers.flatMap(({ after, ...answer }) => (after ? [{ ...answer, side: after }] : [])))
      : null,
    verdicts: compared
      ? counted(
          verdicts,
          answers.flatMap(({ verdict }) => verdict ?? []),
        )
      : null,
  };
}

interface OneSide extends Pick<Answered, 'ordinal' | 'expected'> {
  readonly side: AnswerSide;
}

function summariseSide(answers: readonly OneSide[]): SideSummary {
  const judged = answers.flatMap(({ expected, side }) =>
    expected.length === 0 ? [] : [{ relevant: new Set(expected), ranked: side.ranked.map(({ itemId }) => itemId) }],
  );
  const recall = (k: number) => judged.map((each) => recallAt(k, each));
  const ranks = judged.map((each) => reciprocalRankAt(10, each));
  const nothing = answers.filter(({ expected }) => expected.length === 0);
  const scored = answers.map(scoredOf);
  return {
    recall:
      judged.length === 0
        ? null
        : { 1: share(recall(1)), 5: share(recall(5)), 10: share(recall(10)), 20: share(recall(20)) },
    mrr10: judged.length === 0 ? null : share(ranks),
    ci95: judged.length === 0 ? null : { recall10: interval(recall(10)), mrr10: interval(ranks) },
    grades: counted(
      grades,
      answers.map(({ side, expected }) => gradeOf(side, expected)),
    ),
    abstained: nothing.length === 0 ? null : share(nothing.map(({ side }) => (side.cards.length === 0 ? 1 : 0))),
    withoutMeaning: answers.filter(({ side }) => side.withoutMeaning).length,
    thresholds: steps.map((threshold) => atThreshold(scored, threshold)),
    suggested: suggest(scored),
  };
}

interface Scored {
  readonly ordinal: number;
  readonly confidence: number;
  readonly right: boolean;
  readonly expects: boolean;
}

const scoredOf = ({ ordinal, expected, side }: OneSide): Scored => ({
  ordinal,
  confidence: side.confidence,
  right: rankOf(side, expected) === 1,
  expects: expected.length > 0,
});

function atThreshold(scored: readonly Scored[], threshold: number): AtThreshold {
  const answered = scored.filter(({ confidence }) => confidence >= threshold);
  const nothing = scored.filter(({ expects }) => !expects);
  return {
    threshold,
    coverage: share(scored.map(({ confidence }) => (confidence >= threshold ? 1 : 0))),
    precision: share(answered.map(({ right }) => (right ? 1 : 0))),
    falseAnswers: share(nothing.map(({ confidence }) => (confidence >= threshold ? 1 : 0))),
  };
}

/** The threshold that serves every other question best, and what it does on the questions between. */
function suggest(scored: readonly Scored[]): SuggestedThreshold | null {
  if (scored.length < leastForThreshold) return null;
  const [chosen, checked] = [0, 1].map((half) => scored.filter((_, n) => n % 2 === half));
  if (!chosen || !checked) return null;
  const gain = (threshold: number) =>
    chosen.reduce((sum, { confidence, right }) => sum + (confidence < threshold ? 0 : right ? 1 : -wrongCosts), 0);
  const fine = Array.from({ length: 100 }, (_, n) => n / 100);
  const best = fine.reduce((kept, threshold) => (gain(threshold) > gain(kept) ? threshold : kept), 0);
  return { ...atThreshold(checked, best), chosenOn: chosen.length, checkedOn: checked.length };
}

function counted<const K extends string>(keys: readonly K[], values: readonly K[]): Readonly<Record<K, number>> {
  return Object.fromEntries(keys.map((key) => [key, values.filter((value) => value === key).length])) as Record<
    K,
    number
  >;
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
const share = (values: readonly number[]) => rounded(mean(values));
function interval(values: readonly number[]): readonly [number, number] {
  const [low, high] = bootstrapCi95(values);
  return [rounded(low), rounded(high)];
}
