import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why browser tests cannot run here; null when they can. With REQUIRE_BROWSER=1 they run, and fail if they cannot. */
export const noBrowser: string | null =
  existsSync(executablePath) || process.env['REQUIRE_BROWSER'] === '1'
    ? null
    : `no Chromium at ${executablePath}; set CHROMIUM_PATH`;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
