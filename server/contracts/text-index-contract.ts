import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IndexedVersion, TextIndex, TextQuery } from '../ports/text-index.ts';

type Words = Partial<IndexedVersion> & { readonly title?: string; readonly body?: string; readonly said?: string[] };

function version({ title = '', body = '', said = [], ...rest }: Words): IndexedVersion {
  const text = { title, context: '', body, phrases: said };
  return { itemId: 'a', version: 1, position: 1, kind: 'clause', collectionId: 'main', text, ...rest };
}

function ask(text: string, rest: Partial<TextQuery> = {}): TextQuery {
  return { parts: [{ text, weight: 1 }], limit: 10, accept: () => true, ...rest };
}

const ids = (index: TextIndex, query: TextQuery) => index.search(query).map((hit) => hit.itemId);

/** What every text index does. */
export function textIndexContract(makeIndex: () => TextIndex): void {
  let index: TextIndex;
  beforeEach(() => {
    index = makeIndex();
  });

  describe('finding', () => findingContract(() => index));
  describe('choosing', () => choosingContract(() => index));
  describe('adding and forgetting', () => membershipContract(() => index));
  describe('hearing', () => hearingContract(() => index));
  describe('a layer', () => layerContract(() => index, makeIndex));
  describe('snapshots', () => snapshotContract(() => index, makeIndex));
}

function hearingContract(index: () => TextIndex): void {
  const held = [
    version({ itemId: 'deposit', title: '零存整取', body: '零存整取每月存入固定金额，到期一次支取本息' }),
    version({ itemId: 'pledge', title: '质押贷款', body: '存单可以质押，质押贷款按日计息' }),
    version({
      itemId: 'wire',
      title: 'Overdraft',
      body: 'An overdraft of $25 is waived within two years; interest 3%',
    }),
    version({ itemId: 'amount', title: '起存金额', body: '起存金额三千五百元，期限24个月，利率百分之三' }),
  ];

  it.each([
    ['我想办零村整取', '零存整取', 'deposit'],
    ['智押贷款怎么算利息', '质押贷款', 'pledge'],
    ['what about the ovirdraft', 'overdraft', 'wire'],
  ])('hears in %s the term %s, and finds it', (text, meant, itemId) => {
    index().add(held);
    const heard = index().heard(text);
    expect(heard.text).toContain(meant);
    expect(heard.changes).not.toEqual([]);
    expect(ids(index(), ask(heard.text))[0]).toBe(itemId);
  });

  it('leaves what it holds, what nothing sounds like, and terms of other collections and of forgotten versions', () => {
    index().add(held);
    for (const text of ['零存整取怎么办', '火星旅行', 'overdraft interest', 'zebra', ''])
      expect(index().heard(text)).toEqual({ text, changes: [] });
    expect(index().heard('我想办零村整取', ['elsewhere']).changes).toEqual([]);
    index().remove('wire', 1);
    expect(index().heard('what about the ovirdraft').changes).toEqual([]);
  });

  it('meets an amount in whichever way it is said', () => {
    index().add(held);
    expect(ids(index(), ask('3500元'))).toEqual(['amount']);
    expect(ids(index(), ask('3.5千块'))).toContain('amount');
    expect(ids(index(), ask('两年'))).toEqual(expect.arrayContaining(['amount', 'wire']));
    expect(ids(index(), ask('twenty-five dollars'))).toEqual(['wire']);
    expect(ids(index(), ask('three percent'))).toEqual(expect.arrayContaining(['amount', 'wire']));
  });

  it('finds what holds a synonym, without asking that anything holds it', () => {
    index().add(held);
    const plain = index().search(ask('贷款'))[0];
    const [best, ...others] = index().search({ ...ask('贷款'), synonyms: [{ text: 'overdraft', weight: 0.3 }] });
    expect(best).toMatchObject({ itemId: 'pledge', coverage: plain?.coverage });
    expect(others.map(({ itemId }) => itemId)).toContain('wire');
  });
}

