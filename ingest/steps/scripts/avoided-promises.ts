import type { Evidence, Language } from '../../../graph-schema/index.ts';
import { clip, span } from '../draft-parts.ts';
import { maskSlots } from '../procedures/mask-slots.ts';
import { generalise } from './generalise.ts';
import type { TakenBack } from './taken-back.ts';

const most = 5;

/** What not to say, and the promises and the words that took them back. */
export interface AvoidedPromises {
  readonly avoid: readonly string[];
  readonly against: readonly Evidence[];
}

/** Promises that were taken back, as what a script warns of; the same promise once. */
export function avoidedPromises(back: readonly TakenBack[], language: Language | undefined): AvoidedPromises {
  const own = [...new Map(back.toReversed().map((one) => [maskSlots(one.promise.text), one])).values()].toReversed();
  return {
    avoid: own.slice(0, most).map(({ promise }) =>
      clip(
        generalise(promise.text, language, () => false),
        1_000,
      ),
    ),
    against: back
      .slice(0, most)
      .flatMap(({ promise, takenBack }): Evidence[] => [
        span(promise.segment, promise.start, promise.end, 'contradicts'),
        span(takenBack.segment, takenBack.start, takenBack.end, 'contradicts'),
      ]),
  };
}
