import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import english from 'ra-language-english';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../content/content-fields.ts';
import { messages } from './i18n-provider.ts';
import { preferredLocale } from './locale.ts';

function leaves(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[prefix, value]]);
  const found = Object.entries(value ?? {}).flatMap(([key, inner]) => [
    ...leaves(inner, prefix ? `${prefix}.${key}` : key),
  ]);
  return new Map(found);
}
const zh = leaves(messages.zh);
const en = leaves(messages.en);
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
    const resources = ['proposals', 'items', 'sources', 'ingest-runs', 'gaps', 'calls', 'exposures', 'audit'];
    const keys = resources.flatMap((resource) => {
      const list = sources(join(import.meta.dirname, '..', resource)).join('\n');
      return [...list.matchAll(/\ssource="(\w+)"/g)].map((match) => `resources.${resource}.fields.${match[1]}`);
    });
    expect(keys.length).toBeGreaterThan(30);
    expect(missing(keys, zh)).toEqual([]);
  });
});

describe('the language of the interface', () => {
  it('follows the browser, and is Chinese when the browser prefers neither', () => {
    expect(preferredLocale(['en-GB', 'zh-CN'])).toBe('en');
    expect(preferredLocale(['zh-TW'])).toBe('zh');
    expect(preferredLocale(['fr-FR', 'en'])).toBe('en');
    expect(preferredLocale(['fr-FR'])).toBe('zh');
  });
});
