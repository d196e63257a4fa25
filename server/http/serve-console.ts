import { readFile } from 'node:fs/promises';
import express, { type Express } from 'express';
import { styleNonce } from './security-headers.ts';

const placeholder = '__STYLE_NONCE__';

/** The built console; its page is told the number by which it may add styles. */
export function serveConsole(app: Express, directory: string): void {
  let page: Promise<string> | undefined;
  app.use('/assets', express.static(`${directory}/assets`, { immutable: true, maxAge: '1y' }));
  app.get(['/', '/index.html'], async (_request, response) => {
    page ??= readFile(`${directory}/index.html`, 'utf8');
    const html = (await page).replaceAll(placeholder, styleNonce(response));
    response.set('cache-control', 'no-store').type('html').send(html);
  });
  app.use(express.static(directory, { maxAge: 0, index: false }));
}
