import { existsSync } from 'node:fs';

const places = ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].flatMap((platform) =>
  ['lib', 'lib64', 'local/lib'].map((lib) => `/usr/${lib}/${platform}/faketime/libfaketimeMT.so.1`),
);

/** libfaketime for programs with threads (Debian: libfaketime); `FAKETIME_LIB` names another place. Null: not here. */
export const fakeTimeLibrary: string | null =
  [process.env['FAKETIME_LIB'] ?? '', ...places].find((place) => place !== '' && existsSync(place)) ?? null;

/** Environment of a process whose clock is so many seconds ahead (or behind); its timers run as ever. */
export function fakedClock(seconds: number): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: fakeTimeLibrary ?? '',
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}
