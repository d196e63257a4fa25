import type { Language } from '../../../graph-schema/index.ts';
import { clip } from '../draft-parts.ts';
import { counted, inLanguage } from '../draft-wording.ts';
import { generalise, isMostlySlots } from '../scripts/generalise.ts';
import type { Alignment } from './align-documented.ts';
import type { BranchCondition } from './branch-conditions.ts';
import type { DoneSign } from './done-signs.ts';
import type { MinedProcedure } from './mine-procedure.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;
const quoted = (language: Language | undefined, words: string) =>
  language === 'en' ? `"${words}"` : language === 'zh-Hant' ? `「${words}」` : `“${words}”`;
const either = (language: Language | undefined, words: readonly string[]) =>
  words.map((word) => quoted(language, word)).join(language === 'en' ? ' or ' : '或');

/** What a customer said, as any of them might have said it; empty where that says nothing. */
function exampleOf(heard: string | undefined, language: Language | undefined, length: number): string {
  const line = generalise((heard ?? '').replace(/\s+/g, ' ').trim(), language, () => false);
  return line === '' || isMostlySlots(line) ? '' : quoted(language, clip(line, length));
}

/** When a path is taken, in words of the calls' language. */
export function conditionText(condition: BranchCondition, language: Language | undefined): string {
  const signs = either(
    language,
    condition.signs.map((sign) => clip(sign, 120)),
  );
  const covered = percent(condition.coverage);
  if (condition.by === 'looked_up') {
    return inLanguage(language, {
      'zh-Hans': `查询结果为${signs}时（此分支的${covered}）`,
      'zh-Hant': `查詢結果為${signs}時（此分支的${covered}）`,
      en: `The look-up returns ${signs} (${covered} of the times)`,
    });
  }
  const said = exampleOf(condition.examples[0]?.heard, language, 120);
  return inLanguage(language, {
    'zh-Hans': `客户提到${signs}时（此分支的${covered}）${said && `，例如${said}`}`,
    'zh-Hant': `客戶提到${signs}時（此分支的${covered}）${said && `，例如${said}`}`,
    en: `The customer says ${signs} (${covered} of the times)${said && `, such as ${said}`}`,
  });
}

const given: Readonly<Record<string, readonly [zh: string, hant: string, en: string]>> = {
  NAME: ['姓名', '姓名', 'their name'],
  PHONE: ['电话号码', '電話號碼', 'a phone number'],
  ID: ['证件号码', '證件號碼', 'an identity number'],
  CARD: ['卡号', '卡號', 'a card number'],
  ACCOUNT: ['账号', '帳號', 'an account number'],
  POLICY: ['保单号', '保單號', 'a policy number'],
  PLATE: ['车牌号', '車牌號', 'a number plate'],
  ADDRESS: ['地址', '地址', 'an address'],
  EMAIL: ['邮箱', '電郵', 'an e-mail address'],
  IP: ['IP地址', 'IP位址', 'an IP address'],
  PASSCODE: ['验证码或口令', '驗證碼或口令', 'a passcode'],
  BIRTHDATE: ['出生日期', '出生日期', 'a date of birth'],
};

/** The sign that a step is done, in words of the calls' language. */
export function doneText(sign: DoneSign, language: Language | undefined): string {
  const [zh, hant, en] = given[sign.type ?? ''] ?? ['所问的信息', '所問的資料', 'what was asked'];
  const share = percent(sign.share);
  const example = exampleOf(sign.examples[0]?.heard, language, 100);
  const [zhSuch, hantSuch, enSuch] =
    example === '' ? ['', '', ''] : [`，例如${example}`, `，例如${example}`, `, such as ${example}`];
  switch (sign.by) {
    case 'looked_up':
      return inLanguage(language, {
        'zh-Hans': '系统已返回结果。',
        'zh-Hant': '系統已返回結果。',
        en: 'The system has returned a result.',
      });
    case 'given':
      return inLanguage(language, {
        'zh-Hans': `客户已提供${zh}（${share}的来电如此）。`,
        'zh-Hant': `客戶已提供${hant}（${share}的來電如此）。`,
        en: `The customer has given ${en} (so in ${share} of the calls).`,
      });
    case 'number':
      return inLanguage(language, {
        'zh-Hans': `客户已说出数字、金额或日期（${share}的来电如此）${zhSuch}。`,
        'zh-Hant': `客戶已說出數字、金額或日期（${share}的來電如此）${hantSuch}。`,
        en: `The customer has said a number, an amount or a date (so in ${share} of the calls)${enSuch}.`,
      });
    case 'answer':
      return inLanguage(language, {
        'zh-Hans': `客户已答复（${share}的来电如此）${zhSuch}。`,
        'zh-Hant': `客戶已答覆（${share}的來電如此）${hantSuch}。`,
        en: `The customer has answered (so in ${share} of the calls)${enSuch}.`,
      });
  }
}

