import { contentTerms } from '../text-terms.ts';

const notations: readonly RegExp[] = [
  // [Save], 【提交】, 「提交」 behind a verb of pressing, and names of functions: open_account
  /\[([^[\]\n]{2,40})\](?!\()/g,
  /【([^【】\n]{2,20})】/g,
  /(?:点击|點擊|点选|點選|选择|選擇|按下|单击|單擊|进入|進入|打开|打開)(?:“([^”\n]{2,20})”|「([^」\n]{2,20})」|‘([^’\n]{2,20})’)/g,
  /\b(?:click|press|tap|select|choose|hit|toggle|open|use|call|run)(?: on)?(?: the)? (?:\*\*([^*\n]{2,40})\*\*|`([^`\n]{2,60})`|["“]([^"”\n]{2,40})["”])/gi,
  /\b(?:click|press|tap|select|choose|hit|toggle)(?: on)?(?: the)? ((?:[\w/-]+ ){1,4}?)(?:toggle |radio )?(?:button|switch|tab|link|menu|icon|option|checkbox)\b/gi,
  /(?<![\w/.])([a-z][a-z\d]*(?:_[a-z\d]+)+)(?![\w/])/g,
];

/**
 * What an instruction names to be pressed, chosen or called in a system, in the order of the text, each once: by the
 * notations of manuals, never by a list of names.
 */
export function namedActions(text: string): string[] {
  const found = notations.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      at: match.index,
      name: (match.slice(1).find((group) => group !== undefined) ?? '').trim(),
    })),
  );
  const names = found
    // A list of values, or an article that a pattern ran into, is no name.
    .filter(({ name }) => /\p{L}{2}/u.test(name) && !/[,，、'"“”;]/.test(name) && contentTerms(name).length > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
  const seen = new Set<string>();
  return names.filter((name) => {
    const key = name.toLowerCase();
    return seen.has(key) ? false : seen.add(key);
  });
}
