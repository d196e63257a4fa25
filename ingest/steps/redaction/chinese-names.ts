import { isDoubtfulSurname, surnameLength } from './chinese-surnames.ts';
import type { RedactionMode } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

/** A name that was found: where it stands, and the whole name if it may be met again. */
export interface NameFinding {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

// Characters that no given name holds and that therefore end one.
const enders = new Set(
  '的了是我你您他她它们們这這那哪在过過去吗嗎呢吧啊呀么麼什怎着著没沒很到要想个個把被给給跟与與或也都就还還又只再已会會说說打问問请請让讓叫买買办辦退款钱錢卡号號电電话話机機手份证證对對不做当當但两兩几幾点點',
);
// Words that begin with a surname's character and are none.
const commonWords =
  /^(?:方便|高管|高级|高級|高端|高兴|高興|高峰|金额|金額|金融|金卡|金牌|白金|白领|白領|白天|安全|安心|安排|万一|萬一|全部|全额|全額|全职|全家|和平|时候|時候|时间|時間|向来|任何|任意|成功|成员|成員|常客|常常|解释|解釋|解决|解決|包括|单位|單位|单身|關於|关于|关键|车主|車主|房东|房東|房主|路上|费用|費用|都是|明天|明白|来电|來電|来自|來自|连续|連續|计划|計劃|应该|應該|原来|原來|官方|司机|司機|文员|文員|石油|马上|馬上|江苏|江蘇|江西|田里|武汉|武漢|管理|项目|項目|强烈|強烈|简单|簡單|华为|華為|党员|黨員|程序|程度|严重|嚴重|严格|常用|易懂|尤其|商家|商户|商戶|保安|保险|保險|温馨|顾客|顧客|钱款|施工|应届|余额|餘額|章程|台湾|台灣|广东|雷同|宁波|沈阳|徐州|温州|郑州|杭州|苏州|蘇州|毕业|畢業|纪念|纪律|查询|查詢|查账|席位|池子|于是|於是|方面|金钱|白白|高利|石家|龙头|连接|谈话|花钱|花呗|乐意|全款|全程|全国|平安|舒服|盛大|封顶|封控|封存|游客|阳光|边境|景区|曲线|路由|银行|銀行|文件|文字|保证|保證|保持|保留|左右|常见|和解|向导|符合|盖章|蓋章|全称|全稱|申请|申請|申诉|申訴|贺卡|祝您|祝你|强制|強制|严禁|段时|温情|安装|安裝|罗列|许多|許多|任务|任務|顾问|顧問|经理|叶子|常规|常規)/;

/** Whether the text begins with a word that begins with a surname's character and is no name. */
export const isCommonWord = (text: string): boolean => commonWords.test(text);

const han = /\p{Script=Han}/u;
const honorific = /(?:先生|女士|小姐|太太|夫人|阿姨|师傅|師傅)/g;
const jobTitle = /(?:经理|經理|主任|主管|组长|組長|行长|行長|老师|老師|医生|律师|律師|总(?=[,，。.！!？?、\s]|$))/g;
// May stand before a surname that a title follows.
const beforeName = new Set(
  '是找叫和跟让讓给給请請的了吗嗎呢啊哦噢嗯好谢謝问問为為对對与與向由替帮幫我您你那这這个個说說姓位到及联系聯繫有哈呀吧喂来來户戶人员員'.split(
    '',
  ),
);

// What agents say right behind their name.
const greeting = /^(?:[为為][您你]|很高兴|很高興|在[线線]|接[听聽]|先生|女士|小姐|太太|小先生)/;

/** The given name that begins at `i`: up to two characters that may stand in one. */
function givenEnd(text: string, i: number): number {
  let end = i;
  while (
    end < i + 2 &&
    !greeting.test(text.slice(end, end + 3)) &&
    han.test(text[end] ?? '') &&
    !enders.has(text[end] ?? '')
  )
    end++;
  return end;
}

const isBoundary = (c: string | undefined) => c === undefined || c === '' || !/[\p{Script=Han}A-Za-z0-9[]/u.test(c);

/** `bare`: the cue is also an ordinary subject, so that a doubtful surname does not count. */
type Strength = 'certain' | 'strong' | 'bare' | 'weak';

/** Reads a name at `i`; null when what stands there is none, by how sure the cue before it is. */
function nameAt(text: string, i: number, strength: Strength): NameFinding | null {
  const latin = /^[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}(?![A-Za-z])/.exec(text.slice(i, i + 60));
  if (latin) return latinNameAt(text, i, latin[0], strength);
  const nickname = /^[小老阿]/.test(text[i] ?? '') && surnameLength(text, i + 1) > 0 ? 1 : 0;
  if (nickname && strength === 'certain' && isBoundary(text[i + 2])) return { start: i, end: i + 2, name: '' };
  const length = surnameLength(text, i);
  if (length === 0) return null;
  const end = givenEnd(text, i + length);
  if (end === i + length) return null;
  const next = text[end];
  const surname = text.slice(i, i + length);
  const title = /^(?:先生|女士|小姐|太太|本人)/.test(text.slice(end));
  const firm = isBoundary(next) || title || greeting.test(text.slice(end, end + 3));
  if (strength === 'bare' && isDoubtfulSurname(surname)) return null;
  if (commonWords.test(text.slice(i, i + 3)) && !(strength === 'certain' && firm)) return null;
  const fits =
    firm ||
    (strength === 'certain' && (!isDoubtfulSurname(surname) || enders.has(next ?? ''))) ||
    ((strength === 'strong' || strength === 'bare') && enders.has(next ?? '') && !isDoubtfulSurname(surname));
  return fits ? { start: i, end, name: text.slice(i, end) } : null;
}

function latinNameAt(text: string, i: number, latin: string, strength: Strength): NameFinding | null {
  const next = text[i + latin.length];
  if (!isBoundary(next) && !(strength === 'certain' && enders.has(next ?? ''))) return null;
  return { start: i, end: i + latin.length, name: latin };
}

interface Cue {
  readonly pattern: RegExp;
  /** What every text holds that it matches: any of these. */
  readonly signs: Signs;
  readonly strength: Strength;
  readonly modes: readonly RedactionMode[];
}

const gap = '[ \\u3000：:，,、“"「]{0,2}';
const both: readonly RedactionMode[] = ['speech', 'document'];

/** The table of Chinese cues: a name may begin where the match ends. */
const cues: readonly Cue[] = [
  {
    pattern: new RegExp(
      `(?:我叫做?|我名叫|我的?名字(?:是|叫做?)|我的?姓名是|名字(?:是|叫做?)|姓名(?:是|叫))${gap}`,
      'g',
    ),
    signs: signs.calls | signs.name,
    strength: 'certain',
    modes: ['speech'],
  },
  // A name that was misspelled, and how it is spelled.
  {
    pattern:
      /(?:姓名|名字|户名|戶名)(?:打成|写成|寫成|填成|输成|輸成|弄成|打的是|写的是|寫的是|填的是)[了]?[“"「『 ]?/g,
    signs: signs.name,
    strength: 'weak',
    modes: ['speech'],
  },
  {
    pattern:
      /(?<=(?:姓名|名字|户名|戶名)[^。！？!?]{0,24})(?:其实是|其實是|应该是|應該是|实际是|實際是|改成|改為|改为|正确的是|正確的是)[“"「『 ]?/g,
    signs: signs.name,
    strength: 'weak',
    modes: ['speech'],
  },
  {
    pattern: new RegExp(`(?:叫我|称呼我|稱呼我|喊我)${gap}`, 'g'),
    signs: signs.calls,
    strength: 'certain',
    modes: ['speech'],
  },
  {
    pattern: new RegExp(
      `(?:姓名|联系人|聯絡人|聯繫人|经办人|經辦人|户名|戶名|收款人|持卡人|申请人|申請人|户主|戶主)(?:是|为|為|叫|[：:])${gap}`,
      'g',
    ),
    signs: signs.name | signs.person,
    strength: 'strong',
    modes: both,
  },
  {
    pattern: new RegExp(
      `(?:老公|老婆|丈夫|妻子|先生|太太|爱人|愛人|爸爸?|妈妈?|媽媽?|父亲|父親|母亲|母親|儿子|兒子|女儿|女兒|哥哥?|姐姐?|弟弟?|妹妹?|朋友|同事|对方|對方|人|专员|專員|经理|經理|他|她)(?:名字)?叫${gap}`,
      'g',
    ),
    signs: signs.calls,
    strength: 'strong',
    modes: ['speech'],
  },
  {
    pattern: new RegExp(
      `(?:户名|戶名|收款人|持卡人|付款人|汇款人|匯款人|联系人|聯絡人|聯繫人|户主|戶主|我(?:老公|老婆|丈夫|妻子|先生|太太|爱人|愛人))(?:姓名|名字)?(?:[就也]?是|叫)?${gap}`,
      'g',
    ),
    signs: signs.name | signs.person | signs.title,
    strength: 'bare',
    modes: ['speech'],
  },
  {
    pattern: /(?:\b(?:authors?|contacts?(?:[ _-]?(?:person|name))?)|作者|撰稿人|编制人|編制人) ?: ?["']?/gi,
    signs: signs.colon,
    strength: 'strong',
    modes: both,
  },
  { pattern: /(?:您|你)(?:就)?是/g, signs: signs.is, strength: 'weak', modes: ['speech'] },
  {
    pattern: new RegExp(`(?:我这边|我這邊|这里|這裡|這裏|我)是${gap}`, 'g'),
    signs: signs.is,
    strength: 'weak',
    modes: ['speech'],
  },
  {
    pattern: new RegExp(`(?:我本人|本人)(?:是|叫)?${gap}`, 'g'),
    signs: signs.person,
    strength: 'weak',
    modes: ['speech'],
  },
  {
    pattern: new RegExp(
      `(?:客服|专员|專員|坐席|座席|客户经理|客戶經理|经理|經理|顾问|顧問|组长|組長|主管|同事|专家|專家|代表|人员|人員|工号\\s*[A-Za-z]?\\d+|[号號]客服|\\d+[号號])(?:是|叫)?${gap}`,
      'g',
    ),
    signs: signs.staff,
    strength: 'strong',
    modes: ['speech'],
  },
];

/** Finds Chinese names after the usual cues and before titles. `text` has full-width Latin narrowed. */
export function findChineseNames(text: string, held: Signs, mode: RedactionMode): NameFinding[] {
  if ((held & signs.other) === 0 || !han.test(text)) return [];
  const found: NameFinding[] = [];
  for (const cue of cues) {
    if ((held & cue.signs) === 0 || !cue.modes.includes(mode)) continue;
    for (const match of text.matchAll(cue.pattern)) {
      const name = nameAt(text, match.index + match[0].length, cue.strength);
      if (name) found.push(name);
    }
  }
  if (mode === 'speech') {
    if (held & signs.surname) found.push(...surnamesSaid(text));
    if (held & (signs.staff | signs.title)) found.push(...titled(text, jobTitle, false, false));
  }
  if (held & signs.title) found.push(...titled(text, honorific, true, mode === 'speech'));
  return found;
}

/** 我姓陈，叫建国; 免贵姓陈. */
function* surnamesSaid(text: string): Generator<NameFinding> {
  for (const match of text.matchAll(/(?:我姓|贵姓|貴姓|本人姓|也姓|是姓|她姓|他姓)[：: ]?/g)) {
    const start = match.index + match[0].length;
    const rare = han.test(text[start] ?? '') && isBoundary(text[start + 1]) ? 1 : 0;
    const length = surnameLength(text, start) || rare;
    if (length === 0) continue;
    yield { start, end: start + length, name: '' };
    yield* wholeNameAfter(text, start, start + length);
    const given = /^[，, ]{0,2}(?:名字?)?[叫是]/.exec(text.slice(start + length));
    if (!given) continue;
    const from = start + length + given[0].length;
    const whole = nameAt(text, from, 'certain');
    const end = whole?.end ?? givenEnd(text, from);
    if (end > from) yield { start: from, end, name: text.slice(from, end) };
  }
}

/** 我姓陈，陈秀兰: the surname is said again with the given name. */
function* wholeNameAfter(text: string, start: number, end: number): Generator<NameFinding> {
  const surname = text.slice(start, end);
  const pause = /^[，,。.、… ]{0,3}/.exec(text.slice(end))?.[0].length ?? 0;
  const again = end + pause;
  if (!text.startsWith(surname, again)) return;
  const last = givenEnd(text, again + surname.length);
  if (last > again + surname.length) yield { start: again, end: last, name: text.slice(again, last) };
}

/**
 * 王先生, 王建国女士, 周经理: the name before a title. `forPeople`: the title is one that only a name precedes.
 * `loose`: a lone surname counts whatever stands before it.
 */
function* titled(text: string, title: RegExp, forPeople: boolean, loose: boolean): Generator<NameFinding> {
  for (const match of text.matchAll(title)) {
    const end = match.index;
    const start = [1, 2, 3, 4].map((n) => end - n).find((i) => i >= 0 && beginsName(text, i, end, forPeople));
    if (start !== undefined) yield { start, end, name: end - start > 1 ? text.slice(start, end) : '' };
    else if (loose && surnameLength(text, end - 1) === 1 && !isDoubtfulSurname(text[end - 1] ?? '')) {
      yield { start: end - 1, end, name: '' };
    }
  }
}

function beginsName(text: string, i: number, end: number, forPeople: boolean): boolean {
  const length = surnameLength(text, i);
  if (length === 0 || i + length > end || end - i - length > 2 || commonWords.test(text.slice(i, i + 3))) return false;
  if ([...text.slice(i + length, end)].some((c) => !han.test(c) || enders.has(c))) return false;
  const previous = text[i - 1];
  if (isBoundary(previous)) return true;
  // 有关主管: what looks like a surname there is half of a word.
  if (!forPeople && length === end - i && isDoubtfulSurname(text.slice(i, end))) return /[是找叫]/.test(previous ?? '');
  return beforeName.has(previous ?? '');
}
