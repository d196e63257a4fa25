import { describe, expect, it } from 'vitest';
import { type ConsolePage, pagePermissions } from '../access/permissions.ts';
import { groupedPages } from './menu-groups.ts';

describe('the menu', () => {
  it('has every page that may be opened once, and no empty group', () => {
    const pages = Object.keys(pagePermissions) as ConsolePage[];
    expect(
      groupedPages(pages)
        .flatMap((group) => group.pages)
        .sort(),
    ).toEqual([...pages].sort());
    expect(groupedPages(['audit', 'users']).map(({ name }) => name)).toEqual(['run']);
  });
});
