import { describe, expect, it } from 'vitest';
import { parseWhole } from '../calls/testing/parse-whole.ts';

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

describe('a list of agents', () => {
  it('is known by its columns, in either language, and told line by line', async () => {
    const { outcome, sources } = await parseWhole(
      'agents.csv',
      lines('工号,姓名,团队,入职日期', 'A01,林悦,信用卡一组,2019/3/4', 'A02,,贷款组,'),
    );
    expect(sources).toEqual([]);
    expect(outcome).toEqual({
      ok: true,
      records: 2,
      problems: 0,
      statements: {
        holds: 'agents',
        rows: [
          { line: 2, said: { id: 'A01', displayName: '林悦', team: '信用卡一组', hiredOn: '2019-03-04' } },
          { line: 3, said: { id: 'A02', team: '贷款组' } },
        ],
      },
    });
    const { outcome: records } = await parseWhole(
      'agents.jsonl',
      lines('{"id":"A01","team":"Cards","tenureMonths":31}', '{"id":"A02","name":"Lin"}'),
    );
    expect(records).toMatchObject({
      statements: {
        holds: 'agents',
        rows: [{ said: { id: 'A01', tenureMonths: 31 } }, { said: { displayName: 'Lin' } }],
      },
    });
  });

  it('is refused as a whole when a line of it is wrong, with the line and what to do', async () => {
    const { outcome, problems } = await parseWhole(
      'agents.csv',
      lines('id,team,tenure_months,hired_on', 'A01,Cards,12,', 'A02,Cards,long,', ',Cards,3,', 'A04,Cards,,2026-02-30'),
    );
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'tenureMonths is not a number'],
      [4, 'agentId is empty'],
      [5, 'hiredOn is not a date or date-time'],
    ]);
    expect(outcome).toMatchObject({
      ok: false,
      reason: expect.stringContaining('agents.csv:3'),
      remedy: 'Write digits only.',
    });
  });
});

describe('a list of outcomes', () => {
  it('is known by its columns, with words, times and scales as exports write them', async () => {
    const { outcome } = await parseWhole(
      'outcomes.csv',
      lines(
        '通话编号;处理结果;满意度;满分;是否重复来电;风险等级;投诉类型;登记时间;来源',
        'C-1;已解决;9;10;否;高;年费争议;2026-05-02 10:00:00;crm',
        'C-2;;;;;;;;survey',
      ),
    );
    expect(outcome).toMatchObject({
      statements: {
        holds: 'outcomes',
        rows: [
          {
            line: 2,
            said: {
              callRef: 'C-1',
              source: 'crm',
              result: 'solved',
              satisfaction: 9,
              satisfactionScale: { min: 0, max: 10 },
              repeatContact: false,
              riskLevel: 'high',
              complaintType: '年费争议',
              occurredAt: '2026-05-02T02:00:00.000Z',
            },
          },
          { line: 3, said: { callRef: 'C-2', source: 'survey' } },
        ],
      },
    });
  });

  it('takes who says so, what it holds and its columns from a mapping', async () => {
    const mapping = {
      holds: 'outcomes',
      source: 'helpdesk',
      columns: { callId: 'ref', outcome: 'how', riskLevel: 'r' },
    };
    const { outcome } = await parseWhole('x.csv', lines('ref,how,r', 'C-1,escalated,low'), mapping);
    expect(outcome).toMatchObject({
      statements: { rows: [{ said: { callRef: 'C-1', source: 'helpdesk', result: 'escalated', riskLevel: 'low' } }] },
    });
    const { problems } = await parseWhole('x.csv', lines('callId,outcome', 'C-1,escalated'));
    expect(problems).toMatchObject([{ line: 2, reason: 'nothing tells who says so' }]);
  });

  it('is never made of a table of calls, even one whose columns are not all known', async () => {
    const { outcome } = await parseWhole('calls.csv', lines('callId,outcome,text', 'C-1,solved,Good morning'));
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining('no header row') });
    const call = {
      id: 'C-1',
      outcome: { result: 'solved', source: 'crm' },
      turns: [{ role: 'customer', text: 'Hello' }],
    };
    const { sources } = await parseWhole('calls.jsonl', `${JSON.stringify(call)}\n`);
    expect(sources).toHaveLength(1);
  });
});
