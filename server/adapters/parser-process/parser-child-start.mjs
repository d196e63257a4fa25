// A child gets no TypeScript loader from the process that starts it (in tests that is vitest's own), so it registers one.
import { register } from 'tsx/esm/api';

register();
const { runParser } = await import('./parser-child.ts');
// Tests give another module, whose parser misbehaves.
const { parseFile } = await import(process.env.PARSER_MODULE ?? '../../../ingest/parsing.ts');
runParser(parseFile);
