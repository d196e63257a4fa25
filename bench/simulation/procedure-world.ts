import type { StoredSource } from '../../ingest/ports.ts';
import type { Random } from '../seeded.ts';

/** A step of an invented procedure, said in several ways; `look-up`: asked of a system. */
interface PlantedStep {
  readonly id: string;
  readonly says: readonly string[];
  /** What customers answer. */
  readonly replies: readonly string[];
}

/** A procedure whose truth is known, in one language. */
export interface PlantedProcedure {
  readonly language: 'zh-Hans' | 'en';
  readonly steps: Readonly<Record<StepId, PlantedStep>>;
  readonly lookup: string;
  /** What the customer says when they decline what they are offered, and when they take it. */
  readonly declines: readonly string[];
  readonly accepts: readonly string[];
  readonly chatter: readonly string[];
}

const stepIds = ['greet', 'identify', 'matter', 'offer', 'explain', 'retry', 'book', 'refuse', 'close'] as const;
type StepId = (typeof stepIds)[number];

/** The ways that calls of the procedure go; L is the look-up. */
export const plantedPaths: readonly (readonly [from: string, to: string])[] = [
  ['greet', 'identify'],
  ['identify', 'matter'],
  ['matter', 'L'],
  ['L', 'offer'],
  ['L', 'retry'],
  ['retry', 'L'],
  ['L', 'explain'],
  ['offer', 'book'],
  ['offer', 'refuse'],
  ['book', 'close'],
  ['refuse', 'close'],
  ['explain', 'close'],
];

export const plantedLoop = ['retry', 'L'] as const;

/** What separates the branches: a word that the condition must hold. */
export const plantedConditions: Readonly<
  Record<'zh-Hans' | 'en', readonly (readonly [from: string, to: string, sign: RegExp])[]>
> = {
  'zh-Hans': [
    ['L', 'offer', /有额度/],
    ['L', 'retry', /未找到/],
    ['L', 'explain', /已用完/],
    ['offer', 'book', /好|行|可以/],
    ['offer', 'refuse', /不|算了/],
  ],
  en: [
    ['L', 'offer', /left/],
    ['L', 'retry', /not found/],
    ['L', 'explain', /used up/],
    ['offer', 'book', /yes|sure|please|great/i],
    ['offer', 'refuse', /no|rather not|leave it/i],
  ],
};

export interface SimulatedCall {
  readonly call: StoredSource;
  /** By segment, the step that the agent's turn carries; null: none. */
  readonly truth: readonly (string | null)[];
}

export interface ProcedureNoise {
  /** How often a step is left out, two neighbours swapped, small talk put in, 0..1. */
  readonly omit: number;
  readonly swap: number;
  readonly chatter: number;
}

/** A call of the procedure, with the truth of each of its turns. */
export function simulateCall(
  procedure: PlantedProcedure,
  key: string,
  noise: ProcedureNoise,
  random: Random,
): SimulatedCall {
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const fill = (text: string) =>
    text
      .replace(/\{n\}/g, () => String(2 + Math.floor(random() * 900)))
      .replace(/\{name\}/g, () => '[NAME]')
      .replace(/\{phone\}/g, () => '[PHONE]');
  const turns: { role: 'agent' | 'customer'; text: string; truth: string | null }[] = [];
  const lookups: { after: number; name: string; result: { field: string; value: string }[] }[] = [];
  const say = (id: StepId, reply = pick(procedure.steps[id].replies)) => {
    turns.push({ role: 'agent', text: fill(pick(procedure.steps[id].says)), truth: id });
    if (random() < noise.chatter) {
      turns.push({ role: 'customer', text: pick(procedure.chatter), truth: null });
      turns.push({ role: 'agent', text: pick(procedure.chatter), truth: null });
    }
    turns.push({ role: 'customer', text: fill(reply), truth: null });
  };
  const lookUp = (value: string) =>
    lookups.push({ after: turns.length - 1, name: procedure.lookup, result: [{ field: 'state', value }] });
  const opening: StepId[] = ['greet', 'identify', 'matter'];
  if (random() < noise.swap) opening.splice(1, 2, 'matter', 'identify');
  for (const id of opening) if (random() >= noise.omit) say(id);
  const values = procedure.language === 'en' ? ['quota left', 'not found', 'used up'] : ['有额度', '未找到', '已用完'];
  for (let tries = 0; tries < 3 && random() < 0.4; tries++) {
    lookUp(values[1] ?? '');
    say('retry');
  }
  if (random() < 0.65) {
    lookUp(values[0] ?? '');
    const taken = random() < 0.6;
    say('offer', pick(taken ? procedure.accepts : procedure.declines));
    if (random() >= noise.omit) say(taken ? 'book' : 'refuse');
  } else {
    lookUp(values[2] ?? '');
    say('explain');
  }
  say('close');
  return {
    truth: turns.map(({ truth }) => truth),
    call: {
      type: 'transcript',
      key,
      sourceId: key,
      title: key,
      language: procedure.language,
      metadata: { lookups },
      segments: turns.map(({ role, text }, ordinal) => ({
        id: `${key}/${ordinal}`,
        ordinal,
        kind: 'utterance',
        locator: `#${ordinal + 1}`,
        role,
        text,
      })),
      call: {
        agent: null,
        outcome: { result: 'solved' },
        customerPseudonym: null,
        startedAt: null,
        durationMs: null,
        channel: 'phone',
      },
    },
  };
}

