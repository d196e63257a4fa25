import { describe, expect, it } from 'vitest';
import type { UploadFile } from '../api/data-provider.ts';
import { withFiles } from './dropped-files.ts';

const file = (name: string, text = name): UploadFile => ({ name, file: new File([text], name) });

describe('the files of an upload', () => {
  it('lets a file that is added again take the place of the earlier one', async () => {
    const files = withFiles([file('a.md', 'old'), file('b.md')], [file('a.md', 'new')]);
    expect(files.map(({ name }) => name)).toEqual(['a.md', 'b.md']);
    expect(await files[0]?.file.text()).toBe('new');
  });

  it('leaves hidden files out, wherever they are', () => {
    expect(withFiles([], [file('.DS_Store'), file('dir/.git/x'), file('dir/x.md')]).map(({ name }) => name)).toEqual([
      'dir/x.md',
    ]);
  });
});
