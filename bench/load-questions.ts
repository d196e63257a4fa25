import { speech as english } from './call-situations-en.ts';
import { speech as chinese } from './call-situations-zh.ts';
import type { Line } from './load-client.ts';
import { type Random, seeded } from './seeded.ts';

/** A matter that the samples answer, as customers put it. */
interface Matter {
  /** The sample document that the answer stands in. */
  readonly title: string;
  readonly speech: typeof english;
  readonly asks: readonly string[];
}

const matters: readonly Matter[] = [
  {
    title: '信用卡年费争议处理流程',
    speech: chinese,
    asks: ['信用卡年费有争议，怎么处理？', '我对信用卡年费有争议', '年费争议你们怎么处理？'],
  },
  {
    title: '个人信息泄露与营销电话投诉处理流程',
    speech: chinese,
    asks: ['个人信息泄露了，我要投诉', '一直接到营销电话，我要投诉信息泄露', '我的个人信息怎么泄露出去的？'],
  },
  {
    title: '催收骚扰投诉处理流程',
    speech: chinese,
    asks: ['催收天天给我家人打电话骚扰', '我要投诉催收骚扰', '催收半夜还打电话，你们管不管？'],
  },
  {
    title: '转错账协助追回流程',
    speech: chinese,
    asks: ['我转错账了，钱能追回来吗？', '转账转到别人户头上了，怎么追回？', '转错账多久能退回来？'],
  },
  {
    title: '非本人交易（盗刷）处理流程',
    speech: chinese,
    asks: ['我的卡被盗刷了', '有一笔不是我本人的交易，盗刷的怎么处理？', '盗刷的钱能赔吗？'],
  },
  {
    title: 'Cross-Border Transfer Delay Procedure',
    speech: english,
    asks: [
      'My cross-border transfer has not arrived.',
      'Why is my overseas transfer delayed?',
      'How long can a cross-border transfer be delayed?',
    ],
  },
  {
    title: 'Frozen or Restricted Account Procedure',
    speech: english,
    asks: ['My account is frozen.', 'Why is my account restricted?', 'How do I get the frozen account released?'],
  },
  {
    title: 'Mortgage Prepayment Charge Procedure',
    speech: english,
    asks: [
      'I have a mortgage prepayment charge.',
      'Why is there a mortgage prepayment charge?',
      'Can the prepayment charge be waived?',
    ],
  },
];

/** What one call says, without an end: talk as in any call, and every third line a question about its one matter. */
export function* spokenLines(seed: number): Generator<Line> {
  const random = seeded(seed);
  const { title, speech, asks } = pick(random, matters);
  const fill = (text: string) => text.replace(/\{\w+\}/g, () => String(Math.floor(1_000 * random())));
  yield { role: 'agent', text: fill(pick(random, speech.greetings)), answer: null };
  for (let n = 0; ; n += 1) {
    yield { role: 'customer', text: `${pick(random, speech.fillers)} ${asks[n % asks.length] ?? ''}`, answer: title };
    yield { role: 'agent', text: fill(pick(random, [...speech.empathy, ...speech.identification])), answer: null };
    yield { role: 'customer', text: fill(pick(random, [...speech.identities, ...speech.anger])), answer: null };
  }
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
