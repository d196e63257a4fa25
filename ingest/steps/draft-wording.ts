import type { Language } from '../../graph-schema/index.ts';
import { clip } from './draft-parts.ts';

/** One saying in the three ways of writing. */
interface Saying {
  readonly 'zh-Hans': string;
  readonly 'zh-Hant': string;
  readonly en: string;
}

/** The words in the language of the source; Simplified Chinese where the source's is not known. */
export function inLanguage(language: Language | null | undefined, saying: Saying): string {
  return saying[language ?? 'zh-Hans'];
}

/** A title that says what is proposed and its name, in the language of the source. */
export function draftTitle(language: Language | null | undefined, what: Saying, name: string): string {
  return clip(`${inLanguage(language, what)}${language === 'en' ? ': ' : '：'}${name}`, 500);
}

/** `count` of a thing in English. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : thing.endsWith('s') ? 'es' : 's'}`;
}

/** Where a document begins with what it says about itself. */
export const frontMatterLocators: Saying = { 'zh-Hans': '文首', 'zh-Hant': '文首', en: 'front matter' };
