import { type Emotion, emotions, type RiskKind, type RiskLevel, riskLevels } from '../../../graph-schema/index.ts';
import { createCueFinder } from './cue-finder.ts';
import { emotionCues } from './emotion-cues.ts';
import { riskCues } from './risk-cues.ts';

export interface HeardEmotion {
  readonly value: Emotion;
  /** The words by which it was heard. */
  readonly cues: string[];
}

export interface HeardRisk {
  readonly level: RiskLevel;
  readonly kinds: RiskKind[];
  readonly cues: string[];
}

const findEmotions = createCueFinder(emotionCues);
const findRisks = createCueFinder(riskCues);

/**
 * What the customer feels in one utterance, by rule: the emotion whose cues weigh most, of equals the one that needs
 * an answer more; calm when there is no cue. Thanks give way to any complaint in the same breath.
 */
export function understandEmotion(text: string): HeardEmotion {
  const heard = findEmotions(text);
  let strongest: { emotion: Emotion; weight: number } = { emotion: emotions.values[0], weight: 0 };
  const totals = new Map<Emotion, number>();
  for (const { list } of heard) totals.set(list.emotion, (totals.get(list.emotion) ?? 0) + list.weight);
  const complains = [...totals.keys()].some((emotion) => emotion !== 'grateful');
  for (const { emotion } of emotionCues) {
    const weight = totals.get(emotion) ?? 0;
    if (emotion === 'grateful' && complains) continue;
    if (weight > strongest.weight) strongest = { emotion, weight };
  }
  const cues = heard.filter(({ list }) => list.emotion === strongest.emotion).map(({ cue }) => cue);
  return { value: strongest.emotion, cues };
}

/** What may turn into harm for the customer or the institution in one utterance, by rule: the highest level heard. */
export function understandRisk(text: string): HeardRisk {
  const heard = findRisks(text);
  const order = riskLevels.values;
  let level: RiskLevel = 'low';
  const kinds = new Set<RiskKind>();
  for (const { list } of heard) {
    if (order.indexOf(list.level) > order.indexOf(level)) level = list.level;
    if (list.kind !== null) kinds.add(list.kind);
  }
  return { level, kinds: [...kinds], cues: heard.map(({ cue }) => cue) };
}
