import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { type Config, settingDescriptions, shownSetting } from '../config.ts';
import { readInstitution } from '../institution.ts';
import { serviceFile } from '../main.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

const leastFreeBytes = 512 * 1024 * 1024;

/** Prints the settings in force and what could go wrong; false if something will. */
export async function doctorCommand(config: Config): Promise<boolean> {
  for (const name of Object.keys(settingDescriptions)) {
    const value = config[name as keyof Config];
    console.log(
      `${name.padEnd(20)} ${shownSetting(name, value).padEnd(32)} ${settingDescriptions[name as keyof Config]}`,
    );
  }
  const checks = [
    nodeVersion(),
    await dataFolder(config),
    await freeSpace(config),
    await institution(config),
    await service(config),
  ];
  console.log('');
  for (const { name, ok, says } of checks) console.log(`${ok ? '✓' : '✗'} ${name.padEnd(18)} ${says}`);
  return checks.every(({ ok }) => ok);
}

function nodeVersion(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return { name: 'Node', ok: major > 20 || (major === 20 && minor >= 19), says: process.versions.node };
}

async function dataFolder({ DATA_DIR }: Config): Promise<Check> {
  const info = await stat(DATA_DIR).catch(() => null);
  if (info === null) return { name: 'data folder', ok: true, says: `${DATA_DIR} is made on the first start` };
  const writable = await access(DATA_DIR, constants.W_OK).then(
    () => true,
    () => false,
  );
  const mode = (info.mode & 0o777).toString(8);
  return {
    name: 'data folder',
    ok: writable && (info.mode & 0o077) === 0,
    says: writable ? `${DATA_DIR}, mode ${mode}` : `${DATA_DIR} cannot be written`,
  };
}

async function freeSpace({ DATA_DIR }: Config): Promise<Check> {
  const disk = await statfs(DATA_DIR).catch(() => statfs('.'));
  const free = disk.bavail * disk.bsize;
  return { name: 'free space', ok: free > leastFreeBytes, says: `${Math.round(free / 1024 ** 2)} MiB` };
}

async function institution({ INSTITUTION_FILE }: Config): Promise<Check> {
  try {
    const { contacts } = await readInstitution(INSTITUTION_FILE);
    return {
      name: 'own contacts',
      ok: true,
      says: `${contacts.phones.length} phone numbers, ${contacts.emails.length} e-mail addresses`,
    };
  } catch (error) {
    return { name: 'own contacts', ok: false, says: error instanceof Error ? error.message : String(error) };
  }
}

async function service(config: Config): Promise<Check> {
  const text = await readFile(serviceFile(config), 'utf8').catch(() => null);
  if (text === null) return { name: 'service', ok: true, says: 'not running' };
  const { url } = JSON.parse(text) as { url: string };
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  if (answer === null) return { name: 'service', ok: true, says: `not running (it was at ${url})` };
  return { name: 'service', ok: answer.ok, says: `${url}: ${await answer.text()}` };
}
