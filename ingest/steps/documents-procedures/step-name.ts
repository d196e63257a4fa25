import { clip } from '../draft-parts.ts';
import { chineseCondition, englishCondition, lead, otherwise } from './step-condition.ts';

/** A few words that name a step: its bold or labelled head, else its first clause behind the condition. */
export function stepName(whole: string): string {
  const text = whole.replace(lead, '').replace(otherwise, '');
  const labelled = /^(.{2,30}?)(?:：|:\s)/.exec(text)?.[1];
  if (labelled && !/[，,。]/.test(labelled)) return labelled;
  const rest = (
    chineseCondition.test(text) ? text.replace(chineseCondition, '') : text.replace(englishCondition, '')
  ).trim();
  const bare = rest.replace(/[（(][^（）()]*[）)]/g, '');
  const clause = firstClause(bare);
  return shortened(clause.length >= 2 ? clause : text.replace(/[：:\s]+$/, ''));
}

/** Up to the first stop; in English a comma counts as one behind five words: "Ask for the new, desired value". */
function firstClause(text: string): string {
  if (/\p{Script=Han}/u.test(text)) return text.split(/[，,。；;：\n]|\.\s|\.$/)[0]?.trim() ?? '';
  const sentence = text.split(/[;\n]|[.:](?:\s|$)/)[0]?.trim() ?? '';
  const parts = sentence.split(',');
  const stop = parts.findIndex(
    (_, i) =>
      parts
        .slice(0, i + 1)
        .join(',')
        .trim()
        .split(/\s+/).length >= 5,
  );
  return parts
    .slice(0, stop < 0 ? parts.length : stop + 1)
    .join(',')
    .trim();
}

const longestName = 60;

/** English is cut between words. */
function shortened(name: string): string {
  if (name.length <= longestName || /\p{Script=Han}/u.test(name)) return clip(name, longestName);
  return `${name.slice(0, longestName).replace(/\s+\S*$/, '')}…`;
}
