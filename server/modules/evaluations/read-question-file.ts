import { readCsv } from '../../../ingest/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import { type GivenQuestion, givenQuestionSchema, mostQuestions } from './question.ts';

export type QuestionFileFormat = 'jsonl' | 'csv';

/** A question of a file, and the line that it begins at. */
export interface FiledQuestion {
  readonly line: number;
  readonly question: GivenQuestion;
}

const columns = ['question', 'expected', 'nothing_relevant', 'context'] as const;
const remedy =
  'Each line holds a "question" (or "utterances"), and "expected" items or "nothingRelevant": true; see the guide on evaluations';

/** Reads questions from a file, all or none: whatever is wrong is named by its line, and by how to mend it. */
export function readQuestionFile(format: QuestionFileFormat, text: string): readonly FiledQuestion[] {
  const lines = format === 'jsonl' ? jsonLines(text) : csvLines(text);
  const errors: FieldError[] = [];
  const questions: FiledQuestion[] = [];
  for (const { line, value, problem } of lines) {
    if (problem !== undefined) {
      errors.push({ path: `line ${line}`, message: problem });
      continue;
    }
    const parsed = givenQuestionSchema.safeParse(value);
    if (parsed.success) questions.push({ line, question: parsed.data });
    else
      errors.push(
        ...parsed.error.issues.map((issue) => ({
          path: [`line ${line}`, ...issue.path.map(String)].join('.'),
          message: issue.message,
        })),
      );
  }
  if (errors.length > 0) throw refused(errors);
  if (questions.length === 0) throw new DomainError('invalid_request', `The file holds no question. ${remedy}`);
  if (questions.length > mostQuestions) {
    throw new DomainError(
      'too_large',
      `The file holds ${questions.length} questions; ${mostQuestions} are a set's most`,
    );
  }
  return questions;
}

function refused(errors: readonly FieldError[]): DomainError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DomainError('invalid_request', `${first?.path}: ${first?.message}${more}. ${remedy}`, {
    errors: errors.slice(0, 50),
  });
}

interface Line {
  readonly line: number;
  readonly value?: unknown;
  readonly problem?: string;
}

function jsonLines(text: string): Line[] {
  return text.split(/\r\n|\n|\r/).flatMap((raw, n): Line[] => {
    const written = n === 0 ? raw.replace(/^\uFEFF/, '') : raw;
    if (written.trim() === '') return [];
    try {
      return [{ line: n + 1, value: JSON.parse(written) }];
    } catch {
      return [{ line: n + 1, problem: 'is not JSON; write one object on each line' }];
    }
  });
}

function csvLines(text: string): Line[] {
  const { rows, bad } = table(text);
  const [header, ...body] = rows;
  const names = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const unknown = names.filter((name) => !columns.some((column) => column === name));
  if (!names.includes('question') || unknown.length > 0) {
    const problem =
      unknown.length > 0
        ? `the columns ${unknown.slice(0, 5).join(', ')} are not known; use ${columns.join(', ')}`
        : `has no column "question"; use ${columns.join(', ')}`;
    return [{ line: header?.line ?? 1, problem }];
  }
  return [
    ...bad.map(({ line, reason }) => ({ line, problem: reason })),
    ...body.map(({ line, cells }) => csvLine(line, new Map(names.map((name, n) => [name, cells[n]?.trim() ?? ''])))),
  ].sort((a, b) => a.line - b.line);
}

function table(text: string) {
  try {
    return readCsv(text);
  } catch (error) {
    throw new DomainError(
      'invalid_request',
      error instanceof Error ? `${error.message}. ${remedy}` : remedy,
      {},
      { cause: error },
    );
  }
}

function csvLine(line: number, cells: ReadonlyMap<string, string>): Line {
  const said = (cells.get('nothing_relevant') ?? '').toLowerCase();
  const nothingRelevant = ['1', 'true', 'yes', '是'].includes(said);
  if (!nothingRelevant && !['', '0', 'false', 'no', '否'].includes(said)) {
    return { line, problem: 'nothing_relevant is neither yes nor no' };
  }
  const context = cells.get('context') ?? '';
  try {
    return {
      line,
      value: {
        question: cells.get('question'),
        expected: (cells.get('expected') ?? '').split(';').flatMap((item) => item.trim() || []),
        nothingRelevant,
        ...(context === '' ? {} : { context: JSON.parse(context) }),
      },
    };
  } catch {
    return { line, problem: 'context is not JSON; write an object such as {"channel": "phone"}' };
  }
}
