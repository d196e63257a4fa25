export const chineseCondition =
  /^(?:若|如果|如|倘若|假如|一旦|当|當|对于|對於|遇到|涉及)(.{2,120}?)(?:的话|的話|时|時|的)?[，,：:]\s*(?:则|則|应当|应|應|须|須)?/;
// A comma before "and" or "or" goes on with the condition.
export const englishCondition =
  /^(?:if|when|where|once|unless|in case)\s+.{3,200}?(?:,(?!\s*(?:and|or|but)\b)\s*(?:then\s+)?|\s+then\s+)/i;
// What only leads over from the step before.
export const lead =
  /^(?:(?:then|next|after that|alternatively|finally|lastly|also|first|firstly|second|secondly)\b,?\s+|(?:然后|然後|接着|接著|接下来|接下來|最后|最後|首先|其次)[，,]?)/i;
export const otherwise = /^(?:otherwise|if not|else)\b,?\s*|^(?:否则|否則)[，,：:]?\s*/i;
const onlyCondition = /^(?:if|when|where|once|unless|in case)\b[^.!?]{3,300}$/i;

/**
 * The condition that a step opens with: 若…，则…; If ..., then ...; Otherwise, ...; or that it is as a whole, when what
 * to do is nested in it. Null when it is always taken.
 */
export function conditionOf(text: string, hasChildren: boolean): string | null {
  const instruction = text.replace(lead, '');
  const chinese = chineseCondition.exec(instruction);
  if (chinese && !/^如[下图圖何]/.test(instruction)) {
    return chinese[0].replace(/[，,：:]\s*(?:则|則|应当|应|應|须|須)?$/, '').trim();
  }
  const english = englishCondition.exec(instruction);
  if (english) return english[0].replace(/,?\s*(?:then\s*)?$/i, '').trim();
  if (hasChildren && onlyCondition.test(instruction)) return instruction.replace(/[:：\s]+$/, '');
  return otherwise.exec(instruction)?.[0].replace(/[，,：:\s]+$/, '') || null;
}