function layerContract(index: () => TextIndex, makeIndex: () => TextIndex): void {
  const held = [
    version({ itemId: 'early', title: '提前还款', body: '提前还款须付违约金，按剩余本金计' }),
    version({ itemId: 'lost', title: 'Lost card', body: 'A lost card is blocked at once and replaced' }),
    version({ itemId: 'fee', title: '年费', body: '信用卡年费可以减免，每年一次' }),
  ];
  const added = [
    version({ itemId: 'early', version: 2, title: '提前还款', body: '提前还款满一年免收违约金' }),
    version({ itemId: 'zither', title: 'Zither account', body: 'A zither account is opened with a lost card report' }),
  ];

  it('answers as if its versions had been added, and leaves the index as it is', () => {
    index().add(held);
    const whole = makeIndex();
    whole.add([...held, ...added]);
    const layered = index().layered(added);
    for (const text of ['提前还款的违约金', 'lost card', 'zither', '年费减免', '汇率']) {
      const [expected, got] = [whole, layered].map((searched) => searched.search(ask(text)));
      expect(got?.map(({ itemId, version }) => `${itemId}@${version}`)).toEqual(
        expected?.map(({ itemId, version }) => `${itemId}@${version}`),
      );
      for (const [n, hit] of (expected ?? []).entries()) {
        expect(got?.[n]?.coverage).toBeCloseTo(hit.coverage, 4);
        expect((got?.[n]?.score ?? 0) / hit.score).toBeCloseTo(1, 0);
      }
    }
    expect([layered.size, index().size]).toEqual([5, 3]);
    expect(ids(index(), ask('zither'))).toEqual([]);
  });

  it('asks before it returns a version, keeps to kinds and limits, and finds what is added later', () => {
    index().add(held);
    const layered = index().layered(added);
    const newest = layered.search(ask('违约金', { accept: (itemId, number) => itemId !== 'early' || number === 2 }));
    expect(newest.map(({ version }) => version)).toEqual([2]);
    expect(layered.search(ask('lost card', { limit: 1 }))).toHaveLength(1);
    expect(layered.search(ask('lost card', { kinds: ['product'] }))).toEqual([]);
    index().add([version({ itemId: 'later', body: 'A quince account' })]);
    expect(layered.search(ask('quince')).map(({ itemId }) => itemId)).toEqual(['later']);
  });
}

function findingContract(index: () => TextIndex): void {
  it('finds a version by its words, in Chinese and in English', () => {
    index().add([
      version({ itemId: 'fee', body: '信用卡年费可以减免' }),
      version({ itemId: 'loan', body: 'A mortgage may be repaid early' }),
    ]);
    expect(ids(index(), ask('年费减免'))).toEqual(['fee']);
    expect(ids(index(), ask('mortgage'))).toEqual(['loan']);
    expect(ids(index(), ask('汇率'))).toEqual([]);
  });

  it('puts the version that carries more of the question first', () => {
    index().add([
      version({ itemId: 'part', body: '提前还款' }),
      version({ itemId: 'whole', body: '提前还款违约金' }),
      version({ itemId: 'other', body: '挂失补卡' }),
    ]);
    const hits = index().search(ask('提前还款的违约金'));
    expect(hits.map((hit) => hit.itemId)).toEqual(['whole', 'part']);
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? 0);
    expect(hits[0]?.coverage).toBeGreaterThan(hits[1]?.coverage ?? 0);
  });

  it('reads Traditional and Simplified characters, full and half width, upper and lower case as the same', () => {
    index().add([
      version({ itemId: 'account', body: '账户被冻结' }),
      version({ itemId: 'app', body: '手机软件闪退' }),
      version({ itemId: 'atm', body: 'ATM withdrawal limit 5000' }),
    ]);
    expect(ids(index(), ask('帳戶凍結'))).toEqual(['account']);
    expect(ids(index(), ask('軟體閃退'))[0]).toBe('app');
    expect(ids(index(), ask('ａｔｍ'))).toEqual(['atm']);
    expect(ids(index(), ask('5,000'))).toEqual(['atm']);
  });

  it('meets inflected English words', () => {
    index().add([version({ itemId: 'fee', body: 'Fees are waived when the account is closing' })]);
    expect(ids(index(), ask('fee'))).toEqual(['fee']);
    expect(ids(index(), ask('closed accounts'))).toEqual(['fee']);
  });

  it('finds a law by an abbreviation of its name', () => {
    const clause = (itemId: string, whole: string) =>
      version({ itemId, text: { title: `${whole} ${itemId}`, context: '', body: '删除信息', phrases: [], whole } });
    index().add([clause('a', '消费者权益保护法'), clause('b', '消费者权益保护法')]);
    index().add([clause('c', '个人信息保护法'), clause('d', '个人信息保护法')]);
    expect(ids(index(), ask('个保法里怎么删除信息')).slice(0, 2).sort()).toEqual(['c', 'd']);
    expect(ids(index(), ask('消保法里怎么删除信息')).slice(0, 2).sort()).toEqual(['a', 'b']);
  });

  it('finds nothing by conversation and by what redaction left', () => {
    index().add([version({ body: '请问我想知道怎么办 I want my [PHONE] please, can you help me' })]);
    for (const text of ['请问我想知道怎么办', 'can you help me please', '[PHONE]', '你好，[NAME]', '']) {
      expect(ids(index(), ask(text))).toEqual([]);
    }
  });

  it.each([
    ['好的', 0],
    ['好的，谢谢你', 0],
    ['Thank you, that is all', 0],
    ['[PHONE]', 0],
    ['请问年费多少', 2],
    ['I lost my debit card', 3],
  ])('counts the words of “%s” that carry meaning: %i', (text, count) => {
    expect(index().contentWords(text)).toBe(count);
  });

  it('finds an item by what customers say, and gives each part of a question its weight', () => {
    index().add([
      version({ itemId: 'lost', said: ['卡丢了', '钱包不见'] }),
      version({ itemId: 'rate', said: ['利率太高', '利息多收'] }),
    ]);
    const weighted = (lost: number, rate: number) =>
      ask('', {
        parts: [
          { text: '钱包丢了', weight: lost },
          { text: '利息太高', weight: rate },
        ],
      });
    expect(ids(index(), weighted(1, 0.2))).toEqual(['lost', 'rate']);
    expect(ids(index(), weighted(0.2, 1))).toEqual(['rate', 'lost']);
    expect(ids(index(), weighted(0, 1))).toEqual(['rate']);
  });

  it('says how much of the question a version covers, between 0 and 1', () => {
    index().add([version({ body: 'overdraft charge' }), version({ itemId: 'b', body: 'parking' })]);
    expect(index().search(ask('overdraft charge'))[0]?.coverage).toBeCloseTo(1, 5);
    const partly = index().search(ask('overdraft zebra'))[0]?.coverage ?? 0;
    expect(partly).toBeGreaterThan(0);
    expect(partly).toBeLessThan(0.6);
  });
}

