import { statedValues } from '../fact-value.ts';
import { contentTerms } from '../text-terms.ts';

const trailing =
  /(?:[\s，,：:（(]+|\b(?:is|are|was|of|at|to|be|will|may|must|can|by|a|an|the|up|than|more|less|most|least|no|not|for|with|within|after|from|and|earns?|carries|costs?|charged|limited|has|have)\b|不得?|超过|高于|低于|少于|至少|最多|最高|最低|最长|最短|为|是|按|达|满|在|的|于|每)+$/i;

/** What a sentence states a value of: its words before the first value; null where they say nothing. */
export function termName(sentence: string): string | null {
  const first = statedValues(sentence)[0];
  if (!first) return null;
  let name =
    sentence
      .slice(0, first.start)
      .split(/[，,；;：:]/)
      .at(-1) ?? '';
  for (let before = ''; before !== name; ) {
    before = name;
    name = name.trim().replace(trailing, '');
  }
  name = name.replace(/^(?:the|a|an|its|your|our|and|or)\s+/i, '').trim();
  return contentTerms(name).length === 0 ? null : name.slice(0, 60);
}
