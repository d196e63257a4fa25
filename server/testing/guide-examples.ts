import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const guide = fileURLToPath(new URL('../../docs/guides/api-quick-start.md', import.meta.url));
const longestMs = 120_000;

/** Runs the shell examples of the API's guide, one after the other in one shell, in an empty folder; returns what they print. */
export async function runGuideExamples(
  url: string,
  passwords: ReadonlyMap<string, string>,
  folder: string,
): Promise<string> {
  const text = await readFile(guide, 'utf8');
  // The first one starts the service.
  const examples = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].slice(1).map(([, script]) => script ?? '');
  const script = examples
    .join('\n')
    .replace('B=http://127.0.0.1:3000', `B=${url}`)
    .replaceAll(/([A-Z]+)-PASSWORD/g, (_, login: string) => passwords.get(login.toLowerCase()) ?? '');
  return new Promise((resolve, reject) => {
    const whole = `set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n${script}`;
    execFile('bash', ['-c', whole], { cwd: folder, timeout: longestMs }, (error, stdout, stderr) => {
      if (error) reject(new Error(`the examples ended with ${error.code}:\n${stdout}\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
