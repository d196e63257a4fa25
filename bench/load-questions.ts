import { speech as english } from './call-situations-en.ts';
import { speech as chinese } from './call-situations-zh.ts';
import type { Line } from './load-client.ts';
import { type Random, seeded } from './seeded.ts';

/** A matter that the samples answer, as customers put it: in words of their own, not in those of the document's name. */
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
    asks: ['信用卡怎么扣了我年费？', '我那张卡又收了我三百块年费，凭什么？', '当初说刷够次数就不收年费的'],
  },
  {
    title: '速易贷利率争议处理流程',
    speech: chinese,
    asks: [
      '广告上说利息很低，怎么算下来这么高？',
      '你们这个贷款利息怎么跟宣传的不一样？',
      '速易贷的利息到底怎么算的？',
    ],
  },
  {
    title: '催收骚扰投诉处理流程',
    speech: chinese,
    asks: ['你们催债的天天打电话给我家里人', '半夜还打电话来催我还钱', '催款都催到我公司去了'],
  },
  {
    title: '转错账协助追回流程',
    speech: chinese,
    asks: ['我刚才手机转账转错人了', '账号输错了一位，钱转到别人那里去了', '转错的钱能要回来吗？'],
  },
  {
    title: '非本人交易（盗刷）处理流程',
    speech: chinese,
    asks: ['有一笔消费不是我刷的', '我的卡被人盗刷了', '卡在我身上，怎么在国外被刷了？'],
  },
  {
    title: 'Cross-Border Transfer Delay Procedure',
    speech: english,
    asks: [
      'I sent money abroad last week and it has not arrived.',
      'Where is the transfer I made to Hong Kong?',
      'My family overseas is still waiting for the money I sent.',
    ],
  },
  {
    title: 'Frozen or Restricted Account Procedure',
    speech: english,
    asks: [
      'Why is my account frozen?',
      'The app says my card is restricted.',
      'I cannot use my account since I got a new passport.',
    ],
  },
  {
    title: 'Mortgage Prepayment Charge Procedure',
    speech: english,
    asks: [
      'You charged me for prepaying my mortgage.',
      'Why is there a penalty for paying my home loan back early?',
      'I want to pay off my mortgage early, what does it cost?',
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
