import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { traditionalTexts } from './src/i18n/convert-traditional.ts';

const file = fileURLToPath(new URL('src/i18n/traditional-texts.json', import.meta.url));

/** The file that holds the console's texts in Traditional Chinese; corrections go into traditional-words.ts. */
export const traditionalFile = (): string => `${JSON.stringify(traditionalTexts(), null, 2)}\n`;

/** Writes it anew where it is not what the texts say now. */
export async function writeTraditional(): Promise<void> {
  const text = traditionalFile();
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}
