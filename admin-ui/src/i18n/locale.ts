import type { Label } from '../../../graph-schema/index.ts';

export type Locale = keyof Label;

/** The interface's language for someone who has not chosen yet: Chinese, unless the browser prefers English. */
export function preferredLocale(browserLanguages: readonly string[]): Locale {
  for (const language of browserLanguages) {
    const tag = language.toLowerCase();
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}

export const htmlLanguages: Readonly<Record<Locale, string>> = { zh: 'zh-CN', en: 'en' };
