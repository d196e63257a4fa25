import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import english from 'ra-language-english';
import { describe, expect, it } from 'vitest';
import { traditionalFile } from '../../write-traditional.ts';
import { fieldNames } from '../content/content-fields.ts';
import { toTraditional } from './convert-traditional.ts';
import { messages } from './i18n-provider.ts';
import { labelIn, preferredLocale } from './locale.ts';

function leaves(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  const found = Object.entries(value ?? {}).flatMap(([key, inner]) => [
    ...leaves(inner, prefix ? `${prefix}.${key}` : key),
  ]);
  return new Map(found);
}
const zh = leaves(messages.zh);
const en = leaves(messages.en);
const hant = leaves(messages['zh-Hant']);
const missing = (keys: Iterable<string>, from: ReadonlyMap<string, string>) =>
  [...keys].filter((key) => !from.has(key));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}
const code = sources(join(import.meta.dirname, '..')).join('\n');

describe('the messages', () => {
  it('say everything that the framework can say, in both languages', () => {
    const framework = leaves(english).keys();
    const keys = [...framework];
    expect(keys.length).toBeGreaterThan(150);
    expect(missing(keys, zh)).toEqual([]);
    expect(missing(keys, en)).toEqual([]);
  });

  it('have the same keys in Chinese and in English', () => {
    expect(missing(zh.keys(), en)).toEqual([]);
    expect(missing(en.keys(), zh)).toEqual([]);
  });

  it('are never empty, and ask for the same values in both languages', () => {
    const names = (text: string) =>
      [...new Set(text.match(/%\{(\w+)\}/g)?.map((name) => (name === '%{smart_count}' ? '%{n}' : name)))].sort();
    // The framework's own texts do without some values in Chinese.
    const own = [...zh].filter(([key]) => !key.startsWith('ra.'));
    expect(own.filter(([key, text]) => text === '' || en.get(key) === '')).toEqual([]);
    for (const [key, text] of own) expect([key, names(en.get(key) ?? '')]).toEqual([key, names(text)]);
  });

  it('have every key that the pages name', () => {
    const named = [...code.matchAll(/['"`]((?:app|ra|resources)\.[\w.-]+[\w])['"`]/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(100);
    expect(missing(new Set(named), zh)).toEqual([]);
  });

  it('have keys under every prefix that the pages complete', () => {
    const prefixes = [...code.matchAll(/`((?:app|resources)\.[\w.]*)\$\{/g)].map((match) => match[1] ?? '');
    expect(prefixes.length).toBeGreaterThan(20);
    const keys = [...zh.keys()];
    expect([...new Set(prefixes)].filter((prefix) => !keys.some((key) => key.startsWith(prefix)))).toEqual([]);
  });

  it('name every field of every kind', () => {
    expect(
      missing(
        fieldNames.map((name) => `app.fields.${name}`),
        zh,
      ),
    ).toEqual([]);
  });

  it('name every column and filter of every list', () => {
    const folders: Readonly<Record<string, string>> = {
      users: 'people/UserList.tsx',
      'api-keys': 'people/KeyList.tsx',
    };
    const resources = [
      'proposals',
      'items',
      'sources',
      'ingest-runs',
      'gaps',
      'calls',
      'exposures',
      'audit',
      'users',
      'api-keys',
    ];
    const keys = resources.flatMap((resource) => {
      const path = join(import.meta.dirname, '..', folders[resource] ?? resource);
      const list = path.endsWith('.tsx') ? readFileSync(path, 'utf8') : sources(path).join('\n');
      return [...list.matchAll(/\ssource="(\w+)"/g)].map((match) => `resources.${resource}.fields.${match[1]}`);
    });
    expect(keys.length).toBeGreaterThan(30);
    expect(missing(keys, zh)).toEqual([]);
  });
});

describe('Traditional Chinese', () => {
  it('is complete, and written from the texts as they are now', () => {
    const hint = 'run: npm run build:ui';
    const written = readFileSync(join(import.meta.dirname, 'traditional-texts.json'), 'utf8');
    expect(written === traditionalFile() ? 'current' : hint).toBe('current');
    expect(missing(zh.keys(), hant)).toEqual([]);
  });

  it('leaves no character behind that only Simplified Chinese has', () => {
    const only =
      /[们么业东为义书务动员单卖华发变听图场处备实审导库张录总户护数断无时显术来标档样档检欢汉済测满点热爱独环现电画监确种称稳笔签简级组经结给统继续绪维缩网习联职听脑腾节荐营蓝虚补装规视觉览订认让议记讲许论设访证评识诉词译试话该详语误说请读课调谁谈谢账货质贷费资赔赞转载输过运还进远连适选递里钟钱错锁长门问间闻阅队阶际陆险随难页项顺须预领频题额风饭饮馆马验骤鱼麦黄齐龙]/u;
    const converted = [...zh.values()].map(toTraditional);
    expect(converted.filter((text) => only.test(text.replaceAll('简体中文', '')))).toEqual([]);
  });

  it('asks for the same values, and says words as banks in Taiwan and Hong Kong do', () => {
    const names = (text: string) => (text.match(/%\{\w+\}|\|\|\|\|/g) ?? []).sort();
    for (const [key, text] of zh) expect([key, names(hant.get(key) ?? '')]).toEqual([key, names(text)]);
    expect(toTraditional('登录后查看坐席的账户信息')).toBe('登入後檢視客服專員的帳戶資訊');
    expect(toTraditional('发布后的头发')).toBe('發布後的頭髮');
    expect(labelIn({ zh: '审核专家', en: 'Reviewer' }, 'zh-Hant')).toBe('審核專家');
  });
});

describe('the language of the interface', () => {
  it('follows the browser, and is Chinese when the browser prefers neither', () => {
    expect(preferredLocale(['en-GB', 'zh-CN'])).toBe('en');
    expect(preferredLocale(['zh-TW'])).toBe('zh-Hant');
    expect(preferredLocale(['zh-Hant-HK', 'en'])).toBe('zh-Hant');
    expect(preferredLocale(['zh-SG'])).toBe('zh');
    expect(preferredLocale(['fr-FR', 'en'])).toBe('en');
    expect(preferredLocale(['fr-FR'])).toBe('zh');
  });
});
