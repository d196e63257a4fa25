import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativePath } from './upload.ts';

describe('the name of an uploaded file', () => {
  it.each([
    ['rules.md', 'rules.md'],
    ['documents/rules.md', 'documents/rules.md'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['a/../../b', 'a/b'],
    ['C:\\docs\\rules.md', 'C:/docs/rules.md'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    [undefined, 'unnamed'],
  ])('%j becomes %j', (given, name) => {
    expect(relativePath(given)).toBe(name);
  });

  it('leads nowhere, whatever was sent', () => {
    const piece = fc.oneof(fc.constantFrom('/', '\\', '.', '..', '../', '\0', '/../'), fc.string());
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (given) => {
          const name = relativePath(given);
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(400);
          expect(name).not.toMatch(/\\|\0/);
          for (const part of name.split('/')) expect(['..', '.']).not.toContain(part);
          expect(name.startsWith('/')).toBe(false);
        },
      ),
    );
  });
});
