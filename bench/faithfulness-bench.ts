import { checkSentence } from '../server/modules/composition/index.ts';
import { developmentEn } from './faithfulness/development-en.ts';
import { developmentRewordedEn } from './faithfulness/development-reworded-en.ts';
import { developmentRewordedZh } from './faithfulness/development-reworded-zh.ts';
import { developmentSpeechEn } from './faithfulness/development-speech-en.ts';
import { developmentSpeechZh } from './faithfulness/development-speech-zh.ts';
import { developmentZh } from './faithfulness/development-zh.ts';
import { freshEn } from './faithfulness/fresh-en.ts';
import { freshZh } from './faithfulness/fresh-zh.ts';
import { keptBackEn } from './faithfulness/kept-back-en.ts';
import { keptBackZh } from './faithfulness/kept-back-zh.ts';
import type { Passage } from './faithfulness/passage.ts';
import { thirdEn } from './faithfulness/third-en.ts';
import { thirdZh } from './faithfulness/third-zh.ts';

const sets = {
  development: {
    en: [...developmentEn, ...developmentSpeechEn, ...developmentRewordedEn],
    zh: [...developmentZh, ...developmentSpeechZh, ...developmentRewordedZh],
  },
  keptBack: { en: keptBackEn, zh: keptBackZh },
  fresh: { en: freshEn, zh: freshZh },
  third: { en: thirdEn, zh: thirdZh },
} as const;

interface Share {
  readonly of: number;
  readonly count: number;
  readonly share: number;
}

const shareOf = (outcomes: readonly boolean[]): Share => {
  const count = outcomes.filter(Boolean).length;
  return { of: outcomes.length, count, share: Number((count / Math.max(1, outcomes.length)).toFixed(3)) };
};

/** How many faithful sentences the check keeps and how many contradictions it refuses, by set, language and kind; `show` lists the errors on the development set only, for the others are to stay unseen. */
export function faithfulnessBench({ show = false }: { readonly show?: boolean | undefined }): object {
  const score = (passages: readonly Passage[], shown: boolean) => {
    const tell = (what: string, sentence: string, source: string) => {
      if (shown) process.stderr.write(`${what}\t${sentence}\t${source}\n`);
    };
    const kept: boolean[] = [];
    const refused: { readonly kind: string; readonly refused: boolean }[] = [];
    for (const { source, faithful, contradictions } of passages) {
      for (const sentence of faithful) {
        const verdict = checkSentence(sentence, [{ text: source }]);
        kept.push(verdict.supported);
        if (!verdict.supported) tell(`dropped, ${verdict.reason}`, sentence, source);
      }
      for (const [kind, sentence] of contradictions) {
        const verdict = checkSentence(sentence, [{ text: source }]);
        refused.push({ kind, refused: !verdict.supported });
        if (verdict.supported) tell(`let through, ${kind}`, sentence, source);
      }
    }
    const kinds = [...new Set(refused.map(({ kind }) => kind))].toSorted();
    const byKind = kinds.map((kind) => [
      kind,
      shareOf(refused.filter((one) => one.kind === kind).map((one) => one.refused)),
    ]);
    return {
      kept: shareOf(kept),
      refused: shareOf(refused.map((one) => one.refused)),
      refusedByKind: Object.fromEntries(byKind),
    };
  };
  return Object.fromEntries(
    Object.entries(sets).map(([name, { en, zh }]) => {
      const shown = show && name === 'development';
      return [name, { en: score(en, shown), zh: score(zh, shown) }];
    }),
  );
}
