import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understandEmotion, understandRisk } from './understand.ts';

describe('emotion', () => {
  it.each([
    ['我想问一下账单日是哪天', 'calm'],
    ['你们太过分了，凭什么扣我的钱', 'angry'],
    ['妳們這樣真的太過分了，氣死我了', 'angry'],
    ['我打了好几次电话，到现在都没人管', 'frustrated'],
    ['我很担心这笔钱，急用啊', 'anxious'],
    ['太让我失望了，我是十几年的老客户', 'disappointed'],
    ['我没听懂，这个最低还款是什么意思', 'confused'],
    ['好的，谢谢你', 'grateful'],
    ['谢谢，可是你们一直踢皮球，太慢了', 'frustrated'],
    ['谢谢，太好了，多谢多谢，可是太慢了', 'frustrated'],
    ['When is the statement date?', 'calm'],
    ['This is outrageous, I am fed up', 'angry'],
    ['I keep getting transferred, what a waste of time', 'frustrated'],
    ['I’m really worried about my savings', 'anxious'],
    ['I expected better from you', 'disappointed'],
    ["Sorry, I don't understand the letter", 'confused'],
    ['Thanks, that was very helpful', 'grateful'],
  ])('hears in “%s”: %s', (text, value) => {
    expect(understandEmotion(text).value).toBe(value);
  });

  it.each([
    '我不是生气，就是问问',
    '我没有不满意',
    '不着急，你慢慢查',
    "I'm not angry, just asking",
    "I'm not too worried",
  ])('leaves out what is denied: %s', (text) => {
    expect(understandEmotion(text).value).toBe('calm');
  });

  it('does not hear the shorter word inside the longer, contrary one', () => {
    expect(understandEmotion('我对你们的服务不满意')).toEqual({ value: 'frustrated', cues: ['不满意'] });
  });

  it('names the words as the customer said them', () => {
    expect(understandEmotion('我很擔心').cues).toEqual(['擔心']);
    expect(understandEmotion('calm as ever').cues).toEqual([]);
  });
});

describe('risk', () => {
  it.each([
    ['再不处理我就去银保监会投诉', 'high', 'regulator'],
    ['我要打12378', 'high', 'regulator'],
    ['我會找金管會申訴', 'high', 'regulator'],
    ['那就法院见，我律师会联系你们', 'high', 'legal'],
    ['我发抖音曝光你们', 'high', 'media'],
    ['我真的活不下去了', 'high', 'self_harm'],
    ['这笔不是我刷的，卡被盗刷了', 'high', 'fraud'],
    ['你们泄露了我的个人信息', 'medium', 'privacy'],
    ['我要销户，换银行', 'medium', 'churn'],
    ['我妈妈是老人，看不清', 'medium', 'vulnerable'],
    ['I will report you to the ombudsman', 'high', 'regulator'],
    ['My lawyer will be in touch', 'high', 'legal'],
    ["I'll post it online and call a reporter", 'high', 'media'],
    ['I feel like I want to die', 'high', 'self_harm'],
    ['Someone used my card, it is fraud', 'high', 'fraud'],
    ['I want to close my account', 'medium', 'churn'],
  ] as const)('hears in “%s”: %s, %s', (text, level, kind) => {
    const heard = understandRisk(text);
    expect(heard.level).toBe(level);
    expect(heard.kinds).toContain(kind);
    expect(heard.cues.length).toBeGreaterThan(0);
  });

  it('hears a complaint that is announced to nobody yet', () => {
    expect(understandRisk('我要投诉')).toEqual({ level: 'medium', kinds: [], cues: ['投诉'] });
    expect(understandRisk('I want to make a complaint').level).toBe('medium');
  });

  it.each([
    '我不是要投诉，我只是想了解一下',
    '我不是要投訴你',
    '没有要起诉你们的意思',
    '我不打算找律师',
    'I am not going to sue',
    "I don't want to file a complaint",
  ])('leaves out what is denied: %s', (text) => {
    expect(understandRisk(text)).toEqual({ level: 'low', kinds: [], cues: [] });
  });

  it.each(['你们不解决，我就投诉', '不投诉不行了', '不给我退钱我就去起诉', "If you don't refund me, I will sue"])(
    'hears a threat behind a denial of something else: %s',
    (text) => {
      expect(understandRisk(text).level).not.toBe('low');
    },
  );

  it('takes words as words', () => {
    expect(understandRisk('I bought a tissue, the issue is closed').level).toBe('low');
    expect(understandRisk('请问余额多少').level).toBe('low');
  });
});

it('answers for any text, and names only cues of what it answers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const emotion = understandEmotion(text);
      const risk = understandRisk(text);
      expect(emotion.cues.length > 0).toBe(emotion.value !== 'calm');
      expect(risk.cues.length > 0).toBe(risk.level !== 'low');
    }),
  );
});
