import { detectLanguage } from '../detect-language.ts';

// Radicals that have no compatibility mapping in Unicode; fonts that share a glyph make programs write them for the
// character.
const radicals: ReadonlyMap<string, string> = new Map(
  [
    ...'⺁厂⺅亻⺈⺈⺉刂⺌小⺍小⺒巳⺓幺⺔彐⺖忄⺗小⺘扌⺙攵⺛旡⺝月⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罒⺳网⺶羊⺸羊⺹耂⺻聿⺼肉⺾艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻭歯⻮齿⻯竜⻰龙⻳龟'.matchAll(
      /(.)(.)/gu,
    ),
  ].map(([, radical = '', character = '']) => [radical, character]),
);

/**
 * The characters that were meant: radicals and compatibility forms of Chinese characters, ligatures and bullets of
 * symbol fonts are exchanged; control characters go.
 */
export function meantCharacters(text: string): string {
  return text
    .replace(/[\u2f00-\u2f3d\u2f3f-\u2fd5\uf900-\ufaff\ufb00-\ufb06]/g, (character) => character.normalize('NFKC'))
    .replace(/[\u2e80-\u2ef3]/g, (character) => radicals.get(character) ?? character)
    .replace(/[\uf06c-\uf06e\uf075\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]/g, '•')
    .replace(/[\t\u00a0]/g, ' ')
    .replace(/[\p{Cc}\u200b-\u200f\u2060\ufeff]/gu, '');
}

/** The door ⼾ stands for 户 in simplified and for 戶 in traditional script; this is told when the whole text is known. */
export function withMeantDoors(text: string): string {
  return text.includes('\u2f3e') ? text.replaceAll('\u2f3e', detectLanguage(text) === 'zh-Hant' ? '戶' : '户') : text;
}
