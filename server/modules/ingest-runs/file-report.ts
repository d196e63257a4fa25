import { z } from 'zod';
import { placeholderPattern } from '../../../graph-schema/index.ts';
import type { ParsedSource, RecordProblem } from '../../../ingest/ports.ts';

const counts = z.record(z.string(), z.int());

/** What was found in a file, and for a dry run what would be stored of it. */
export const fileReportSchema = z.object({
  /** What it was read as. */
  format: z.string().nullable(),
  sources: z.object({ new: z.int(), changed: z.int(), unchanged: z.int() }),
  /** Sources by type. */
  types: counts,
  /** Sources by language. */
  languages: counts,
  /** Placeholders that stand in for personal data, by type. */
  personalData: counts,
  /** Records that could not be read. */
  problems: z.int(),
  /** What there is to be told although it is no failure, the first ten. */
  notices: z.array(z.object({ where: z.string(), reason: z.string(), remedy: z.string() })),
});
export type FileContents = z.infer<typeof fileReportSchema>;

const noticesKept = 10;

/** Counts what a file holds, source by source. */
export interface FileCounts {
  add(source: ParsedSource): void;
  notice(notice: RecordProblem): void;
  contents(rest: Pick<FileContents, 'format' | 'sources' | 'problems'>): FileContents;
}

export function createFileCounts(): FileCounts {
  const types: Record<string, number> = {};
  const languages: Record<string, number> = {};
  const personalData: Record<string, number> = {};
  const notices: FileContents['notices'] = [];
  const count = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  return {
    add({ type, language, segments }) {
      count(types, type);
      if (language !== null) count(languages, language);
      for (const { text } of segments) {
        for (const [found] of text.matchAll(placeholderPattern)) count(personalData, /\w+/.exec(found)?.[0] ?? found);
      }
    },
    notice({ where, reason, remedy }) {
      if (notices.length < noticesKept) notices.push({ where, reason, remedy });
    },
    contents: (rest) => ({ ...rest, types, languages, personalData, notices }),
  };
}
