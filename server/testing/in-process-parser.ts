import { parseFile } from '../../ingest/parsing.ts';
import type { FileParser } from '../ports/file-parser.ts';

/** Parses in this process, for tests of what comes after; a file may hurt it. */
export function inProcessParser(pseudonym: (id: string) => string): FileParser {
  return {
    async *parse(file, settings, { signal, onPlace } = {}) {
      let place = { share: 0, format: null as string | null };
      const reading = parseFile(file, {
        ...settings,
        pseudonym,
        onShare(share) {
          place = { ...place, share };
        },
        onFormat(format) {
          place = { ...place, format };
        },
      });
      for (;;) {
        signal?.throwIfAborted();
        const next = await reading.next();
        onPlace?.(place);
        if (next.done) return next.value;
        yield next.value;
      }
    },
    close: async () => {},
  };
}
