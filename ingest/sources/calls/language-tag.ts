import type { Language } from '../../../graph-schema/index.ts';

/** The language of a BCP 47 tag such as `zh-CN`, `cmn-Hant-TW`, `yue` or `en_GB`, or of its name; null: none that is kept. */
export function languageOfTag(tag: string | null | undefined): Language | null {
  const plain = tag?.trim().toLowerCase().replaceAll('_', '-') ?? '';
  if (/^(?:en|eng)(?:-|$)|^english$|^英[语語文]$/.test(plain)) return 'en';
  if (/^繁[体體]中文$|^traditional chinese$/.test(plain)) return 'zh-Hant';
  if (/^(?:简体|簡體)?中文$|^普通话$|^(?:simplified )?chinese$|^mandarin$/.test(plain)) return 'zh-Hans';
  if (!/^(?:zh|cmn|yue|zho|chi)(?:-|$)/.test(plain)) return null;
  if (plain.includes('hans')) return 'zh-Hans';
  return /hant|-(?:tw|hk|mo)(?:-|$)|^yue/.test(plain) ? 'zh-Hant' : 'zh-Hans';
}