/** An annual fee, and whether it may be taken off, in both languages. */
export const plantedProcedures: readonly PlantedProcedure[] = [
  {
    language: 'zh-Hans',
    lookup: '查询年费减免',
    declines: ['不用了，我还是自己想办法吧。', '算了，不用麻烦了。', '不要了，那张卡我注销。', '那算了，我不用。'],
    accepts: ['好的，那就办吧。', '行，可以的，谢谢。', '可以，你帮我办。', '好啊，办吧。'],
    chatter: ['今天天气真热啊。', '稍等，我拿支笔。', '你那边有点吵。', '信号不太好。'],
    steps: {
      greet: {
        id: 'greet',
        says: [
          '您好，信用卡中心，请问有什么可以帮您？',
          '您好，这里是信用卡中心，请讲。',
          '信用卡中心您好，有什么可以帮到您？',
        ],
        replies: ['我的卡扣了年费。', '怎么扣了我{n}块年费？', '我想问年费的事。'],
      },
      identify: {
        id: 'identify',
        says: [
          '麻烦报一下姓名和预留的手机号。',
          '请您说一下姓名，还有预留手机号码。',
          '先核对身份，请问您的姓名和预留手机号是？',
        ],
        replies: ['我叫{name}，手机{phone}。', '{name}，{phone}。', '{name}，电话{phone}。'],
      },
      matter: {
        id: 'matter',
        says: [
          '这笔年费是哪一张卡、什么时候扣的？',
          '请问年费扣在哪张卡上，是什么时候？',
          '您说的年费是什么时候、扣在哪一张卡的？',
        ],
        replies: ['上个月，金卡。', '{n}号，白金卡。', '就这个月，那张联名卡。'],
      },
      retry: {
        id: 'retry',
        says: [
          '系统里没有这张卡，麻烦您把卡号后四位再念一遍。',
          '没有查到，请再念一次卡号的后四位。',
          '不好意思没查到，卡号后四位再报一遍好吗？',
        ],
        replies: ['{n}。', '我再看一下，{n}。', '后四位是{n}。'],
      },
      offer: {
        id: 'offer',
        says: [
          '查到了，您还有一次减免机会，要不要现在用掉？',
          '系统显示您可以减免一次，需要我现在替您用吗？',
          '您名下还有减免机会，现在就给您减免好不好？',
        ],
        replies: ['好。'],
      },
      book: {
        id: 'book',
        says: [
          '已经登记减免，{n}元五个工作日内退回您的账户。',
          '减免登记好了，五个工作日内{n}元会退回账户。',
          '好了，登记完成，{n}元五个工作日退回账上。',
        ],
        replies: ['谢谢。', '好的，知道了。', '明白了。'],
      },
      refuse: {
        id: 'refuse',
        says: [
          '没关系，这次机会给您保留到年底。',
          '好的，那机会替您保留着，年底以前都有效。',
          '不要紧，机会保留到年底，随时可以来电使用。',
        ],
        replies: ['嗯。', '知道了。', '那行。'],
      },
      explain: {
        id: 'explain',
        says: [
          '今年的次数已经用过了，明年刷满六笔就不收。',
          '次数今年已经用过，明年刷够六笔可以免收。',
          '很抱歉今年用过了，刷满六笔明年就不收了。',
        ],
        replies: ['这样啊。', '那好吧。', '知道了。'],
      },
      close: {
        id: 'close',
        says: ['感谢您的来电，祝您生活愉快，再见。', '谢谢您的来电，再见，祝您愉快。', '感谢来电，祝您愉快。'],
        replies: ['再见。', '拜拜。', '好，再见。'],
      },
    },
  },
  {
    language: 'en',
    lookup: 'check fee waiver',
    declines: [
      'No, leave it then.',
      'No thanks, I would rather not.',
      'No, I will think about it.',
      'I would rather not, no.',
    ],
    accepts: ['Yes please.', 'Sure, go ahead.', 'Yes, that would be great.', 'Sure, yes, please do.'],
    chatter: [
      'It is really hot today.',
      'Hang on, let me find a pen.',
      'The line is a bit noisy.',
      'Sorry, my dog is barking.',
    ],
    steps: {
      greet: {
        id: 'greet',
        says: [
          'Hello, this is the card centre, how can I help you?',
          'Card centre, hello, how may I help?',
          'Hello and welcome to the card centre, how can I help today?',
        ],
        replies: [
          'I was charged an annual fee.',
          'Why did you take {n} dollars off me?',
          'It is about the yearly fee.',
        ],
      },
      identify: {
        id: 'identify',
        says: [
          'Could I have your full name and the phone number we hold?',
          'May I take your full name and registered phone number?',
          'First your full name and phone number, please.',
        ],
        replies: ['{name}, {phone}.', 'It is {name} and the number is {phone}.', 'My name is {name}, {phone}.'],
      },
      matter: {
        id: 'matter',
        says: [
          'Which card was the fee taken from, and when?',
          'When was the fee taken, and from which card?',
          'Which card and which month was that fee taken?',
        ],
        replies: ['Last month, the gold one.', 'On the {n}th, platinum.', 'This month, my travel card.'],
      },
      retry: {
        id: 'retry',
        says: [
          'I cannot find that card, could you repeat the last four digits?',
          'Nothing comes up, please repeat the last four digits of the card.',
          'It is not coming up, could you read the last four digits again?',
        ],
        replies: ['{n}.', 'Let me look, {n}.', 'It ends in {n}.'],
      },
      offer: {
        id: 'offer',
        says: [
          'You still have one waiver, shall I use it now?',
          'There is one waiver on your account, would you like to use it now?',
          'You have a waiver available, shall we use it for this?',
        ],
        replies: ['Yes.'],
      },
      book: {
        id: 'book',
        says: [
          'That is booked, {n} dollars will be credited within five working days.',
          'I have booked it, the {n} dollars are credited in five working days.',
          'All booked, expect {n} dollars credited within five working days.',
        ],
        replies: ['Thanks.', 'Good.', 'Fine, thank you.'],
      },
      refuse: {
        id: 'refuse',
        says: [
          'No problem, it stays on your account until December.',
          'That is fine, I will keep it on your account until December.',
          'Not to worry, it will stay there until December.',
        ],
        replies: ['Okay.', 'Right.', 'Fine.'],
      },
      explain: {
        id: 'explain',
        says: [
          'It has been used this year, but six purchases make next year free.',
          'This year it was used already, with six purchases next year is free.',
          'I am afraid it was used, though six purchases will make next year free.',
        ],
        replies: ['I see.', 'Oh well.', 'Okay then.'],
      },
      close: {
        id: 'close',
        says: [
          'Thank you for calling, goodbye.',
          'Thanks for your call, goodbye and take care.',
          'Thank you for your call and goodbye.',
        ],
        replies: ['Bye.', 'Goodbye.', 'Bye now.'],
      },
    },
  },
];
