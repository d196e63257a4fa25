// A name in quotation marks: 《…》 “…” "…".
const quoted = /《([^《》\n]{2,80})》|“([^“”\n]{2,80})”|"([^"\n]{2,80})"/g;
// Words in front of the number of an article: 依照民法典第五条, "under the Code of Conduct, Article 5".
const beforeArticle = /(\p{Script=Han}{3,30})第[零〇一二三四五六七八九十百千\d]+[条條]/gu;
const beforeSection =
  /([A-Z][\w'&-]*(?: (?:[A-Z][\w'&-]*|of|on|and|for|the|in|to)){1,11}),? (?:Article|Section|Rule|§) ?\d/g;
/** The very text in which it stands: 本法第五条. */
const itself = /本\p{Script=Han}{1,4}$/u;

/** Stands in front of words of which only the end is a name. */
export const openStart = '…';

/** What a text may refer to others by: names in quotation marks, and words that end in one (after `openStart`). */
export function citedNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, chinese, curly, straight] of text.matchAll(quoted)) names.add(chinese ?? curly ?? straight ?? '');
  for (const [, words = ''] of text.matchAll(beforeArticle)) if (!itself.test(words)) names.add(openStart + words);
  for (const [, words = ''] of text.matchAll(beforeSection)) names.add(openStart + words);
  return [...names];
}
