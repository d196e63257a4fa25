import type { Label } from '../../../graph-schema/index.ts';
import traditionalTexts from './traditional-texts.json' with { type: 'json' };

/** The languages of the console; Traditional Chinese is written by Simplified. */
export const locales = ['zh', 'zh-Hant', 'en'] as const;
export type Locale = (typeof locales)[number];

/** How each language calls itself, as short as a switch needs it. */
export const localeNames: Readonly<Record<Locale, { readonly name: string; readonly short: string }>> = {
  zh: { name: '简体中文', short: '简' },
  'zh-Hant': { name: '繁體中文', short: '繁' },
  en: { name: 'English', short: 'EN' },
};

/** The interface's language for someone who has not chosen yet: Chinese, unless the browser prefers English. */
export function preferredLocale(browserLanguages: readonly string[]): Locale {
  for (const language of browserLanguages) {
    const tag = language.toLowerCase();
    if (/^zh-(hant|tw|hk|mo)\b/.test(tag)) return 'zh-Hant';
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}

export const htmlLanguages: Readonly<Record<Locale, string>> = { zh: 'zh-CN', 'zh-Hant': 'zh-Hant', en: 'en' };

const traditionalOf: Readonly<Record<string, string>> = traditionalTexts;

/** A text of the console's own in Traditional Chinese; one that it does not know stays as it is. */
export const inTraditional = (simplified: string): string => traditionalOf[simplified] ?? simplified;

/** What something is called in the language of the interface. */
export function labelIn(label: Label, locale: Locale): string {
  if (locale === 'en') return label.en;
  return locale === 'zh' ? label.zh : inTraditional(label.zh);
}
