import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { I18nProvider } from 'react-admin';
import { type Locale, preferredLocale } from './locale.ts';
import { messagesEn } from './messages-en.ts';
import { messagesZh } from './messages-zh.ts';
import { raMessagesEn } from './ra-messages-en.ts';
import { raMessagesZh } from './ra-messages-zh.ts';

export const messages = {
  zh: { ...raMessagesZh, ...messagesZh },
  en: { ...raMessagesEn, ...messagesEn },
} as const;

export function createI18nProvider(browserLanguages: readonly string[]): I18nProvider {
  return polyglotI18nProvider(
    (locale) => messages[locale as Locale] ?? messages.zh,
    preferredLocale(browserLanguages),
    [
      { locale: 'zh', name: '中文' },
      { locale: 'en', name: 'English' },
    ],
  );
}