function choosingContract(index: () => TextIndex): void {
  const three = [
    version({ itemId: 'a', body: 'refund refund refund', kind: 'clause', collectionId: 'one' }),
    version({ itemId: 'b', body: 'refund refund paid', kind: 'script', collectionId: 'two' }),
    version({ itemId: 'c', body: 'refund paid later', kind: 'script', collectionId: 'one' }),
  ];

  it('asks whether a version may be returned in the order of the scores, no more often than it must', () => {
    index().add(three);
    const asked: string[] = [];
    const accept = (itemId: string) => {
      asked.push(itemId);
      return itemId !== 'a';
    };
    expect(ids(index(), ask('refund', { limit: 1, accept }))).toEqual(['b']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('keeps to the kinds and collections asked for', () => {
    index().add(three);
    expect(ids(index(), ask('refund', { kinds: ['script'] }))).toEqual(['b', 'c']);
    expect(ids(index(), ask('refund', { collectionIds: ['one'] }))).toEqual(['a', 'c']);
    expect(ids(index(), ask('refund', { kinds: ['script'], collectionIds: ['one'] }))).toEqual(['c']);
    expect(ids(index(), ask('refund', { kinds: [] }))).toEqual([]);
  });

  it('tells versions of one item apart', () => {
    index().add([version({ body: '七个工作日' }), version({ version: 2, body: '十五个工作日' })]);
    const accept = (_: string, number: number) => number === 2;
    expect(index().search(ask('工作日', { accept }))).toMatchObject([{ itemId: 'a', version: 2, kind: 'clause' }]);
  });
}

function membershipContract(index: () => TextIndex): void {
  it('leaves a version that is there as it is', () => {
    index().add([version({ body: 'first' })]);
    index().add([version({ body: 'second' })]);
    expect(index().size).toBe(1);
    expect(ids(index(), ask('first'))).toEqual(['a']);
    expect(ids(index(), ask('second'))).toEqual([]);
  });

  it('forgets one version and keeps the others', () => {
    index().add([version({ body: 'refund' }), version({ version: 2, body: 'refund' })]);
    index().remove('a', 1);
    index().remove('a', 9);
    index().remove('nobody', 1);
    expect(index().search(ask('refund'))).toMatchObject([{ version: 2 }]);
    expect([...index().versions()]).toEqual([{ itemId: 'a', version: 2 }]);
    expect(index().size).toBe(1);
    index().add([version({ body: 'returned parcel' })]);
    expect(index().search(ask('returned parcel'))).toMatchObject([{ version: 1 }]);
  });

  it('holds nothing after it was cleared', () => {
    index().add([version({ body: 'refund' })]);
    index().clear();
    expect(index().size).toBe(0);
    expect([...index().versions()]).toEqual([]);
    expect(ids(index(), ask('refund'))).toEqual([]);
  });

  it('answers the same however the versions were cut into batches', () => {
    const words = fc.constantFrom('年费', '还款', '利率', '冻结', 'refund', 'limit', 'card', '手续费');
    const texts = fc.array(fc.array(words, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), words, (bodies, size, question) => {
        const versions = bodies.map((body, n) => version({ itemId: `item-${n}`, body: body.join(' ') }));
        index().clear();
        index().add(versions);
        const atOnce = index().search(ask(question, { limit: 50 }));
        index().clear();
        for (let at = 0; at < versions.length; at += size) index().add(versions.slice(at, at + size));
        expect(index().search(ask(question, { limit: 50 }))).toEqual(atOnce);
        const holders = versions.filter(({ text }) => text.body.includes(question)).map(({ itemId }) => itemId);
        expect(atOnce.map((hit) => hit.itemId)).toEqual(expect.arrayContaining(holders));
      }),
      { numRuns: 30 },
    );
  });
}

function snapshotContract(index: () => TextIndex, makeIndex: () => TextIndex): void {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'text-index-'));
    file = join(folder, 'snapshot');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const many = Array.from({ length: 1_500 }, (_, n) =>
    version({ itemId: `item-${n}`, body: `退款 number ${n}`, collectionId: n % 2 === 0 ? 'even' : 'odd' }),
  );

  it('brings everything back under its point of the log, and can be added to', async () => {
    index().add(many);
    await index().save(file, { position: 42, hash: 'of 42' });
    const loaded = makeIndex();
    loaded.add([version({ itemId: 'gone after loading', body: '退款' })]);
    expect(await loaded.load(file)).toEqual({ position: 42, hash: 'of 42' });
    for (const query of [ask('退款', { limit: 2_000 }), ask('number 77'), ask('退款', { collectionIds: ['odd'] })]) {
      expect(loaded.search(query)).toEqual(index().search(query));
    }
    for (const each of [loaded, index()]) each.add([version({ itemId: 'new', body: '退款 number 77 fresh' })]);
    expect(loaded.search(ask('number 77 fresh 退款'))).toEqual(index().search(ask('number 77 fresh 退款')));
    expect(loaded.size).toBe(many.length + 1);
  });

  it('brings back what versions belong to, and forgets whom an erased one refers to', async () => {
    const clause = (itemId: string, whole: string, body: string) =>
      version({ itemId, text: { title: whole, context: '', body, phrases: [], whole } });
    index().add([
      clause('a', '商业银行法', '利率'),
      clause('b', '商业银行法', '存款'),
      clause('c', '储蓄办法', '利率依照《商业银行法》'),
      clause('d', '贷款办法', '利率依照《利息规定》'),
    ]);
    const cited = index()
      .search(ask('利率'))
      .find((hit) => hit.itemId === 'a');
    expect(cited?.whole).toMatchObject({ collectionId: 'main', name: '商业银行法' });
    expect(cited?.whole?.authority).toBeGreaterThan(0);
    await index().save(file, { position: 4, hash: '' });
    const loaded = makeIndex();
    await loaded.load(file);
    expect(loaded.search(ask('利率'))).toEqual(index().search(ask('利率')));
    loaded.remove('d', 1);
    await loaded.save(file, { position: 5, hash: '' });
    expect((await readFile(file)).includes('利息规定')).toBe(false);
  });

  it('brings an empty index back', async () => {
    await index().save(file, { position: 0, hash: 'of nothing' });
    const loaded = makeIndex();
    expect(await loaded.load(file)).toEqual({ position: 0, hash: 'of nothing' });
    loaded.add(many);
    expect(ids(loaded, ask('number 77'))[0]).toBe('item-77');
  });

  it('takes the words of a forgotten version out of what it writes', async () => {
    index().add([version({ body: 'xylophone' }), version({ itemId: 'b', body: 'refund' })]);
    index().remove('a', 1);
    await index().save(file, { position: 2, hash: '' });
    expect((await readFile(file)).includes('xylophone')).toBe(false);
    expect(ids(index(), ask('refund'))).toEqual(['b']);
  });

  it('says that there is no usable snapshot, and stays as it was, when the file is missing, cut, damaged or foreign', async () => {
    index().add(many);
    expect(await index().load(file)).toBeNull();
    await index().save(file, { position: 42, hash: 'of 42' });
    const whole = await readFile(file);
    for (const at of [3, 20, Math.floor(whole.length / 2), whole.length - 2]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      await writeFile(file, damaged);
      expect(await index().load(file)).toBeNull();
    }
    for (const length of [0, 10, whole.length - 5]) {
      await writeFile(file, whole);
      await truncate(file, length);
      expect(await index().load(file)).toBeNull();
    }
    await writeFile(file, 'something else entirely, but long enough to hold a header');
    expect(await index().load(file)).toBeNull();
    expect(index().size).toBe(many.length);
    expect(ids(index(), ask('number 77'))[0]).toBe('item-77');
  });
}
