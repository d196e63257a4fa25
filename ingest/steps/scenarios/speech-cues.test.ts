import { describe, expect, it } from 'vitest';
import { heardNeeds, needsOfGroup } from './caller-needs.ts';
import { riskOfGroup, risksIn } from './speech-cues.ts';

describe('risk', () => {
  it.each([
    '这笔钱不是我花的',
    '這筆錢不是我花的',
    '我没刷过这笔',
    '我没授权过这笔扣款',
    '有人盗用我的卡',
    '有人在刷我的卡',
    '不是本人操作',
    "I don't recognise this transaction",
    'I did not make this payment',
    'There are charges I didn’t make',
    'Somebody is using my card',
    'I never opened that account',
  ])('of fraud is heard in: %s', (text) => {
    expect(risksIn(text)).toContain('fraud');
  });

  it.each([
    '是不是我操作的问题',
    '这张卡一次都没刷过，怎么收年费',
    '卡号怎么复制',
    'I did not make the payment on time',
    'You don’t recognise my voice',
    'I have an issue with your courtesy line',
    '钱一直没转过来',
    '转账没转过去怎么办',
    'I did not open the letter',
    'Please disable the alerts',
  ])('is not heard in: %s', (text) => {
    expect(risksIn(text)).toEqual([]);
  });

  it('is at least what the name of the complaint type says', () => {
    expect(riskOfGroup([[], [], []], '盗刷与非本人交易')).toEqual({ level: 'high', kinds: ['fraud'] });
    expect(riskOfGroup([[], [], []], 'Personal data leak')).toEqual({ level: 'medium', kinds: ['privacy'] });
    expect(riskOfGroup([[], [], []], '信用卡年费争议')).toEqual({ level: 'low', kinds: [] });
  });
});

it('what callers need is what they say more than others do, or what half of them say', () => {
  const usual = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? '要多久？' : n % 15 === 1 ? '退钱给我' : '你好'));
  const all = heardNeeds(usual);
  const own = ['退款', '退还给我', '多久', '好的', '行', '嗯', '啊', '哦'];
  expect(needsOfGroup(heardNeeds(own), all, 'zh-Hans')).toEqual(['退款或赔偿']);
  expect(needsOfGroup(heardNeeds(own), heardNeeds(own), 'zh-Hant')).toEqual([]);
  expect(needsOfGroup(heardNeeds(['How long?', 'When will it come?', 'OK']), all, 'en')).toEqual(['Speed']);
});
