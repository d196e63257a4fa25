import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUpload, relativePath } from './upload.ts';

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

describe('an upload', () => {
  const type = 'multipart/form-data; boundary=B';
  const part = (name: string, content: string, filename?: string) =>
    `--B\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n\r\n${content}\r\n`;

  /** Reads a body and notes what came of it. */
  async function upload(body: Readable, contentType: string | undefined = type) {
    const files: Record<string, string> = {};
    const discarded: string[] = [];
    const read = readUpload(body, contentType, {
      begin: async (fields) => `${fields.collectionId} ${fields.verbatim}`,
      async file(_run, name, content) {
        let text = '';
        for await (const chunk of content) text += String(chunk);
        files[name] = text;
      },
      async discard(run) {
        discarded.push(run);
      },
    });
    const result = await read.then(
      (run) => ({ run }),
      (error: unknown) => ({ error }),
    );
    return { ...result, files, discarded };
  }

  it('gives its fields and its files, one after the other', async () => {
    const body = `${part('collectionId', 'law')}${part('verbatim', 'true')}${part('file', 'one', 'a.md')}${part('file', 'two', 'b/c.md')}--B--\r\n`;
    expect(await upload(Readable.from([body]))).toMatchObject({
      run: 'law true',
      files: { 'a.md': 'one', 'b/c.md': 'two' },
      discarded: [],
    });
  });

  it.each([
    ['breaks off inside a file', part('file', 'aaa', 'e.txt')],
    ['breaks off inside the second file', `${part('file', 'a', '1.md')}${part('file', 'b', '2.md')}`],
    ['brings no file', `${part('label', 'x')}--B--\r\n`],
    ['is empty', ''],
    ['has a field that nobody knows', `${part('colour', 'red')}${part('file', 'a', 'a.md')}--B--\r\n`],
    ['says something else than true or false', `${part('verbatim', 'yes')}${part('file', 'a', 'a.md')}--B--\r\n`],
    ['has far too many fields', `${part('x', 'y').repeat(50)}${part('file', 'a', 'a.md')}--B--\r\n`],
  ])('that %s is refused, and what began is discarded', async (_what, body) => {
    const said = await upload(Readable.from([body]));
    expect(said).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('whose client goes away ends at once', async () => {
    const body = new PassThrough();
    body.write(part('file', 'x'.repeat(1_000), 'a.md').slice(0, -2));
    setTimeout(() => body.destroy(new Error('gone')), 20);
    expect(await upload(body)).toMatchObject({ error: { code: 'invalid_request' }, discarded: ['main false'] });
  });

  it.each([undefined, 'application/json', 'multipart/form-data'])('of the type %j is refused', async (contentType) => {
    const read = upload(Readable.from(['']), contentType ?? 'none');
    expect(await read).toMatchObject({ error: { code: 'invalid_request' } });
  });
});
