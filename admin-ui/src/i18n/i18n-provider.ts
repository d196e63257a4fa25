import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { I18nProvider } from 'react-admin';
import { inTraditional, type Locale, localeNames, locales, preferredLocale } from './locale.ts';
import { messagesEn } from './messages-en.ts';
import { messagesZh } from './messages-zh.ts';
import { raMessagesEn } from './ra-messages-en.ts';
import { raMessagesZh } from './ra-messages-zh.ts';

const simplified = { ...raMessagesZh, ...messagesZh };

function traditional<T>(texts: T): T {
  if (typeof texts === 'string') return inTraditional(texts) as T;
  if (typeof texts !== 'object' || texts === null) return texts;
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, traditional(value)])) as T;
}

export const messages = {
  zh: simplified,
  'zh-Hant': traditional(simplified),
  en: { ...raMessagesEn, ...messagesEn },
} as const;

export function createI18nProvider(browserLanguages: readonly string[]): I18nProvider {
  return polyglotI18nProvider(
    (locale) => messages[locale as Locale] ?? messages.zh,
    preferredLocale(browserLanguages),
    locales.map((locale) => ({ locale, name: localeNames[locale].name })),
  );
}