/** What a step tells the agent to do. */
export function instructionText(kind: 'said' | 'looked_up', line: string, language: Language | undefined): string {
  if (kind === 'looked_up') {
    return inLanguage(language, {
      'zh-Hans': `在系统中查询：${line}`,
      'zh-Hant': `在系統中查詢：${line}`,
      en: `Look up in the system: ${line}`,
    });
  }
  const said = quoted(language, line);
  return inLanguage(language, {
    'zh-Hans': `可以这样说：${said}`,
    'zh-Hant': `可以這樣說：${said}`,
    en: `Say, for example: ${said}`,
  });
}

/** What was read of the procedure, for reviewers. */
export function procedureRationale(
  { steps, paths, solved, traces }: MinedProcedure,
  language: Language | undefined,
): string {
  const branches = paths.filter(({ condition }) => condition !== null).length;
  const loops = paths.filter(({ loop }) => loop).length;
  const lookups = steps.filter(({ joined }) => joined.kind === 'looked_up').length;
  return inLanguage(language, {
    'zh-Hans': `从${traces.length}通来电中已解决的${solved}通读出处理流程：${steps.length}个步骤（其中${lookups}个为系统查询）、${paths.length}条路径、${branches}个有条件的分支、${loops}处重复。`,
    'zh-Hant': `從${traces.length}通來電中已解決的${solved}通讀出處理流程：${steps.length}個步驟（其中${lookups}個為系統查詢）、${paths.length}條路徑、${branches}個有條件的分支、${loops}處重複。`,
    en: `The ${solved} solved of ${counted(traces.length, 'call')} show how it is handled: ${counted(steps.length, 'step')} (${lookups} of them system look-ups), ${counted(paths.length, 'path')}, ${branches} with a condition, ${counted(loops, 'loop')}.`,
  });
}

const mostListed = 6;

/** Where practice and the document that describes it differ. */
export function differenceText(
  { procedure, pairs, missing, extra, reordered }: Alignment,
  nameOf: (shown: number) => string,
  language: Language | undefined,
): string {
  const name = (documented: number) => procedure.steps[documented]?.name ?? '';
  const list = (names: readonly string[]) => {
    const some = names.slice(0, mostListed).map((own) => quoted(language, clip(own, 60)));
    const more = names.length > mostListed ? (language === 'en' ? ' and others' : '等') : '';
    return `${some.join(language === 'en' ? ', ' : '、')}${more}`;
  };
  const [gone, added] = [list(missing.map(name)), list(extra.map(nameOf))];
  const turned = reordered
    .slice(0, mostListed)
    .map(([earlier, later]) =>
      inLanguage(language, {
        'zh-Hans': `先${quoted(language, name(later))}后${quoted(language, name(earlier))}`,
        'zh-Hant': `先${quoted(language, name(later))}後${quoted(language, name(earlier))}`,
        en: `${quoted(language, name(later))} before ${quoted(language, name(earlier))}`,
      }),
    )
    .join(language === 'en' ? ', ' : '、');
  const title = quoted(language, procedure.name);
  return inLanguage(language, {
    'zh-Hans': `与流程文档${title}对照：${pairs.length}个步骤一致。${gone && `文档有而来电中少见：${gone}。`}${added && `来电中有而文档没有：${added}。`}${turned && `来电中的顺序不同：${turned}。`}`,
    'zh-Hant': `與流程文件${title}對照：${pairs.length}個步驟一致。${gone && `文件有而來電中少見：${gone}。`}${added && `來電中有而文件沒有：${added}。`}${turned && `來電中的順序不同：${turned}。`}`,
    en: `Beside the document ${title}: ${counted(pairs.length, 'step')} in common. ${gone && `Documented and seldom seen in calls: ${gone}. `}${added && `Seen in calls and not documented: ${added}. `}${turned && `Calls take another order: ${turned}.`}`.trim(),
  });
}
