import type { Analysis, CallContext, Language } from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { CallRedaction } from './call-redaction.ts';
import { understandEmotion, understandRisk } from './understand.ts';

/** What a process needs to listen to calls. */
export interface Listening {
  /** Takes personal data out; names that were introduced are remembered for the rest of the call. */
  readonly redaction: Pick<CallRedaction, 'ofCall' | 'forget'>;
  /** Products in force that the text names. */
  products(text: string, at: PointInTime): readonly { readonly itemId: string; readonly name: string }[];
  language(text: string): Language | null;
}

type Understood = Pick<Analysis, 'emotion' | 'risk'> & {
  readonly products: Analysis['products'];
  /** The call's context, with what was said now. */
  readonly context: CallContext;
};

/** What one utterance tells: products, emotion, risk. An agent's words say nothing of the customer's feelings. */
export function understand(
  listening: Listening,
  { role, text }: { readonly role: string; readonly text: string },
  context: CallContext,
  at: PointInTime,
): Understood {
  const products = [...listening.products(text, at)];
  const silent = role !== 'customer';
  return {
    products,
    emotion: silent ? { value: 'calm', cues: [] } : understandEmotion(text),
    risk: silent ? { level: 'low', kinds: [], cues: [] } : understandRisk(text),
    context,
  };
}
